"""Once a day every department with something to verify is reminded: a row that its officers read in the console."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.review import Duty, counts, duties
from assistant.library import Librarian
from assistant.people import Staff
from assistant.ports import Memory, Stores
from assistant.staff.accounts import SYSTEM
from assistant.staff.roles import may, sees_department

REMINDED = "review.reminder"
"""The act in the audit log; ``object`` is the department's id."""

MORNING = time(8, 0)
NAMED = 20
"""So many items are named in a reminder; the list in the console has all."""


class Reminders:
    """A chore of the housekeeping."""

    def __init__(self, memory: Memory, librarian: Librarian) -> None:
        self._memory = memory
        self._librarian = librarian
        self._reminded: date | None = None

    async def once(self, now: datetime) -> Mapping[str, int]:
        """Remind when it is morning and nobody did today, whichever process is first."""
        local = now.astimezone(SHANGHAI)
        if local.time() < MORNING or self._reminded == local.date():
            return {}
        late = self._late(local.date())
        done = 0
        if late:
            async with self._memory.writing() as stores:
                done = await self._write(stores, late, now)
        self._reminded = local.date()
        return {REMINDED: done}

    def _late(self, today: date) -> Mapping[str, list[Duty]]:
        """Department id → what is past its day or near it."""
        catalogue = self._librarian.library.catalogue
        late: dict[str, list[Duty]] = defaultdict(list)
        for duty in duties(catalogue, today):
            if duty.state in ("overdue", "soon"):
                late[catalogue.departments[duty.item.department].id].append(duty)
        return late

    async def _write(self, stores: Stores, late: Mapping[str, list[Duty]], now: datetime) -> int:
        begin = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        if await stores.audit.search(act=REMINDED, since=begin, most=1):
            return 0
        everybody = await stores.staff.all()
        for department, found in sorted(late.items()):
            counted = counts(found)
            detail = {
                "overdue": counted["overdue"],
                "soon": counted["soon"],
                "items": [d.item.code for d in found[:NAMED]],
                "to": reminded(everybody, department),
            }
            await stores.audit.write(at=now, actor=SYSTEM, act=REMINDED, object=department, detail=detail)
        return len(late)


def reminded(everybody: Iterable[Staff], department: str) -> list[str]:
    """The accounts that a reminder of this department is for."""
    return [s.id for s in everybody if may(s, "review.view") and sees_department(s, department)]
