"""Editing the roster: who holds which post when; every change is checked, written down and shows its gaps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import uuid4

from assistant.errors import BadMessage, NotAllowed, NotFound
from assistant.helpdesk.roster import CENTRE, Gap, gaps_ahead
from assistant.knowledge.hours import SHANGHAI
from assistant.library import Librarian
from assistant.people import POSTS, Duty, Post, Staff
from assistant.ports import Clock, Memory, Stores

DAYS_AHEAD = 14
"""How far ahead gaps are looked for."""


@dataclass(frozen=True, slots=True)
class RosterPage:
    """The roster of one department (``None``: the duty officers) with its gaps in the coming days."""

    department: str | None
    name: str
    lines: tuple[Duty, ...]
    gaps: tuple[Gap, ...]


class RosterBook:
    """Reads and changes the roster. A lead changes the own department's, a lead of the whole district and the
    administrator every one."""

    def __init__(self, memory: Memory, librarian: Librarian, clock: Clock) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock

    async def pages(self, by: Staff) -> tuple[RosterPage, ...]:
        """The rosters that this person may see: one per department, the duty officers' first."""
        async with self._memory.reading() as stores:
            duties = await stores.duty.all()
            active = {s.id for s in await stores.staff.all() if s.active}
        every = self._departments()
        wanted = every if by.department is None else {by.department: every[by.department]}
        pages = [self._page(d, name, duties, active) for d, name in wanted.items()]
        if by.department is not None:
            return tuple(pages)
        return (self._page(None, "值班长（全区）", duties, active), *pages)

    async def people(self, department: str | None) -> tuple[Staff, ...]:
        """Who can be put on that roster: officers of the department; leads of the whole district for the officers."""
        async with self._memory.reading() as stores:
            staff = await stores.staff.all()
        return tuple(s for s in staff if s.active and s.role in ("agent", "lead") and s.department == department)

    async def add(
        self,
        by: Staff,
        *,
        department: str | None,
        post: str,
        staff: str,
        weekdays: Sequence[int],
        starts: str,
        ends: str,
        valid_from: date | None = None,
        valid_to: date | None = None,
    ) -> Duty:
        """A new line of the roster."""
        self._demand(by, department)
        kind = _post(post, department)
        begin, end = _time(starts), _time(ends)
        days = tuple(sorted({d for d in weekdays if 1 <= d <= 7}))
        since = valid_from or self._now().astimezone(SHANGHAI).date()
        if not days:
            raise BadMessage("请至少选一个星期几。")
        if begin >= end:
            raise BadMessage("结束时间要在开始时间之后。")
        if valid_to is not None and valid_to < since:
            raise BadMessage("截止日期要在开始日期之后。")
        async with self._memory.writing() as stores:
            person = await stores.staff.by_id(staff)
            if person is None or not person.active or person.department != department:
                raise BadMessage("请选本部门在用的账号。")
            line = Duty(uuid4().hex, department, kind, staff, days, f"{begin:%H:%M}", f"{end:%H:%M}", since, valid_to)
            await stores.duty.save(line)
            await self._row(stores, by, "roster.add", line)
        return line

    async def remove(self, by: Staff, identity: str) -> Duty:
        """Take a line off the roster."""
        async with self._memory.writing() as stores:
            line = await stores.duty.by_id(identity)
            if line is None:
                raise NotFound("没有这一行排班，可能已经删掉了。")
            self._demand(by, line.department)
            await stores.duty.remove(identity)
            await self._row(stores, by, "roster.remove", line)
        return line

    def _page(self, department: str | None, name: str, duties: Sequence[Duty], active: Collection[str]) -> RosterPage:
        catalogue = self._librarian.library.catalogue
        offices = {d.id: d for d in catalogue.departments.values()}
        office = offices.get(department or "") or next(iter(offices.values()))
        today = self._now().astimezone(SHANGHAI).date()
        lines = tuple(d for d in duties if d.department == department and (d.valid_to is None or d.valid_to >= today))
        gaps: tuple[Gap, ...] = ()
        if department is not None:
            held = [line for line in lines if line.staff in active]  # nobody is behind a stopped account
            gaps = gaps_ahead(held, department, office.hours, catalogue.holidays, today, DAYS_AHEAD)
        return RosterPage(department, name, tuple(sorted(lines, key=lambda d: (POSTS.index(d.post), d.starts))), gaps)

    def _departments(self) -> dict[str, str]:
        return {d.id: d.name for d in self._librarian.library.catalogue.departments.values()}

    def _demand(self, by: Staff, department: str | None) -> None:
        if department not in (None, *self._departments()) or department == CENTRE:
            raise NotFound("没有这个部门。")
        if by.role not in ("lead", "admin") or by.department not in (None, department):
            raise NotAllowed("只有本部门的组长、值班长和管理员能改排班。")

    async def _row(self, stores: Stores, by: Staff, act: str, line: Duty) -> None:
        detail = {
            "post": line.post,
            "staff": line.staff,
            "days": list(line.weekdays),
            "time": f"{line.starts}–{line.ends}",
        }
        await stores.audit.write(
            at=self._now(), actor=by.id, act=act, object=f"roster:{line.department or CENTRE}", detail=detail
        )

    def _now(self) -> datetime:
        return self._clock.now()


def _post(post: str, department: str | None) -> Post:
    found = next((p for p in POSTS if p == post), None)
    if found is None or (found == "officer") != (department is None):
        raise BadMessage("请选岗位：A角、B角或组长；值班长属于全区。")
    return found


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise BadMessage("时间请写成 09:00 这样。") from None
