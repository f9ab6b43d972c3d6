"""Sound keys: syllables of characters, with sounds that people mix up merged, and what Latin input spells."""

from __future__ import annotations

import os
import re
from functools import lru_cache

# Only single characters are looked up here: the 47,000 phrases would cost half a second and 30 MB at every start.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]+")
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_ENDINGS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
LONGEST_SYLLABLE = 6
_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw", "")
_FINALS = (
    "a",
    "o",
    "e",
    "i",
    "u",
    "v",
    "ai",
    "ei",
    "ui",
    "ao",
    "ou",
    "iu",
    "ie",
    "ve",
    "ue",
    "er",
    "an",
    "en",
    "in",
    "un",
    "vn",
    "ang",
    "eng",
    "ing",
    "ong",
    "ia",
    "iao",
    "ian",
    "iang",
    "iong",
    "ua",
    "uo",
    "uai",
    "uan",
    "uang",
    "uen",
)


@lru_cache(maxsize=20_000)
def syllable(char: str) -> str:
    """The commonest reading of one character without tone (居 → ju), empty for what is no Chinese character.

    One reading per character, whatever stands beside it: a homophone typed by mistake has no dictionary to help it.
    """
    return lazy_pinyin(char, style=Style.NORMAL)[0] if _HAN.match(char) else ""


@lru_cache(maxsize=4_000)
def sound(spelt: str) -> str:
    """A syllable with the sounds merged that Shanghai ears and fingers mix up: zh/z, ch/c, sh/s, -ng/-n (zheng →
    zen)."""
    for whole, short in _MERGED:
        if spelt.startswith(whole):
            spelt = short + spelt[len(whole) :]
    for whole, short in _ENDINGS:
        if spelt.endswith(whole):
            return spelt[: -len(whole)] + short
    return spelt


@lru_cache(maxsize=1)
def _table() -> frozenset[str]:
    """All syllables that a run of letters may be cut into: the readings of the common characters."""
    common = (chr(c) for c in range(0x4E00, 0x9FA6))
    known = {initial + final for initial in _INITIALS for final in _FINALS}
    return frozenset(s for s in map(syllable, common) if s in known and (len(s) > 1 or s in "aeo"))


@lru_cache(maxsize=4_000)
def cut(letters: str) -> tuple[str, ...]:
    """Latin letters as pinyin syllables (juzhuzheng → ju zhu zheng), empty when they cannot be cut without a rest.

    Fewest syllables win; among equals the one with the longer first syllable.
    """
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            before, last = best[start], letters[start:end]
            if before is None or last not in _table():
                continue
            chosen = best[end]
            if chosen is None or len(before) + 1 < len(chosen):
                best[end] = (*before, last)
    return best[len(letters)] or ()


def initials(text: str) -> str:
    """First letters of the readings of the Chinese characters (居住证 → jzz); other characters are left out."""
    return "".join(syllable(char)[:1] for char in text)


def syllables(text: str) -> tuple[str, ...]:
    """Merged sounds of a normalised text in order, Chinese characters and Latin runs that can be cut as pinyin
    alike."""
    keys: list[str] = []
    at = 0
    while at < len(text):
        latin = _LATIN.match(text, at)
        if latin:
            keys += map(sound, cut(latin.group()))
            at = latin.end()
            continue
        read = syllable(text[at])
        if read:
            keys.append(sound(read))
        at += 1
    return tuple(keys)


def abbreviations(text: str) -> tuple[str, ...]:
    """Latin runs of two to twelve letters that are no full pinyin: perhaps the initials of a matter (jzz, gjj)."""
    return tuple(m for m in _LATIN.findall(text) if 2 <= len(m) <= 12 and not cut(m))


def mostly_latin(text: str) -> bool:
    """Whether a text is typed in letters: more Latin letters than Chinese characters, and at least three."""
    latin = sum(len(m) for m in _LATIN.findall(text))
    return latin >= 3 and latin > 2 * len(_HAN.findall(text))
