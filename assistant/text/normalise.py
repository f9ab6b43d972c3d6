"""One spelling for what people write: width, case, 繁→简, spaces and numerals; applying it twice changes nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

_INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]")
_MARKS = r"\u3000-\u303f，。！？；：“”‘’（）、,.!?;:()"
_SPACES = re.compile(r"\s+")
_SPACE_BESIDE_MARK = re.compile(rf"(?<=[{_MARKS}]) | (?=[{_MARKS}])")
_SPACED_OUT = re.compile(r"(?:[\u3400-\u9fff] ){2,}[\u3400-\u9fff](?![^ ])")
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万亿]{2,}")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_ROUNDS = 4


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    """The OpenCC table 繁→简, loaded once (about 30 ms)."""
    return opencc.OpenCC("t2s")


def number(said: str) -> int | None:
    """The value of a Chinese numeral with at least one unit (“六十五”, “两千”, “一万八”), or None when it is no
    number."""
    total = section = 0
    digit: int | None = None
    last_unit = 0
    for char in said:
        if char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[char]
        elif char in _UNITS:
            if digit is None and not (char == "十" and section == 0):
                return None
            section += (1 if digit is None else digit) * _UNITS[char]
            digit, last_unit = None, _UNITS[char]
        else:
            value = section + (digit or 0)
            if not value:
                return None
            total, section, digit, last_unit = total + value * _LARGE[char], 0, None, _LARGE[char]
    if not last_unit:
        return None
    # “一万八” means 18,000, “三百五” means 350; after 零 and after tens the digit counts as itself.
    short = last_unit > 10 and digit is not None and "零" not in said[-2:] and "〇" not in said[-2:]
    return total + section + (digit or 0) * (last_unit // 10 if short else 1)


def _numeral(match: re.Match[str]) -> str:
    value = number(match.group())
    return match.group() if value is None else str(value)


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    text = _INVISIBLE.sub("", text)
    text = "".join(c if c.isprintable() else " " for c in text)
    text = _SPACES.sub(" ", text).strip()
    text = _SPACE_BESIDE_MARK.sub("", text)
    text = _SPACED_OUT.sub(lambda m: m.group().replace(" ", ""), text)
    return _NUMERAL.sub(_numeral, _converter().convert(text.lower()))


def normalise(text: str) -> str:
    """One spelling of a text: NFKC, lower case, simplified characters, no invisible characters, single spaces (none
    next to punctuation, none in “居 住 证”), Chinese numerals with a unit as digits (六十岁 → 60岁; 三级 stays)."""
    for _ in range(_ROUNDS):
        once = _once(text)
        if once == text:
            return once
        text = once
    return text
