"""Days, weeks and months in Shanghai as spans of time, for reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from assistant.knowledge.hours import SHANGHAI

Unit = Literal["day", "week", "month"]
MOST_PERIODS = 62


@dataclass(frozen=True, slots=True)
class Period:
    """From its first day up to, but without, the first of the next."""

    label: str
    first: date
    end: date

    @property
    def since(self) -> datetime:
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        return midnight(self.end)

    def holds(self, at: datetime) -> bool:
        return self.since <= at < self.until


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Shanghai."""
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def periods(unit: Unit, first: date, last: date) -> Sequence[Period]:
    """The periods that cover the days from ``first`` to ``last``, oldest first; the newest so many, if there are too
    many."""
    made: list[Period] = []
    begin = _beginning(unit, first)
    while begin <= last:
        end = _following(unit, begin)
        made.append(Period(_label(unit, begin), begin, end))
        begin = end
    return made[-MOST_PERIODS:]


def _beginning(unit: Unit, day: date) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _following(unit: Unit, begin: date) -> date:
    if unit == "month":
        return (begin + timedelta(days=32)).replace(day=1)
    return begin + timedelta(days=7 if unit == "week" else 1)


def _label(unit: Unit, begin: date) -> str:
    if unit == "month":
        return f"{begin:%Y-%m}"
    return f"{begin:%Y-%m-%d}" if unit == "day" else f"{begin:%m-%d} 起一周"
