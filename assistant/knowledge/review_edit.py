"""Verifications from a filled-in work list → the same files with just those lines changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml.comments import CommentedMap

from assistant.errors import BadKnowledge
from assistant.knowledge.edit import document_of, dumped
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.problem import Loc
from assistant.knowledge.references import placed
from assistant.knowledge.review import WHOLE, Check, parts_of, whole_of
from assistant.knowledge.review_read import Reading, Vouched
from assistant.knowledge.schema import Item

NAMES = ("verified_by", "verified_on", "review_due")


@dataclass(frozen=True, slots=True)
class Verified:
    """File → new text; how many items and single statements the list vouches for (or takes back)."""

    files: dict[str, str]
    items: int
    statements: int


def take_review(loaded: Loaded, name: str, content: bytes, today: date, department: str | None = None) -> Verified:
    """What the list changes in the files. ``department``: only its items may be in it.

    Raises :class:`BadKnowledge` with every wrong cell; then nothing is changed.
    """
    items = {c: i for c, i in loaded.catalogue.items.items() if department in (None, i.department)}
    reading = Reading(name, items, _checks(items.values(), today), today)
    reading.read(content)
    _twice(reading)
    _nothing_low(reading)
    documents: dict[str, Any] = {}
    for one in reading.found:
        file = loaded.places[one.code][0]
        document = documents.setdefault(file, document_of(loaded.texts.files[file]))
        if not _write(document, one):
            reading.tell(one.cell, "这一条是几个事项共用的，不能单独核实")
    if reading.problems:
        raise BadKnowledge(sorted(set(reading.problems)))
    whole = sum(1 for one in reading.found if one.loc == WHOLE)
    return Verified({f: dumped(d) for f, d in documents.items()}, whole, len(reading.found) - whole)


def _checks(items: Collection[Item], today: date) -> dict[tuple[str, Loc], Check]:
    return {(c.code, c.loc): c for item in items for c in (whole_of(item, today), *parts_of(item, today))}


def _twice(reading: Reading) -> None:
    seen: dict[tuple[str, Loc], Vouched] = {}
    for one in reading.found:
        if (first := seen.setdefault((one.code, one.loc), one)) is not one:
            reading.tell(one.cell, f"和 {first.cell} 说的是同一条，请只留一行")


def _nothing_low(reading: Reading) -> None:
    """Nobody can vouch for an item while one of its statements is of low confidence."""
    given = {(one.code, one.loc): one.on for one in reading.found}
    for one in reading.found:
        if one.loc != WHOLE or not one.on:
            continue
        low = [
            path
            for loc, path, sourced in placed(reading.items[one.code])
            if "GK-L" in sourced.source and not given.get((one.code, loc), sourced.verified_on)
        ]
        if low:
            reading.tell(one.cell, f"还有把握低的没有核：{'、'.join(low)}。请先在“逐条”表里核这几条")


def _write(document: Any, one: Vouched) -> bool:
    """Set or take away the three keys; False when the file does not have that place itself."""
    record = _record(document, one.loc)
    if record is None:
        return False
    values: dict[str, str | date | None] = dict(zip(NAMES, (one.by, one.on, one.due), strict=True))
    new = [key for key in NAMES if values[key] is not None and key not in record]
    # Before the last of what is there: blank lines and comments after a record hang on its last entry.
    at = 0 if one.loc == WHOLE else max(len(record) - 1, 0)
    if record.fa.flow_style():
        at = len(record)
    for key in NAMES:
        if values[key] is None:
            record.pop(key, None)
        elif key in record:
            record[key] = values[key]
    for place, key in enumerate(new):
        record.insert(min(at + place, len(record)), key, values[key])
    return True


def _record(document: Any, loc: Loc) -> Any:
    if loc == WHOLE:
        if not isinstance(document.get("review"), dict):
            after = [place for place, key in enumerate(document) if key in ("status", "examples")]
            document.insert(min(after, default=len(document)), "review", CommentedMap())
        return document["review"]
    for step in loc:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return None
    return document if isinstance(document, CommentedMap) else None
