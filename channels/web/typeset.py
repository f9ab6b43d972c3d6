"""How words are set for reading: groups of a list, blocks of a text, telephone links, sources in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from channels.list_text import GROUPS, group, list_as_text

__all__ = ["GROUPS", "blocks", "group", "list_as_text", "named_sources", "paragraphs", "phone_href"]

_POINT = re.compile(r"^\d{1,2}\. ?(.+)$")
_SHORT = 24
"""A line of at most so many characters after a line that ends with “：” is a fact that stands out."""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, blank lines left out."""
    return [p.strip() for p in text.splitlines() if p.strip()]


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """The text as blocks to be drawn: ``points`` (lines counted 1. 2. 3.), ``fact`` (a short line under its heading,
    as a telephone number), ``bracket`` (a line in brackets), ``honest`` (a last line on who verified it), ``words``."""
    drawn: list[tuple[str, list[str]]] = []
    lines = paragraphs(text)
    for place, line in enumerate(lines):
        counted = _POINT.match(line)
        if counted and drawn and drawn[-1][0] == "points":
            drawn[-1][1].append(counted.group(1))
        elif counted and line.startswith("1."):
            drawn.append(("points", [counted.group(1)]))
        elif place and lines[place - 1].endswith("：") and len(line) <= _SHORT:
            drawn.append(("fact", [line]))
        elif line.startswith("（") and line.endswith("）"):
            drawn.append(("bracket", [line]))
        elif place and place == len(lines) - 1 and "核实" in line:
            drawn.append(("honest", [line]))
        else:
            drawn.append(("words", [line]))
    return drawn


def named_sources(marks: Iterable[str]) -> str:
    """Where something comes from, for a reader who does not know the marks: general knowledge is called that."""
    marks = list(marks)
    named = "、".join(mark for mark in marks if not mark.startswith("GK-"))
    if len(named) == 0:
        return "出处：一般知识，没有文件作依据。" if marks else ""
    general = "；其余是一般知识，没有文件作依据" if any(mark.startswith("GK-") for mark in marks) else ""
    return f"出处：{named}{general}。"


def phone_href(phone: str) -> str:
    """``tel:`` address of a number as written for people: 021-5953 0000（演示） → tel:02159530000."""
    found = re.search(r"\+?\d[\d \-]{1,}", phone)
    return "tel:" + re.sub(r"[^\d+]", "", found.group() if found else phone)
