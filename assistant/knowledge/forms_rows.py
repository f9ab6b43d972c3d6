"""Rows of a form: one more, one less, one up, one down; and the ids that nobody has to think of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistant.knowledge.forms import Field
from assistant.knowledge.forms_tree import ORIGIN, Filled, tree_of

_ACTS = re.compile(r"(add|remove|up|down):([a-z_]+(?:\.\d+\.[a-z_]+)*)(?:\.(\d+))?\Z")
_STEMS = {"options": "o", "acceptance_conditions": "c"}


def moved(fields: Sequence[Field], tree: Filled, act: str) -> str:
    """Do ``add:materials``, ``remove:materials.2``, ``up:…`` or ``down:…`` on the tree; the name of the row that now
    has the attention. Empty when the act is not one of those, or has nothing to act on."""
    found = _ACTS.match(act)
    rows = _rows_at(fields, tree, found[2]) if found else None
    if found is None or rows is None:
        return ""
    kind, name, number = found[1], found[2], int(found[3] or 0)
    field, entries = rows
    if kind == "add":
        entries.append({ORIGIN: "", **tree_of(field.inside, {})})
        return f"{name}.{len(entries) - 1}"
    if found[3] is None or number >= len(entries):
        return ""
    if kind == "remove":
        del entries[number]
        return f"{name}.{min(number, len(entries) - 1)}" if entries else name
    to = number + (1 if kind == "down" else -1)
    if 0 <= to < len(entries):
        entries[number], entries[to] = entries[to], entries[number]
        return f"{name}.{to}"
    return f"{name}.{number}"


def _rows_at(fields: Sequence[Field], tree: Filled, name: str) -> tuple[Field, list[Filled]] | None:
    key, _, rest = name.partition(".")
    field = next((f for f in fields if f.key == key and f.kind == "rows"), None)
    if field is None:
        return None
    if not rest:
        return field, tree[key]
    number, _, inner = rest.partition(".")
    if int(number) >= len(tree[key]):
        return None
    return _rows_at(field.inside, tree[key][int(number)], inner)


def name_rows(fields: Sequence[Field], tree: Filled, stem: str) -> None:
    """Give every row that needs an id and has none a new one. ``stem`` (``mz001``) keeps the ids of an item's own
    questions apart from those of other items, since equal ids are the same question."""
    for field in fields:
        if field.kind == "record":
            name_rows(field.inside, tree[field.key], stem)
        if field.kind != "rows":
            continue
        rows: list[Filled] = tree[field.key]
        if any(f.kind == "id" for f in field.inside):
            _name(rows, _STEMS.get(field.key, f"{stem}_q"))
        for row in rows:
            name_rows(field.inside, row, stem)


def _name(rows: Sequence[Filled], stem: str) -> None:
    for row in rows:
        if row.get("shared") and not row.get("id"):
            row["id"] = row["shared"]
    taken = {row["id"] for row in rows}
    for row in rows:
        if not row["id"]:
            row["id"] = free_id(stem, taken)
            taken.add(row["id"])


def free_id(stem: str, taken: Any) -> str:
    """The stem with the first number that nobody has."""
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"
