"""What a draft changes, to be looked at: sentences by subject, and file by file the lines."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.compare import changes
from assistant.knowledge.folder import Texts
from assistant.knowledge.loader import Loader
from assistant.knowledge.problem import errors
from assistant.releases import Draft
from channels.web.console.knowledge.naming import file_name, form_of

MOST_LINES = 400
"""Lines of one file's difference that are shown."""

Line = tuple[str, str]
"""Class (``more``, ``less``, ``where`` or none) and text."""


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of a draft."""

    path: str
    name: str
    what: str
    by: str
    at: datetime
    form: str
    outdated: bool
    lines: tuple[Line, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class DraftView:
    """``sound`` is False when the draft has errors, so that the sentences cannot tell all."""

    sentences: Mapping[str, tuple[str, ...]]
    files: tuple[FileView, ...]
    sound: bool


def view_of(draft: Draft, live: Texts, candidate: Texts, catalogue: Catalogue, outdated: Sequence[str]) -> DraftView:
    """Takes a third of a second of CPU: to be called beside the event loop."""
    loaded = Loader().load_texts(candidate)
    told: dict[str, list[str]] = {}
    for change in changes(catalogue, loaded.catalogue):
        told.setdefault(change.subject, []).append(change.sentence)
    files = []
    for path, file in sorted(draft.files.items()):
        before = live.files.get(path)
        what = "新增" if before is None else "删掉" if file.text is None else "修改"
        lines = difference(before or "", file.text or "")
        name = file_name(loaded.catalogue if file.text is not None else catalogue, path)
        shown = lines[:MOST_LINES]
        late = path in outdated
        files.append(FileView(path, name, what, file.by, file.at, form_of(path), late, shown, len(lines) > MOST_LINES))
    sentences = {subject: tuple(lines) for subject, lines in told.items()}
    return DraftView(sentences, tuple(files), not errors(loaded.problems))


def difference(before: str, after: str) -> tuple[Line, ...]:
    """The lines that differ, with two lines around them."""
    found: list[Line] = []
    for line in list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]:
        if line.startswith("@@"):
            found.append(("where", "……"))
        else:
            found.append(({"+": "more", "-": "less"}.get(line[:1], ""), line))
    return tuple(found)
