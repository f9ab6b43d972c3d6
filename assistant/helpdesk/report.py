"""The report of a span of days: reads the rows an account may see and makes the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from assistant.helpdesk.case_dates import local_day
from assistant.helpdesk.figures import CaseTable, Line, by_department, by_period, case_table, line
from assistant.helpdesk.periods import Unit, midnight, periods
from assistant.helpdesk.roster import CENTRE
from assistant.library import Librarian
from assistant.people import Staff
from assistant.ports import Clock, Memory
from assistant.tickets import Case

DAYS_SHOWN = 30
LONGEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Asked:
    """What the report is about. ``department``: an id, or ``None`` for all; ``channel``: empty for all."""

    unit: Unit
    first: date
    last: date
    department: str | None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of a span."""

    asked: Asked
    total: Line
    periods: tuple[Line, ...]
    departments: tuple[Line, ...]
    cases: CaseTable
    waiting_for_export: int
    failed_exports: int


class Reports:
    """Makes reports. An account of a department gets its department only (PI-11); no person is named in any."""

    def __init__(self, memory: Memory, librarian: Librarian, clock: Clock) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock

    def asked(
        self, by: Staff, unit: Unit, first: date | None, last: date | None, department: str | None, channel: str = ""
    ) -> Asked:
        """The question put right: the last thirty days when none are given, own department for an account of one."""
        today = local_day(self._clock.now())
        end = min(last or today, today)
        begin = min(first or end - timedelta(days=DAYS_SHOWN - 1), end)
        begin = max(begin, end - timedelta(days=LONGEST_DAYS))
        return Asked(unit, begin, end, by.department or department or None, channel)

    async def report(self, asked: Asked) -> Report:
        """The figures."""
        since, until = midnight(asked.first), midnight(asked.last + timedelta(days=1))
        async with self._memory.reading() as stores:
            tickets = await stores.figures.tickets(since, until, asked.channel)
            ratings = await stores.ratings.between(since, until)
            talks = await stores.figures.talks(since, until, asked.channel) if asked.department is None else frozenset()
            standing = await stores.cases.listed(department=asked.department, still_open=True, most=10_000)
            opened = await stores.cases.opened_between(since, until)
            waiting = await stores.ratings.to_export(10_000)
        if asked.channel:
            ratings = tuple(r for r in ratings if r.channel == asked.channel)
        if asked.department is not None:
            tickets = tuple(t for t in tickets if t.department == asked.department)
            ratings = tuple(r for r in ratings if r.department == asked.department and r.target == "human")
            opened = tuple(c for c in opened if c.department == asked.department)
        spans = periods(asked.unit, asked.first, asked.last)
        return Report(
            asked=asked,
            total=line("", tickets, ratings, len(talks)),
            periods=by_period(spans, tickets, ratings, talks),
            departments=by_department(self._name, tickets, ratings),
            cases=case_table(_together(standing, opened), local_day(self._clock.now())),
            waiting_for_export=len(waiting),
            failed_exports=max((r.export_tries for r in waiting), default=0),
        )

    def _name(self, department: str) -> str:
        offices = self._librarian.library.catalogue.departments.values()
        known = next((d.name for d in offices if d.id == department), department)
        return "区政务服务中心" if department == CENTRE else known


def _together(standing: tuple[Case, ...], opened: tuple[Case, ...]) -> tuple[Case, ...]:
    return tuple({c.id: c for c in (*standing, *opened)}.values())
