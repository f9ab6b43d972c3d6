"""How values are written in YAML where a form changes them: as they were written before, else as the house writes."""

from __future__ import annotations

import re
from datetime import date
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_SHORT = 24
"""Entries of a list up to so many characters stand beside each other in brackets, longer ones below each other."""


def written(value: Any) -> str:
    """A mapping or list as the text of a block."""
    made = _styled(value, None)
    made.fa.set_block_style()
    return _dumped(made)


def as_row(value: Any) -> str:
    """A value as the text of one entry of a list: ``- …``."""
    return _dumped(CommentedSeq([_styled(value, None)]))


def restyled(text: str, new: Any) -> str:
    """The text of a single entry (``key: …`` or ``- …``) with another value; quotes and comment as they were."""
    document = _yaml().load(text)
    key = 0 if isinstance(document, CommentedSeq) else next(iter(document))
    old = document[key]
    if isinstance(old, CommentedMap) and isinstance(new, dict):
        _update(old, new)
    else:
        document[key] = _styled(new, old)
    return _dumped(document)


def shifted(text: str, column: int) -> str:
    """The text moved to the left margin."""
    return "".join(line[column:] if not line[:column].strip() else line for line in text.splitlines(keepends=True))


def indented(text: str, column: int) -> str:
    """The text moved to a column."""
    return "".join(" " * column + line if line.strip() else line for line in text.splitlines(keepends=True))


def _update(old: CommentedMap, new: dict[str, Any]) -> None:
    for key in [k for k in old if k not in new]:
        del old[key]
    for place, (key, value) in enumerate(new.items()):
        if key in old:
            old[key] = _styled(value, old[key])
        else:
            old.insert(min(place, len(old)), key, _styled(value, None))


def _styled(value: Any, like: Any) -> Any:
    if isinstance(value, str):
        return _text(value, like)
    if isinstance(value, dict):
        return _mapping(value, like)
    if isinstance(value, (list, tuple)):
        return _sequence(value, like)
    return value


def _text(value: str, like: Any) -> Any:
    if isinstance(like, (LiteralScalarString, FoldedScalarString)) or "\n" in value.strip():
        ends = "" if isinstance(like, str) and not like.endswith("\n") else "\n"
        return LiteralScalarString(value.strip("\n") + ends)
    for quoted in (DoubleQuotedScalarString, SingleQuotedScalarString):
        if isinstance(like, quoted):
            return quoted(value)
    if _DAY.match(value):
        try:
            return date.fromisoformat(value)  # written without quotes; our reader takes it as text either way
        except ValueError:
            return value
    return value


def _mapping(value: dict[str, Any], like: Any) -> CommentedMap:
    old = like if isinstance(like, CommentedMap) else CommentedMap()
    made = CommentedMap({_text(k, None): _styled(v, old.get(k)) for k, v in value.items()})
    flat = bool(value) and all(isinstance(v, list) and _short(v) for v in value.values())
    window = "weekdays" in value or {"code", "role"} <= value.keys()
    if old.fa.flow_style() if old else flat or window:
        made.fa.set_flow_style()
    return made


def _sequence(value: Any, like: Any) -> CommentedSeq:
    made = CommentedSeq([_styled(one, None) for one in value])
    old = like if isinstance(like, CommentedSeq) and len(like) else None
    if old.fa.flow_style() if old is not None else _short(value):
        made.fa.set_flow_style()
    return made


def _short(value: Any) -> bool:
    return all(not isinstance(one, (dict, list)) and len(str(one)) <= _SHORT for one in value)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    return yaml


def _dumped(value: Any) -> str:
    """Lists at the margin at the margin, those inside two columns in, as the files of the house have them."""
    yaml = _yaml()
    inner = isinstance(value, CommentedMap)
    yaml.indent(mapping=2, sequence=4 if inner else 2, offset=2 if inner else 0)
    stream = StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()
