"""Each release as a commit in the repository that the knowledge folder lies in, if it lies in one. Never fails."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

SECONDS = 60
PROGRAM = ("-c", "user.name=Linban", "-c", "user.email=linban@localhost", "-c", "commit.gpgsign=false")


def commit(folder: Path, files: Sequence[str], author: str, login: str, message: str) -> tuple[str | None, str]:
    """Commit these files of the folder. Returns the commit's hash (``None`` without one) and what went wrong, if
    anything, as a sentence."""
    inside = _git(folder, "rev-parse", "--is-inside-work-tree")
    if inside is None or inside.stdout.strip() != "true":
        return None, ""
    known = _git(folder, "ls-files", "--", *files)
    there = [name for name in files if (folder / name).exists()]
    wanted = [*there, *(n for n in (known.stdout.splitlines() if known else ()) if n not in there)]
    ignored = _git(folder, "check-ignore", "--", *wanted) if wanted else None
    if not wanted or (ignored and ignored.stdout.strip()):
        return None, ""
    added = _git(folder, "add", "--", *wanted)
    if added is None or added.returncode:
        return None, _told(added)
    who = f"{_plain(author)} <{_plain(login)}@localhost>"
    done = _git(folder, *PROGRAM, "commit", "--no-verify", "-q", f"--author={who}", "-m", message, "--", *wanted)
    if done is None or done.returncode:
        return None, _told(done)
    head = _git(folder, "rev-parse", "HEAD")
    return (head.stdout.strip() or None) if head else None, ""


def unmerged(folder: Path) -> tuple[str, ...]:
    """Files of the folder in which a merge left a conflict."""
    found = _git(folder, "diff", "--name-only", "--diff-filter=U", "--relative")
    return tuple(found.stdout.splitlines()) if found and not found.returncode else ()


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[str] | None:
    command = ["git", "-C", str(folder), "-c", "core.quotepath=false", *words]
    quiet = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(
            command, capture_output=True, check=False, timeout=SECONDS, text=True, env=quiet, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None


def _plain(text: str) -> str:
    """A name without what git takes for something else."""
    return "".join(c for c in text if c not in "<>\n\r\0").strip() or "?"


def _told(done: subprocess.CompletedProcess[str] | None) -> str:
    first = (done.stderr or done.stdout).strip().splitlines()[:1] if done else []
    return f"已经发布，但没有记进 git：{first[0] if first else 'git 用不了'}"
