"""Accounts to try the help desk with: every department with A 角, B 角 and 组长, a duty officer, and a full roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.schema import Department, Window
from assistant.people import CannedReply, Duty, Post, Role, Staff
from assistant.ports import Clock, Memory
from assistant.staff.passwords import hash_random, one_time

_POSTS: tuple[tuple[str, str, Role, Post], ...] = (
    ("a", "A角", "agent", "A"),
    ("b", "B角", "agent", "B"),
    ("lead", "组长", "lead", "lead"),
)
_DISTRICT: tuple[tuple[str, str, Role], ...] = (
    ("zhiban", "值班长", "lead"),
    ("zhishi", "知识员", "editor"),
    ("admin", "管理员", "admin"),
    ("shenji", "审计员", "auditor"),
)
OFFICER = "zhiban"


@dataclass(frozen=True, slots=True)
class Made:
    """A fresh account with the password that opens it once."""

    staff: Staff
    password: str


def demo_accounts(departments: Iterable[Department], now: datetime) -> tuple[Made, ...]:
    """The accounts of the whole district, then those of each department."""
    made = [_account(login, name, role, None, now) for login, name, role in _DISTRICT]
    for office in departments:
        for end, name, role, _post in _POSTS:
            made.append(_account(f"{office.id}-{end}", f"{office.name}{name}", role, office.id, now))
    return tuple(made)


def _account(login: str, name: str, role: Role, department: str | None, now: datetime) -> Made:
    password = one_time()
    return Made(Staff(uuid4().hex, login, name, role, department, hash_random(password), True, True, now), password)


def demo_roster(departments: Iterable[Department], accounts: Iterable[Staff], today: date) -> tuple[Duty, ...]:
    """Both posts and the lead of every department at all its opening hours; the officer at everybody's."""
    by_login = {staff.login: staff.id for staff in accounts}
    lines: list[Duty] = []
    every: dict[tuple[tuple[int, ...], str, str], Window] = {}
    for office in departments:
        for window in office.hours:
            every.setdefault((tuple(window.weekdays), window.start, window.end), window)
            for end, _name, _role, post in _POSTS:
                lines.append(_duty(office.id, post, by_login[f"{office.id}-{end}"], window, today))
    lines += [_duty(None, "officer", by_login[OFFICER], window, today) for window in every.values()]
    return tuple(lines)


def _duty(department: str | None, post: Post, staff: str, window: Window, today: date) -> Duty:
    return Duty(uuid4().hex, department, post, staff, tuple(window.weekdays), window.start, window.end, today)


def first_canned(wording: Mapping[str, str]) -> tuple[CannedReply, ...]:
    """The 常用语 for all departments that the knowledge brings along (``canned.<name>.title`` and ``.text``)."""
    names = sorted({key.split(".")[1] for key in wording if key.startswith("canned.") and key.endswith(".title")})
    return tuple(
        CannedReply(uuid4().hex, None, wording[f"canned.{n}.title"].strip(), wording[f"canned.{n}.text"].strip(), place)
        for place, n in enumerate(names)
    )


async def make_demo(memory: Memory, clock: Clock, catalogue: Catalogue) -> tuple[Made, ...]:
    """Make everything when the database has no account yet; the fresh accounts, none when there were some before."""
    async with memory.reading() as stores:
        if await stores.staff.count():
            return ()
    now = clock.now()
    offices = tuple(catalogue.departments.values())
    made = demo_accounts(offices, now)
    async with memory.writing() as stores:
        if await stores.staff.count():
            return ()
        for one in made:
            await stores.staff.add(one.staff)
        for line in demo_roster(offices, (one.staff for one in made), now.astimezone(SHANGHAI).date()):
            await stores.duty.save(line)
        for reply in first_canned(catalogue.wording):
            await stores.canned.save(reply)
        await stores.audit.write(at=now, actor="system", act="people.demo", object="", detail={"accounts": len(made)})
    return made
