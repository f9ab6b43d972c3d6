"""The dashboard of a span of days for one account: reads the rows that it may see and has them counted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.helpdesk.periods import Unit, midnight, periods
from assistant.helpdesk.report import Asked, Report, Reports
from assistant.knowledge.catalogue import Catalogue
from assistant.learning.overview import Heard, Overview, overview
from assistant.library import Librarian
from assistant.people import Staff
from assistant.ports import Clock, Memory
from assistant.ports_learning import FirstAnswer


@dataclass(frozen=True, slots=True)
class Board:
    """Persons' work as in the report of the help desk, the bot's and the knowledge as counted here."""

    asked: Asked
    report: Report
    overview: Overview


class Dashboard:
    """Makes dashboards. An account of a department gets its department only (PI-11); no person is named in any."""

    def __init__(self, memory: Memory, librarian: Librarian, clock: Clock) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._reports = Reports(memory, librarian, clock)

    def asked(
        self, by: Staff, unit: Unit, first: date | None, last: date | None, department: str = "", channel: str = ""
    ) -> Asked:
        """The question put right, as for a report."""
        return self._reports.asked(by, unit, first, last, department, channel)

    async def board(self, asked: Asked) -> Board:
        """All figures."""
        catalogue = self._librarian.library.catalogue
        since, until = midnight(asked.first), midnight(asked.last + timedelta(days=1))
        async with self._memory.reading() as stores:
            rows = await stores.asked.between(since, until)
            talks = await stores.figures.talks(since, until, asked.channel)
            channels = await stores.figures.channels(conversation for conversation, _ in talks)
            lists = await stores.figures.lists(since, until, asked.channel)
            calls = await stores.figures.calls(since, until, asked.channel)
        rows = tuple(row for row in rows if not asked.channel or row.channel == asked.channel)
        heard = Heard(rows, talks, channels, lists, calls)
        name = None
        if asked.department is not None:
            name = next((d.name for d in catalogue.departments.values() if d.id == asked.department), "")
            heard = _of_department(heard, catalogue, name)
        spans = periods(asked.unit, asked.first, asked.last)
        found = await asyncio.to_thread(overview, heard, spans, catalogue, self._clock.now(), name)
        return Board(asked, await self._reports.report(asked), found)


def _of_department(heard: Heard, catalogue: Catalogue, name: str) -> Heard:
    """What is about this department's items; talks count on the days on which they were."""

    def own(code: str | None) -> bool:
        item = catalogue.items.get(code or "")
        return item is not None and item.department == name

    def about(row: FirstAnswer) -> bool:
        return own(row.item or next((c for c in (*row.told, *(c for c, _ in row.first)) if c in catalogue.items), None))

    rows = tuple(row for row in heard.rows if about(row))
    conversations = {row.conversation for row in rows}
    return Heard(
        rows,
        frozenset((c, day) for c, day in heard.talks if c in conversations),
        heard.channels,
        tuple((code, at) for code, at in heard.lists if own(code)),
        tuple(call for call in heard.calls if call[1] == name),
    )
