"""A form as it stands: a tree of what is filled in, made from a file's value or from what a browser sent.

The tree has the shape of the fields: a text for a field that holds one thing, a list of texts for one where several
are ticked, a tree for a record, a list of trees for rows. Each row says under :data:`ORIGIN` which entry of the file it
was (from 0), empty for a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from assistant.knowledge.expand import example_lines
from assistant.knowledge.forms import Field

Filled = dict[str, Any]
ORIGIN = "@"
MANY = frozenset(("checks", "picks", "when"))
Resolve = Callable[[str, str], str]
"""(what is picked from, what was typed) → the id that is meant, or what was typed."""


def tree_of(fields: Sequence[Field], value: Any) -> Filled:
    """The form of a plain value as a file has it. What no field knows is not in the form, and stays in the file."""
    record = value if isinstance(value, dict) else {}
    return {field.key: _shown(field, record.get(field.key), record) for field in fields}


def _shown(field: Field, value: Any, record: Mapping[str, Any]) -> Any:
    if field.kind == "record":
        return tree_of(field.inside, value)
    if field.kind == "rows":
        rows = value if isinstance(value, list) else []
        return [_row(field, one, n) for n, one in enumerate(rows)]
    if field.picks == "shared":
        return str(record.get("id", "")) if value is True else str(value or "")
    return shown(field, value)


def _row(field: Field, value: Any, place: int) -> Filled:
    record = value if isinstance(value, dict) else {field.inside[0].key: value}
    return {ORIGIN: str(place), **tree_of(field.inside, record)}


def shown(field: Field, value: Any) -> Any:
    """A value of one field as the form shows it."""
    value = field.default if value is None else value
    if field.kind in MANY:
        if field.kind == "when":
            return [f"{name}={o}" for name, options in _mapping(value) for o in _list(options)]
        return [str(one) for one in _list(value)]
    if field.kind in ("flag", "tri"):
        return ("yes" if value else "" if field.kind == "flag" else "no") if isinstance(value, bool) else ""
    if field.kind == "lines":
        return "\n".join(str(line) for line in _list(example_lines(value)))
    if field.kind == "pairs":
        return "\n".join(f"{key} {said}" for key, said in _mapping(value))
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value).strip()


def _mapping(value: Any) -> Iterable[tuple[Any, Any]]:
    return value.items() if isinstance(value, dict) else ()


def _list(value: Any) -> Sequence[Any]:
    if value is None or value == "":
        return ()
    return value if isinstance(value, (list, tuple)) else [value]


def tree_from(fields: Sequence[Field], given: Mapping[str, Sequence[str]], resolve: Resolve, at: str = "") -> Filled:
    """The form that a browser sent: names are paths with points (``materials.2.n_copy``), rows in their order."""
    return {field.key: _sent(field, given, resolve, f"{at}{field.key}") for field in fields}


def _sent(field: Field, given: Mapping[str, Sequence[str]], resolve: Resolve, name: str) -> Any:
    if field.kind == "record":
        return tree_from(field.inside, given, resolve, f"{name}.")
    if field.kind == "rows":
        return [
            {ORIGIN: _first(given, f"{name}.{n}.{ORIGIN}"), **tree_from(field.inside, given, resolve, f"{name}.{n}.")}
            for n in _numbers(given, name)
        ]
    if field.kind in MANY:
        picked = [clean(one) for one in given.get(name, ())]
        added = [resolve(field.picks, clean(one)) for one in given.get(f"{name}+", ())]
        return list(dict.fromkeys(one for one in (*picked, *added) if one))
    said = clean(_first(given, name))
    return resolve(field.picks, said) if field.kind == "pick" and said else said


def clean(text: str) -> str:
    """What was typed, without outer blanks and with the line ends of our files."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def _first(given: Mapping[str, Sequence[str]], name: str) -> str:
    found = given.get(name, ())
    return found[0] if found else ""


def _numbers(given: Mapping[str, Sequence[str]], name: str) -> list[int]:
    start = f"{name}."
    steps = {key[len(start) :].split(".", 1)[0] for key in given if key.startswith(start) and key.endswith(ORIGIN)}
    return sorted(int(step) for step in steps if step.isdecimal() and len(step) < 5)


def leaves(fields: Sequence[Field], tree: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, Field, Any]]:
    """(name, field, what is filled in) of every field that holds no other fields."""
    for field in fields:
        name, value = f"{at}{field.key}", tree.get(field.key)
        if field.kind == "record":
            yield from leaves(field.inside, value or {}, f"{name}.")
        elif field.kind == "rows":
            for n, row in enumerate(value or ()):
                yield from leaves(field.inside, row, f"{name}.{n}.")
        else:
            yield name, field, value


def is_empty(fields: Sequence[Field], tree: Mapping[str, Any]) -> bool:
    """Whether nothing is filled in but what stands there by itself."""
    return all(not value or value == shown(field, None) for _, field, value in leaves(fields, tree))
