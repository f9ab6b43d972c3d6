"""Item codes inside texts become the items' names: a citizen never reads LB-RS-027."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from assistant.knowledge.schema import Item

_IN_BRACKETS = re.compile(r"[（(](LB-[A-Z]{2,3}-\d{3})[）)]")
_CODE = re.compile(r"LB-[A-Z]{2,3}-\d{3}")


@lru_cache(maxsize=1024)
def short_name(item_name: str) -> str:
    """An item's name without its explanations in brackets, for use inside a sentence."""
    return re.sub(r"（[^（）]*）", "", item_name) or item_name


def spell_out(text: str, items: Mapping[str, Item]) -> str:
    """Replace every item code by the item's short name in quotation marks."""

    def named(match: re.Match[str]) -> str:
        code = match.group(1) if match.lastindex else match.group(0)
        return f"“{short_name(items[code].item_name)}”" if code in items else ""

    return _CODE.sub(named, _IN_BRACKETS.sub(lambda m: f"（{named(m)}）" if named(m) else "", text))
