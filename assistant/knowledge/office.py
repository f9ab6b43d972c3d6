"""A department's opening hours in words."""

from __future__ import annotations

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.schema import Department
from assistant.knowledge.speech import phrase


def opening_hours(catalogue: Catalogue, office: Department) -> str:
    """“周一至周五 9:00–17:00”, with a remark when the data are for demonstration only."""
    windows = [f"{_days(catalogue, w.weekdays)} {_clock(w.start)}–{_clock(w.end)}" for w in office.hours]
    text = phrase(catalogue, "hours.and").join(windows)
    return text + phrase(catalogue, "hours.demo") if office.demo else text


def _days(catalogue: Catalogue, weekdays: tuple[int, ...]) -> str:
    days = sorted(set(weekdays))
    names = [phrase(catalogue, f"hours.day.{d}") for d in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return phrase(catalogue, "hours.from_to", first=names[0], last=names[-1])
    return "、".join(names)


def _clock(time: str) -> str:
    return time.removeprefix("0")
