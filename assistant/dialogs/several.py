"""Circumstances with several answers: which of those given is taken back in words (学历那个不要了)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.dialogs.hearing import compact, find, pattern
from assistant.dialogs.understand import own_pairs, phrases
from assistant.knowledge.schema import Circumstance, Option

_DENIED_BEFORE = re.compile(r"(不是|没有|没|去掉|不算|不要|别算|除掉|除了|不靠|不用|勿是|覅)(?:我|有)?$")
NEAR = 4
"""How far behind the word of an option its denial may stand (学历那个不要)."""


def taken_back(
    words: Mapping[str, str], circumstance: Circumstance, known: tuple[str, ...], said: str
) -> tuple[str, ...] | None:
    """The answers that remain, with others named instead added; ``None`` when none is taken back."""
    if not circumstance.multi or not known:
        return None
    text = compact(said)
    places = {o.id: _place(words, circumstance, o, text) for o in circumstance.options}
    denied = {name for name, place in places.items() if place and _is_denied(words, text, *place)}
    if not denied:
        return None
    fresh = [o.id for o in circumstance.options if places[o.id] and o.id not in denied]
    return tuple(dict.fromkeys((*(name for name in known if name not in denied), *fresh)))


def _place(words: Mapping[str, str], circumstance: Circumstance, option: Option, text: str) -> tuple[int, ...]:
    """Where the option is named: beginning and end; empty when it is not."""
    known = (*phrases(words, circumstance, option, asked=True), *own_pairs(circumstance, option))
    found = pattern(" ".join(p for p in known if len(p) > 1)).search(text)
    return found.span() if found else ()


def _is_denied(words: Mapping[str, str], text: str, start: int, end: int) -> bool:
    after = find(words, "leave_out", text[end:]) or find(words, "not_any_more", text[end:])
    return bool(_DENIED_BEFORE.search(text[:start])) or (after is not None and after.start() <= NEAR)
