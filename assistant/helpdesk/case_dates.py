"""The days of 1-5-15 (EV-09, NB-06, HL-03) by the holiday calendar, and what is late today: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assistant.helpdesk.case_rules import CLOSED
from assistant.knowledge.hours import SHANGHAI, working_day_after
from assistant.knowledge.schema import Holidays
from assistant.tickets import Case

Late = Literal["contact", "due"]


@dataclass(frozen=True, slots=True)
class Days:
    """How many working days there are to contact the person, to settle a simple and a complex case (settings)."""

    contact: int = 1
    simple: int = 5
    complex: int = 15


def local_day(now: datetime) -> date:
    """The day in Shanghai."""
    return now.astimezone(SHANGHAI).date()


def due_dates(holidays: Mapping[int, Holidays], days: Days, opened: datetime) -> tuple[date, date]:
    """(the last day to contact, the last day to settle) of a case opened at this moment. Its own day does not count."""
    day = local_day(opened)
    return working_day_after(holidays, day, days.contact), working_day_after(holidays, day, days.simple)


def extended(holidays: Mapping[int, Holidays], days: Days, opened: datetime) -> date:
    """The last day to settle a complex case, counted from its opening."""
    return working_day_after(holidays, local_day(opened), days.complex)


def lateness(case: Case, today: date) -> tuple[Late, ...]:
    """What is late today: a last day is late from the day after on."""
    if case.state in CLOSED:
        return ()
    late: list[Late] = []
    if case.contacted_at is None and today > case.contact_due:
        late.append("contact")
    if today > case.due:
        late.append("due")
    return tuple(late)
