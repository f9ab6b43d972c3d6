"""Where a message with two matters may be cut in two."""

from __future__ import annotations

import re
from collections.abc import Iterator

_JOINT = re.compile(
    r"[，,。；;！？!?]?(?:另外|顺便|顺带|还有就是|还有|同时|以及|此外|并且|还想|也想|再问一?下|再问|还要|也要|再帮我|第二)"
)
SHORTEST = 4
"""A half shorter than this names no matter."""
MOST = 2


def halves(text: str) -> Iterator[tuple[str, str]]:
    """(before, after) at words that open a second matter (另外, 顺便, 还有 …), at most twice."""
    for match in list(_JOINT.finditer(text))[:MOST]:
        first, second = text[: match.start()].strip(), text[match.end() :].strip("，, ")
        if len(first) >= SHORTEST and len(second) >= SHORTEST:
            yield first, second
