"""How long each post is asked, how long a silent talk is kept, on which day a call-back is promised: pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from assistant.knowledge.hours import SHANGHAI, next_opening, working_day_after
from assistant.knowledge.schema import Holidays, Window
from assistant.people import POSTS
from assistant.settings import Settings
from assistant.tickets import CallerClass

OFFICER = POSTS.index("officer")


def patience(level: int, settings: Settings) -> timedelta:
    """How long the post of this level is asked before the next one is (AB-03)."""
    seconds = (settings.desk_ask_a_seconds, settings.desk_ask_b_seconds, settings.desk_ask_lead_seconds)
    return timedelta(seconds=seconds[min(level, len(seconds) - 1)])


def idle_limits(caller: CallerClass, settings: Settings) -> tuple[timedelta, timedelta]:
    """After how long a silent citizen is reminded, and how long after that the talk ends; twice for the elderly."""
    times = 2 if caller in ("elderly", "disabled") else 1
    warn = timedelta(minutes=settings.desk_idle_warn_minutes)
    return times * warn, times * timedelta(minutes=settings.desk_idle_close_minutes)


def promised_day(
    hours: Sequence[Window], holidays: Mapping[int, Holidays], now: datetime, *, is_open: bool
) -> tuple[date, datetime | None]:
    """The day by whose end somebody calls back, and the next opening (None when none is known).

    Closed: the day of the next opening. Open, but nobody there: the next working day.
    """
    today = now.astimezone(SHANGHAI).date()
    opening = next_opening(hours, holidays, now)
    if is_open or opening is None:
        return working_day_after(holidays, today, 1), opening
    return opening.date(), opening
