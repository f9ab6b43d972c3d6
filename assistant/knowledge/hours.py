"""When a window is open, when it opens next, which day is the n-th working day: pure functions over dated data.

Times are local (Asia/Shanghai); an aware moment is brought there first, a naive one is taken as local. A make-up
workday is kept like a Monday. Years without data know weekends only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.knowledge.schema import Holidays, Window

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS_TO_LOOK_AHEAD = 40
"""No office stays closed longer; the Spring Festival takes nine days."""


def is_working_day(holidays: Mapping[int, Holidays], day: date) -> bool:
    """Whether offices work on that day: make-up workdays do, holidays and weekends do not."""
    year = holidays.get(day.year)
    if year and day in year.workdays:
        return True
    return not (year and day in year.off) and day.isoweekday() <= 5


def working_day_after(holidays: Mapping[int, Holidays], day: date, days: int) -> date:
    """The ``days``-th working day after ``day`` (which itself does not count); ``day`` when ``days`` is 0."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(holidays, day)
    return day


def opens_on(hours: Sequence[Window], holidays: Mapping[int, Holidays], day: date) -> list[tuple[time, time]]:
    """The (start, end) times of that day in order; empty when closed."""
    year = holidays.get(day.year)
    if year and day in year.off and day not in year.workdays:
        return []
    weekday = 1 if year and day in year.workdays else day.isoweekday()
    return sorted((time.fromisoformat(w.start), time.fromisoformat(w.end)) for w in hours if weekday in w.weekdays)


def is_open(hours: Sequence[Window], holidays: Mapping[int, Holidays], now: datetime) -> bool:
    """Whether somebody is at the window at this moment."""
    local = _local(now)
    return any(start <= local.time() < end for start, end in opens_on(hours, holidays, local.date()))


def next_opening(hours: Sequence[Window], holidays: Mapping[int, Holidays], now: datetime) -> datetime | None:
    """The next moment after ``now`` at which the window opens; ``None`` when it does not within forty days.

    While the window is open this is the opening after the present one. The answer has the time zone of Shanghai when
    ``now`` has one, and none otherwise.
    """
    local = _local(now)
    for ahead in range(DAYS_TO_LOOK_AHEAD + 1):
        day = local.date() + timedelta(days=ahead)
        for start, _end in opens_on(hours, holidays, day):
            moment = datetime.combine(day, start, tzinfo=local.tzinfo)
            if moment > local:
                return moment
    return None


def _local(now: datetime) -> datetime:
    return now.astimezone(SHANGHAI) if now.tzinfo else now
