"""The knowledge as it was at a revision of the repository it lies in."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from assistant.errors import NotFound
from assistant.knowledge.folder import Texts, belongs

SECONDS = 60
"""git answers at once; longer means that it waits for something it will not get."""


def texts_at(folder: Path, revision: str) -> Texts:
    """The files of the folder at that revision (commit, tag, branch). Raises :class:`NotFound` when there is none."""
    command = ["git", "-C", str(folder), "archive", "--format=tar", revision, "."]
    if revision.startswith("-"):
        raise NotFound(f"没有“{revision}”这个版本。")
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotFound("用不了 git，不能和以前的版本比较。") from error
    if done.returncode:
        raise NotFound(f"没有“{revision}”这个版本，或者知识库不在 git 里。")
    files: dict[str, str] = {}
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for member in archive.getmembers():
            name = member.name.removeprefix("./")
            content = archive.extractfile(member) if belongs(name) else None
            if content is not None:
                files[name] = content.read().decode("utf-8", "replace")
    return Texts(dict(sorted(files.items())))
