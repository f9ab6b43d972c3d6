"""A form filled in → the plain value of the file: what was not touched stays as it was written there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.knowledge.forms import Field
from assistant.knowledge.forms_text import Row
from assistant.knowledge.forms_tree import MANY, ORIGIN, Filled, is_empty, shown

_WHOLE = re.compile(r"[-+]?\d+\Z")


def value_of(fields: Sequence[Field], tree: Filled, old: Any) -> dict[str, Any]:
    """The record that the form says. ``old`` is the record that the form was made from, or None.

    Keys of the old record that no field knows stay. A field left empty is left out, so that the schema can ask for it.
    """
    before: Mapping[str, Any] = old if isinstance(old, dict) else {}
    made = {key: value for key, value in before.items() if key not in {f.key for f in fields}}
    for field in fields:
        value = _value(field, tree.get(field.key), before, tree)
        if value is not None or (field.key in before and before[field.key] is None):
            made[field.key] = value
    order = [*before, *(f.key for f in fields)]
    first_known = {key: n for n, key in reversed(list(enumerate(order)))}
    names = {f.key: n for n, f in enumerate(fields)}
    return dict(sorted(made.items(), key=lambda kv: names.get(kv[0], len(names) + first_known[kv[0]])))


def _value(field: Field, filled: Any, before: Mapping[str, Any], tree: Filled) -> Any:
    old = before.get(field.key)
    if field.kind == "record":
        if is_empty(field.inside, filled or {}):
            return None
        return value_of(field.inside, filled, old)
    if field.kind == "rows":
        return _rows(field, filled or (), old)
    if field.picks == "shared":
        return _shared(filled, tree, old)
    before_it = shown(field, old)
    if field.kind in MANY:  # boxes come in the order of the page: what stood there keeps its own
        filled = [one for one in before_it if one in filled] + [one for one in filled or () if one not in before_it]
    if filled == before_it:
        return old
    return typed(field, filled, field.key in before)


def _rows(field: Field, rows: Sequence[Filled], old: Any) -> list[Any] | None:
    entries = old if isinstance(old, list) else []
    made: list[Any] = []
    for row in rows:
        origin = int(row[ORIGIN]) if str(row.get(ORIGIN, "")).isdecimal() else len(entries)
        known = origin < len(entries)
        if not known and is_empty([f for f in field.inside if f.kind != "id"], row):
            continue
        entry = entries[origin] if known else None
        record = entry if isinstance(entry, dict) or entry is None else {field.inside[0].key: entry}
        value = value_of(field.inside, row, record)
        bare = not isinstance(entry, (dict, type(None))) and value == record
        made.append(entry if bare else _with_origin(value, origin if known else None))
    return made or ([] if old == [] or (field.required and field.key == "materials") else None)


def _with_origin(value: dict[str, Any], origin: int | None) -> Row:
    row = Row(value)
    row.origin = origin
    return row


def _shared(filled: str, tree: Filled, old: Any) -> Any:
    if not filled:
        return None if old in (None, True) or isinstance(old, str) else old
    return True if filled == tree.get("id") else filled


def typed(field: Field, filled: Any, was_there: bool) -> Any:
    """What stands in a field as the value of a file; ``None`` to leave it out. What cannot be that stays a text."""
    if field.kind in ("checks", "picks"):
        return [_number(one) if field.number else one for one in filled] or None
    if field.kind == "when":
        return _when(filled) or None
    if field.kind == "lines":
        return _lines(field, filled)
    if field.kind == "pairs":
        return {key: _number(said) if field.number else said for key, said in map(_pair, _split(filled))} or None
    if field.kind == "flag":
        return True if filled else (False if was_there or field.required else None)
    if field.kind == "tri":
        return {"yes": True, "no": False}.get(filled)
    if field.kind == "int":
        return None if filled == "" else _number(filled)
    if field.number == "float":
        return [_decimal(part) for part in re.split(r"[,，、\s]+", filled) if part] or None
    return filled or None


def _lines(field: Field, filled: str) -> Any:
    lines = _split(filled)
    if not lines:
        return None
    return "\n".join(lines) + "\n" if field.key == "examples" or len(field.key) == 1 else lines


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pair(line: str) -> tuple[str, str]:
    key, *said = re.split(r"[\s:：]+", line, maxsplit=1)
    return key, said[0].strip() if said else ""


def _when(ticked: Sequence[str]) -> dict[str, list[str]]:
    when: dict[str, list[str]] = {}
    for one in ticked:
        name, _, option = one.partition("=")
        if name and option:
            when.setdefault(name, []).append(option)
    return when


def _number(text: str) -> int | str:
    return int(text) if _WHOLE.match(text) else text


def _decimal(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def written_rows(fields: Sequence[Field], tree: Filled) -> None:
    """Take new rows with nothing in them off the form, so that its rows are those of the value."""
    for field in fields:
        if field.kind == "record":
            written_rows(field.inside, tree[field.key])
        elif field.kind == "rows":
            named = [f for f in field.inside if f.kind != "id"]
            tree[field.key] = [row for row in tree[field.key] if row[ORIGIN] or not is_empty(named, row)]
            for row in tree[field.key]:
                written_rows(field.inside, row)
