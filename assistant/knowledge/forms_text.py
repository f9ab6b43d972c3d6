"""A new value written into the text of a knowledge file: only the lines of what differs change.

Comments, order, quotes and blank lines of everything else stay, byte by byte. Lists are told by :class:`Row` which old
entry each new one comes from, so that a row that moves takes its lines and the comment above it along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.knowledge.edit import document_of, dumped
from assistant.knowledge.forms_style import as_row, indented, restyled, shifted, written
from assistant.knowledge.yaml_text import BadYaml, entries_of, read_yaml


class Row(dict[str, Any]):
    """An entry of a list: ``origin`` is the index of the entry that it was, ``None`` for a new one."""

    origin: int | None = None


@dataclass(slots=True)
class _Part:
    """One entry of a block: blank lines and comments above it, and its own lines."""

    key: str | int
    gap: list[str]
    body: list[str]


def patched(text: str, new: Any) -> str:
    """The text saying ``new`` (plain values, lists with :class:`Row`); ``text`` itself when it says so already."""
    old = read_yaml(text) if text.strip() else None
    if alike(old, new):
        return text
    result = _block(text if text.endswith("\n") else text + "\n", old, new)
    if result is not None and _says(result, new):
        return result
    return dumped(document_of(written(new)))


def _says(text: str, new: Any) -> bool:
    try:
        return alike(read_yaml(text), new)
    except BadYaml:
        return False


def alike(one: Any, other: Any) -> bool:
    """Whether two plain values say the same: outer blanks and the order of keys do not count, types do."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    return type(one) is type(other) and one == other


def _block(text: str, old: Any, new: Any) -> str | None:
    """The block with the new value; ``None`` when it is written in a way that cannot be patched in place."""
    if isinstance(old, dict) and isinstance(new, dict) and new:
        return _mapping(text, old, new)
    if isinstance(old, list) and isinstance(new, list) and new:
        return _list(text, old, new)
    return None


def _parts(text: str) -> tuple[int, list[_Part], list[str]] | None:
    """Column, entries and what follows the last one."""
    lines, entries = text.splitlines(keepends=True), entries_of(text)
    if not entries:
        return None
    columns = {_column(lines[line]) for _, line in entries}
    starts = [line for _, line in entries]
    marks = "-" if isinstance(entries[0][0], int) else ""
    if len(columns) != 1 or len(set(starts)) != len(starts):
        return None
    column = columns.pop()
    if marks and not all(lines[line][column:].startswith("- ") for line in starts):
        return None
    heads = [_above(lines, start, column, starts[n - 1] + 1 if n else 0) for n, start in enumerate(starts)]
    end = _above(lines, len(lines), column, starts[-1] + 1)
    parts = []
    for (key, start), head, until in zip(entries, heads, [*heads[1:], end], strict=True):
        parts.append(_Part(key, lines[head:start], lines[start:until]))
    return column, parts, lines[end:]


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _above(lines: list[str], line: int, column: int, lowest: int) -> int:
    """Where the blank lines and comments begin that stand directly above a line and belong to it."""
    while line > lowest:
        before = lines[line - 1]
        if before.strip() and not (before.lstrip().startswith("#") and _column(before) <= column):
            break
        line -= 1
    return line


def _mapping(text: str, old: dict[str, Any], new: dict[str, Any]) -> str | None:
    found = _parts(text)
    if found is None:
        return None
    column, parts, tail = found
    airy = column == 0 and any(not line.strip() for part in parts[1:] for line in part.gap)
    out: list[tuple[str | int, str]] = []
    for part in parts:
        key = str(part.key)
        gap = "".join(part.gap)
        if key not in new:
            out.append((key, gap if gap.strip() else ""))
        elif alike(old[key], new[key]):
            out.append((key, gap + "".join(part.body)))
        else:
            out.append((key, gap + _entry(part, old[key], new[key], column)))
    names = list(new)
    for place, key in enumerate(names):
        if key in old:
            continue
        said = indented(written({key: new[key]}), column)
        said = f"\n{said}" if airy and isinstance(new[key], (dict, list)) else said
        before = next((n for name in reversed(names[:place]) for n, (k, _) in enumerate(out) if k == name), -1)
        out.insert(before + 1, (key, said))
    return "".join(said for _, said in out) + "".join(tail)


def _entry(part: _Part, old: Any, new: Any, column: int) -> str:
    """The lines of one key with another value."""
    said = part.body[0].split(":", 1)[1].strip() if ":" in part.body[0] else "?"
    if (not said or said.startswith("#")) and len(part.body) > 1:
        inside = _block("".join(part.body[1:]), old, new)
        if inside is not None:
            return part.body[0] + inside
    return indented(restyled(shifted("".join(part.body), column), new), column)


def _list(text: str, old: list[Any], new: list[Any]) -> str | None:
    found = _parts(text)
    if found is None or len(found[1]) != len(old):
        return None
    column, parts, tail = found
    airy = any(not line.strip() for part in parts[1:] for line in part.gap)
    free = list(range(len(old)))
    out = ["".join(parts[0].gap)]
    for place, value in enumerate(new):
        origin = _origin(value, old, free)
        if origin is None:
            out.append(("\n" if airy and place else "") + indented(as_row(value), column))
            continue
        free.remove(origin)
        gap = parts[origin].gap if origin else ["\n"] if airy else []
        out.append("".join(line for line in gap if place or (origin and line.strip())))
        body = "".join(parts[origin].body)
        out.append(body if alike(old[origin], value) else _row(body, old[origin], value, column))
    return "".join(out) + "".join(tail)


def _origin(value: Any, old: list[Any], free: list[int]) -> int | None:
    if isinstance(value, Row):
        return value.origin if value.origin in free else None
    return next((n for n in free if alike(old[n], value)), None)


def _row(body: str, old: Any, new: Any, column: int) -> str:
    """The lines of one entry of a list with another value."""
    if isinstance(old, dict) and isinstance(new, dict) and not body[column + 1 :].lstrip().startswith("{"):
        inside = _block(f"{body[:column]} {body[column + 1 :]}", old, new)
        if inside is not None and not inside.lstrip(" ").startswith(("#", "\n")):
            return f"{inside[:column]}-{inside[column + 1 :]}"
    return indented(restyled(shifted(body, column), new), column)
