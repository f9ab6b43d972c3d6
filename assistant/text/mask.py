"""Hides ID numbers, telephone numbers, bank cards and passports: used before anything is stored or logged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

HIDDEN = {
    "证件号": "〔证件号〕",
    "手机号": "〔手机号〕",
    "电话号": "〔电话号〕",
    "银行卡号": "〔银行卡号〕",
    "长号码": "〔号码〕",
}
"""Kind of number → what is written in its place. No digits in there, so that masking twice changes nothing."""

_GAP = r"[ \t\u00a0\u3000\-‐‑‒–—―－·.．_/]"
# \d takes every decimal digit of Unicode: full-width ones hide a number no better than plain ones.
_RUN = re.compile(rf"\d(?:{_GAP}{{0,2}}\d)*(?:{_GAP}?[xXｘＸ](?![a-zA-Z]))?")
_SPOKEN = re.compile(r"[零〇一二三四五六七八九幺]{11,}")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}[ -]?\d{7,9}(?!\d)")
_MONEY = re.compile(r"\s*[元块万亿]")
_SPOKEN_ID = 15
_YEARS = range(1900, 2100)
_Digit = tuple[str, int]
Span = tuple[int, int, str]


def _calendar(text: str) -> bool:
    """Whether eight digits are a day between 1900 and 2099."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).year in _YEARS
    except ValueError:
        return False


def _is_id18(text: str) -> bool:
    # The checksum is not asked: a number with one typing error still names the person.
    return text[:2].isdigit() and 11 <= int(text[:2]) <= 91 and _calendar(text[6:14])


def _is_id15(text: str) -> bool:
    return text.isdigit() and 11 <= int(text[:2]) <= 91 and _calendar("19" + text[6:12])


def _plain(run: str) -> list[_Digit]:
    """The digits of a run as ASCII, with their positions in it; a final X counts as one."""
    return [("X" if c in "xXｘＸ" else str(int(c)), i) for i, c in enumerate(run) if c.isdecimal() or c in "xXｘＸ"]


def _groups(digits: list[_Digit]) -> list[tuple[int, int]]:
    """Index ranges of digits that stand together without a gap."""
    cuts = [0, *(k for k in range(1, len(digits)) if digits[k][1] != digits[k - 1][1] + 1), len(digits)]
    return list(pairwise(cuts))


def _ids(text: str) -> Iterator[tuple[int, int, str]]:
    start = 0
    while start + 18 <= len(text):
        if _is_id18(text[start : start + 18]):
            yield start, start + 18, "证件号"
            start += 18
        else:
            start += 1


def _grouped(sizes: list[int], text: str) -> str | None:
    """The kind of number that consecutive groups of these sizes spell, if any."""
    digits = text.rstrip("X")
    if len(sizes) >= 4 and all(s == 4 for s in sizes[:-1]) and sizes[-1] <= 4 and 15 <= len(digits) <= 19:
        return "银行卡号"
    if re.fullmatch(r"(?:0?0?86)?1[3-9]\d{9}", digits) and (len(sizes) > 1 or sizes[0] in (11, 13, 15)):
        return "手机号"
    if len(sizes) == 1:
        return _single(digits, text)
    if re.fullmatch(r"0\d{2,3}", digits[: sizes[0]]) and 7 <= len(digits) - sizes[0] <= 13 and sum(sizes[1:3]) >= 7:
        return "电话号"
    if sizes == [4, 4] and re.fullmatch(r"[3-8]\d{7}", digits):
        return "电话号"
    return None


def _single(digits: str, text: str) -> str | None:
    if len(digits) == 15 and _is_id15(digits):
        return "证件号"
    if len(text) == 18:
        return "证件号"
    if 15 <= len(digits) <= 19:
        return "银行卡号"
    if len(digits) > 19:
        return "长号码"
    if re.fullmatch(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}", digits) or re.fullmatch(r"[3-8]\d{7}", digits):
        return "电话号"
    return None


def _numbers(run: str, after: str) -> Iterator[Span]:
    """The numbers to hide in one run of digits, as spans of the run."""
    digits = _plain(run)
    text = "".join(d for d, _ in digits)
    taken: list[tuple[int, int, str]] = list(_ids(text))
    groups = _groups(digits)
    k = 0
    while k < len(groups):
        for end in range(min(len(groups), k + 6), k, -1):
            start, stop = groups[k][0], groups[end - 1][1]
            kind = _grouped([b - a for a, b in groups[k:end]], text[start:stop])
            if kind == "电话号" and end == k + 1 and (_MONEY.match(after) and stop == len(text)):
                kind = None
            if kind:
                taken.append((start, stop, kind))
                k = end - 1
                break
        k += 1
    for start, stop, kind in taken:
        yield digits[start][1], digits[stop - 1][1] + 1, kind


def _spans(text: str) -> list[Span]:
    """All spans to hide, in order, merged where they overlap."""
    found: list[Span] = []
    for match in _RUN.finditer(text):
        run = _numbers(match.group(), text[match.end() : match.end() + 4])
        found += [(match.start() + a, match.start() + b, kind) for a, b, kind in run]
    for match in _SPOKEN.finditer(text):
        found.append((*match.span(), "证件号" if len(match.group()) >= _SPOKEN_ID else "手机号"))
    found += [(*match.span(), "证件号") for match in _PASSPORT.finditer(text)]
    merged: list[Span] = []
    for start, stop, kind in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]), merged[-1][2])
        else:
            merged.append((start, stop, kind))
    return merged


def _once(text: str) -> str:
    parts, at = [], 0
    for start, stop, kind in _spans(text):
        parts += [text[at:start], HIDDEN[kind]]
        at = stop
    return "".join([*parts, text[at:]])


def mask(text: str) -> str:
    """The text with every ID number (18 or 15 digits), mobile or landline number, bank card and passport number
    hidden.

    Works on the text as typed: full-width digits, gaps and dashes between digits, digits in Chinese numerals. Dates,
    hotlines of five or six digits and amounts stay. ``mask(mask(t)) == mask(t)``.
    """
    while (hidden := _once(text)) != text:
        text = hidden
    return text


def found(text: str) -> tuple[str, ...]:
    """Which kinds of numbers ``mask`` would hide, in the order of the text, each once."""
    return tuple(dict.fromkeys(kind for _, _, kind in _spans(text)))
