"""A day named in a message (明天 · 礼拜六 · 12月1日 · 元旦), counted from today."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from assistant.dialogs.hearing import compact, heard
from assistant.knowledge.schema import Holidays

_DATE = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})[日号]")
_WEEKDAY = re.compile(r"(下下|下|这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天末])")
_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日", 1)} | {"天": 7, "末": 6}
_SOON = (("daytwo", 2), ("dayone", 1), ("dayzero", 0))
LOOK_AHEAD = 400


def day_in(words: Mapping[str, str], holidays: Mapping[int, Holidays], said: str, today: date) -> date | None:
    """The day meant, never one that is past; ``None`` when none is named."""
    text = compact(said)
    weekday = _WEEKDAY.search(text)
    if weekday:
        return _weekday(today, _WEEKDAYS[weekday.group(2)], weekday.group(1) or "")
    soon = next((ahead for name, ahead in _SOON if heard(words, f"day.{name}", said)), None)
    if soon is not None:
        return today + timedelta(days=soon)
    written = _DATE.search(text)
    if written:
        return _dated(today, int(written.group(1) or 0), int(written.group(2)))
    return _holiday(holidays, text, today)


def _weekday(today: date, number: int, which: str) -> date:
    monday = today - timedelta(days=today.isoweekday() - 1)
    weeks = {"下": 1, "下下": 2}.get(which, 0)
    day = monday + timedelta(days=number - 1, weeks=weeks)
    return day if day >= today else day + timedelta(weeks=1)


def _dated(today: date, month: int, number: int) -> date | None:
    for ahead in range(LOOK_AHEAD):
        day = today + timedelta(days=ahead)
        if day.day == number and month in (0, day.month):
            return day
    return None


def _holiday(holidays: Mapping[int, Holidays], text: str, today: date) -> date | None:
    named = sorted((day, name) for year in holidays.values() for day, name in year.off.items())
    return next((day for day, name in named if day >= today and name[:2] in text), None)
