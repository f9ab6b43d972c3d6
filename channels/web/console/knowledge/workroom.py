"""What an officer who edits works on: the live files with the own draft laid over, read and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool

from assistant.errors import BadMessage
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.check_words import words
from assistant.knowledge.folder import Texts
from assistant.knowledge.forms_files import SHELVES, Place, Shelf, entries
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.loader import Loader
from assistant.knowledge.problem import Problem, errors
from assistant.knowledge.yaml_text import lines_of
from assistant.people import Staff
from assistant.releases import Draft
from assistant.staff.roles import may, sees_department
from channels.web.console.knowledge.badge import today_of
from channels.web.house import House

_LOADER, _ONE_AT_A_TIME = Loader(), Lock()


@dataclass(frozen=True)
class Work:
    """The files as this officer has them; ``catalogue`` is what is live for a draft that cannot be read."""

    draft: Draft | None
    texts: Texts
    catalogue: Catalogue

    def shared(self) -> Mapping[str, Any]:
        """The shared circumstances as plain values, by id."""
        return {key: value for key, _, value in entries(self.texts, SHELVES["circumstances"])}


async def work_of(house: House, by: Staff) -> Work:
    """The officer's files."""
    publishing = house.services.publishing
    draft = await publishing.open_draft(by)
    texts = publishing.texts(draft)
    if draft is None or not draft.files:
        return Work(draft, texts, house.services.librarian.library.catalogue)
    loaded = await run_in_threadpool(read, texts)
    broken = bool(errors(loaded.problems))
    return Work(draft, texts, house.services.librarian.library.catalogue if broken else loaded.catalogue)


def read(texts: Texts) -> Loaded:
    """The texts read, remembering every file from the last time."""
    with _ONE_AT_A_TIME:
        return _LOADER.load_texts(texts)


async def judged(house: House, texts: Texts, place: Place) -> tuple[Problem, ...]:
    """What is wrong with the record at this place, errors first."""
    return await run_in_threadpool(_judged, texts, place, today_of(house))


def _judged(texts: Texts, place: Place, today: Any) -> tuple[Problem, ...]:
    loaded = read(texts)
    found = list(loaded.problems)
    if not errors(found):
        found += words(loaded, today)
    first, last = _lines(texts.files.get(place.path, ""), place)
    inside = [p for p in found if p.file == place.path and (not p.line or first <= p.line < last)]
    return tuple(sorted(set(inside), key=lambda p: (p.severity != "error", p)))


def _lines(text: str, place: Place) -> tuple[int, int]:
    """The lines of the record: from, and before."""
    whole = (0, text.count("\n") + 3)
    if place.index is None:
        return whole
    line_at = lines_of(text)
    after = line_at((place.index + 1,))
    return line_at((place.index,)), after if after > line_at((place.index,)) else whole[1]


def may_edit(by: Staff, catalogue: Catalogue, shelf: Shelf, value: Mapping[str, Any]) -> bool:
    """An officer of a department writes the department's own items, and what all share; one of the district all."""
    if not may(by, "knowledge.edit"):
        return False
    if shelf.id == "items":
        owner = catalogue.departments.get(str(value.get("department", "")))
        return owner is None or sees_department(by, owner.id)
    if shelf.id == "departments":
        return sees_department(by, str(value.get("id", "")))
    return True


def demand_edit(by: Staff, catalogue: Catalogue, shelf: Shelf, value: Mapping[str, Any]) -> None:
    """BadMessage unless :func:`may_edit`; the publishing desk asks once more."""
    if not may_edit(by, catalogue, shelf, value):
        raise BadMessage("这一项由别的部门负责，您只能看。请找他们的知识员，或者请管理员处理。")
