"""How words are set for reading: groups of a list, blocks of a text, telephone links, sources in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.knowledge.checklist import Checklist, Line

_POINT = re.compile(r"^\d{1,2}\. ?(.+)$")
_SHORT = 24
"""A line of at most so many characters after a line that ends with “：” is a fact that stands out."""

GROUPS = (
    ("must", "一定要带"),
    ("yours", "您这种情况还要带"),
    ("waived", "不用带"),
    ("maybe", "如果……还需……"),
)
"""The groups of a checklist, in the order they are shown, with their headings."""


def group(lines: tuple[Line, ...], need: str) -> list[Line]:
    """The lines of one group, in the list's order."""
    return [line for line in lines if line.need == need]


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


def list_as_text(checklist: Checklist, address: str) -> str:
    """The list as plain text for a message or a note: what to bring first, then where, then how sure it is."""
    parts = [f"{checklist.item_name}（{checklist.code}）材料清单"]
    for need, heading in GROUPS:
        lines = group(checklist.lines, need)
        if lines:
            parts += ["", f"【{heading}】", *(_line_as_text(line) for line in lines)]
    parts += ["", "【去哪里】", *(p.text for p in checklist.places)]
    parts += [
        f"{checklist.department}",
        f"地址：{checklist.address}",
        f"时间：{checklist.hours}",
        f"电话：{checklist.phone}",
    ]
    parts += ["", "【要多久】", *(t.text for t in checklist.time_limits), "", "【多少钱】", checklist.fee.text]
    parts += ["", checklist.notice, f"清单网址：{address}"]
    return "\n".join(part for part in parts if part is not None).strip() + "\n"


def _line_as_text(line: Line) -> str:
    told = "，".join(part for part in (line.hand_in, line.electronic) if part)
    if line.need == "maybe" and line.if_text:
        return f"· {line.if_text}：{line.name}（{told}）" if told else f"· {line.if_text}：{line.name}"
    return f"□ {line.name}（{told}）" if told else f"□ {line.name}"
