"""How a value of a knowledge file is written in one cell of a spreadsheet, and read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

MANY = "|"
"""Between the entries of a list in one cell."""


class BadCell(Exception):
    """What stands in the cell cannot be that; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Codec:
    """``write`` gives the text of a value (never called for a missing one), ``read`` the value of a non-empty text."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def cell_text(value: Any) -> str:
    """What a cell holds, as text: whole numbers without a point, dates as 2026-11-20, outer blanks removed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").strip()


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadCell(f"应为整数（写成了“{text}”）") from None


def _flag(text: str) -> bool:
    known = {"是": True, "否": False, "true": True, "false": False, "TRUE": True, "FALSE": False}
    if text not in known:
        raise BadCell(f"应为“是”或“否”（写成了“{text}”）")
    return known[text]


def _shared(text: str) -> bool | str:
    return _flag(text) if text in ("是", "否") else text


def _names(text: str) -> CommentedSeq:
    names = CommentedSeq(part.strip() for part in text.replace("｜", MANY).split(MANY) if part.strip())
    names.fa.set_flow_style()
    return names


def _when_text(value: dict[str, list[str]]) -> str:
    return "; ".join(f"{name}={','.join(map(str, options))}" for name, options in value.items())


def _when(text: str) -> CommentedMap:
    when = CommentedMap()
    for part in text.replace("；", ";").split(";"):
        name, sign, options = part.partition("=")
        if not sign or not name.strip() or not options.strip():
            raise BadCell(f"应写成 情形=选项,选项; 情形=选项（写成了“{text}”）")
        when[name.strip()] = _names(options.replace("，", ",").replace(",", MANY))
    when.fa.set_flow_style()
    return when


def _lines_text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else "\n".join(map(str, value))


def _lines(text: str) -> str:
    block: str = LiteralScalarString("\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n")
    return block


TEXT = Codec(cell_text, str)
NUMBER = Codec(cell_text, _number)
FLAG = Codec(cell_text, _flag)
SHARED = Codec(cell_text, _shared)
NAMES = Codec(lambda value: MANY.join(map(str, value)), _names)
WHEN = Codec(_when_text, _when)
LINES = Codec(_lines_text, _lines)
