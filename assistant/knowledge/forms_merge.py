"""Two people changed the same record: what each changed is kept, and where both did, both are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.knowledge.forms import Field
from assistant.knowledge.forms_tree import ORIGIN, Filled, leaves

Notes = dict[str, Any]
"""Name of a field or row → what the other person has there now: a value of the field, or a sentence about a row."""

GONE = "对方把这一条删掉了。您改过它，所以先留着；不要的话请删掉。"
ADDED = "这一条是对方新加的。"
CHANGED = "您删掉了这一条，对方同时改过它，所以先放回来；不要的话请再删一次。"


def merged(fields: Sequence[Field], base: Filled, theirs: Filled, mine: Filled) -> tuple[Filled, Notes]:
    """The form to go on with, made from the other's text, and where the two disagree.

    ``base`` is what both began with. A field that only one of them changed has the value of that one; where both did,
    it has mine, and theirs is in the notes. Rows know their place in the other's file.
    """
    notes: Notes = {}
    return _record(fields, base, theirs, mine, "", notes), notes


def _record(
    fields: Sequence[Field], base: Filled, theirs: Filled, mine: Filled, at: str, notes: Notes
) -> Filled:  # fmt: skip
    made: Filled = {}
    for field in fields:
        name, parts = f"{at}{field.key}", (base[field.key], theirs[field.key], mine[field.key])
        if field.kind == "record":
            made[field.key] = _record(field.inside, *parts, f"{name}.", notes)
        elif field.kind == "rows":
            made[field.key] = _rows(field, *parts, name, notes)
        else:
            made[field.key] = _leaf(*parts, name, notes)
    return made


def _leaf(base: Any, theirs: Any, mine: Any, name: str, notes: Notes) -> Any:
    if _same(mine, base):
        return theirs
    if not _same(theirs, base) and not _same(theirs, mine):
        notes[name] = theirs
    return mine


def _same(one: Any, other: Any) -> bool:
    """Boxes that are ticked have no order."""
    return sorted(one) == sorted(other) if isinstance(one, list) and isinstance(other, list) else bool(one == other)


def _rows(
    field: Field, base: Sequence[Filled], theirs: Sequence[Filled], mine: Sequence[Filled], name: str, notes: Notes
) -> list[Filled]:
    now = _matches(field, base, theirs)
    made: list[Filled] = []
    for row in mine:
        origin = int(row[ORIGIN]) if str(row[ORIGIN]).isdecimal() else len(base)
        at = f"{name}.{len(made)}"
        if origin >= len(base):
            made.append({**row, ORIGIN: ""})
        elif origin in now:
            there = theirs[now[origin]]
            made.append({ORIGIN: str(now[origin]), **_record(field.inside, base[origin], there, row, f"{at}.", notes)})
        elif _said(field, row) != _said(field, base[origin]):
            notes[at] = GONE
            made.append({**row, ORIGIN: ""})
    kept = {row[ORIGIN] for row in mine}
    back = {now[n] for n in now if str(n) not in kept and _said(field, theirs[now[n]]) != _said(field, base[n])}
    known = set(now.values())
    for n, row in enumerate(theirs):
        if n in back or n not in known:
            notes[f"{name}.{len(made)}"] = CHANGED if n in back else ADDED
            made.append({**row, ORIGIN: str(n)})
    return made


def _matches(field: Field, base: Sequence[Filled], theirs: Sequence[Filled]) -> dict[int, int]:
    """Index before → index now, for rows that say the same, then for rows with the same id or name."""
    found: dict[int, int] = {}
    for key in (_said, _name):
        free = {n for n in range(len(theirs)) if n not in found.values()}
        for n, row in enumerate(base):
            if n not in found:
                same = next((t for t in sorted(free) if key(field, theirs[t]) == key(field, row)), None)
                if same is not None:
                    found[n] = same
                    free.discard(same)
    for n in range(len(base)):
        if n not in found and len(base) == len(theirs) and n not in found.values():
            found[n] = n
    return found


def _said(field: Field, row: Mapping[str, Any]) -> Any:
    return [sorted(value) if isinstance(value, list) else value for _, _, value in leaves(field.inside, row)]


def _name(field: Field, row: Mapping[str, Any]) -> Any:
    key = next((f.key for f in field.inside if f.kind == "id"), None) or next(
        (f.key for f in field.inside if f.kind in ("text", "long", "pick")), field.inside[0].key
    )
    return row.get(key) or object()
