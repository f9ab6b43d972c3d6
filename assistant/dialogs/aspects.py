"""Which aspects of a matter a message asks about (能不能办 · 带什么 · 去哪办 …), in the order asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from assistant.dialogs.asking import asks
from assistant.dialogs.hearing import compact, find, heard, pattern
from assistant.text.pinyin import syllables

ASPECTS = (
    "eligible",
    "how",
    "materials",
    "where",
    "elsewhere",
    "time",
    "amount",
    "why",
    "fee",
    "effect",
    "contact",
    "online",
    "status",
    "deadline",
    "lost",
    "proxy",
)
"""The sixteen aspects that people ask about, most frequent first (counted on real letters)."""

DETAILS = (
    "open",
    "photo",
    "booking",
    "post",
    "parking",
    "copies",
    "sign",
    "health",
    "penalty",
    "template",
    "access",
)
"""Small things asked around every matter (照片几寸 · 哪天能去 · 能寄吗), about which most items say nothing."""

EVERY = (*ASPECTS, *DETAILS)
SHORT_MATTER = 3
LITTLE_MORE = 2
_CLAUSES = re.compile(r"[，,。；;！!、\s]+")
SOUNDED = ("materials", "where", "fee", "time", "how", "contact")
SHORTEST_SOUND, LONGEST_SOUND = 3, 6
"""How many syllables a message may have to be heard by its sound alone, all of them but one being a phrase."""


def asked_aspects(words: Mapping[str, str], said: str) -> tuple[str, ...]:
    """The aspects named in a message, in the order in which they are said.

    Weak phrases (能……吗, 怎么办 at the end) count only when nothing clearer is asked.
    """
    places = ((find(words, f"aspect.{name}", said), name) for name in EVERY if not heard(words, f"not.{name}", said))
    found = [(match.start(), match.end(), name) for match, name in places if match]
    found = [hit for hit in found if hit[2] not in DETAILS or _is_asked(words, said, hit[2])]
    clear = tuple(name for start, end, name in sorted(found) if not _inside(start, end, name, found))
    weak = tuple(name for name in ("how", "eligible") if heard(words, f"weak.{name}", said))[:1]
    return clear or weak or by_sound(words, said)


def _is_asked(words: Mapping[str, str], said: str, name: str) -> bool:
    """Whether a clause with the words of a detail asks, or is hardly more than they are (照片 几寸 · 邮寄)."""
    for piece in (said, *_CLAUSES.split(said)):
        match = find(words, f"aspect.{name}", piece)
        bare = len(matter_of(words, piece)) <= LITTLE_MORE and not heard(words, "already", piece)
        if match and (bare or asks(words, piece)):
            return True
    return False


def by_sound(words: Mapping[str, str], said: str) -> tuple[str, ...]:
    """The aspect of a short message that only sounds like one: typed in pinyin or with wrong characters (多少前)."""
    keys = syllables(compact(said))
    if not SHORTEST_SOUND <= len(keys) <= LONGEST_SOUND:
        return ()
    best = [
        (len(sounded), name)
        for name in SOUNDED
        for sounded in _sounds(words.get(f"hear.aspect.{name}", ""))
        if len(sounded) >= max(SHORTEST_SOUND, len(keys) - 1) and _within(sounded, keys)
    ]
    return (max(best)[1],) if best else ()


@lru_cache(maxsize=32)
def _sounds(phrases: str) -> tuple[tuple[str, ...], ...]:
    return tuple(syllables(phrase) for phrase in _without_gaps(phrases).split() if phrase.isalnum())


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    return any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))


def only_weakly(words: Mapping[str, str], said: str) -> bool:
    """Whether a message has words of its own and asks nothing clearer than 怎么办 (他不会用手机怎么办)."""
    weak = heard(words, "weak.how", said)
    clear = any(heard(words, f"aspect.{name}", said) for name in EVERY)
    return weak and not clear and len(matter_of(words, said)) > SHORT_MATTER


def _inside(start: int, end: int, name: str, found: list[tuple[int, int, str]]) -> bool:
    """Whether a longer phrase of another aspect covers this one (多久 in 多久之内要办)."""
    return any(s <= start and end <= e and (e - s) > (end - start) and other != name for s, e, other in found)


def matter_of(words: Mapping[str, str], said: str) -> str:
    """What is left of a message without the aspects it asks: the matter it names, perhaps nothing."""
    keys = [*(f"hear.aspect.{name}" for name in EVERY), "hear.weak.how", "hear.weak.eligible"]
    rest = compact(said)
    for key in keys:
        rest = pattern(_without_gaps(words.get(key, ""))).sub("", rest)
    return pattern(words.get("hear.filler", "") + " " + words.get("hear.particle", "")).sub("", rest)


@lru_cache(maxsize=64)
def _without_gaps(phrases: str) -> str:
    # 可以……吗 would take the matter in its gap away.
    return " ".join(phrase for phrase in phrases.split() if "…" not in phrase)


def nothing_else(words: Mapping[str, str], said: str) -> bool:
    """Whether a message asks aspects only and names no matter (那要多久、在哪办)."""
    return len(matter_of(words, said)) <= 1
