"""A list of papers as plain text: for a message, a note, or to be copied."""

from __future__ import annotations

from assistant.knowledge.checklist import Checklist, Line

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


def list_as_text(checklist: Checklist, address: str = "") -> str:
    """What to bring first, then where, then how sure it is; ``address`` is where the list is found again."""
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
    parts += ["", checklist.notice, *([f"清单网址：{address}"] if address else [])]
    return "\n".join(part for part in parts if part is not None).strip() + "\n"


def _line_as_text(line: Line) -> str:
    told = "，".join(part for part in (line.hand_in, line.electronic) if part)
    if line.need == "maybe" and line.if_text:
        return f"· {line.if_text}：{line.name}（{told}）" if told else f"· {line.if_text}：{line.name}"
    return f"□ {line.name}（{told}）" if told else f"□ {line.name}"
