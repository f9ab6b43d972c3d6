"""A small help desk for tests: two departments with A 角, B 角 and 组长, a duty officer, and citizens who write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.conversation import Assistant
from assistant.conversation.lists import bundle_list
from assistant.helpdesk.after_close import ask_rating, unsolved_case
from assistant.helpdesk.desk import Desk
from assistant.helpdesk.hints import Hints
from assistant.helpdesk.safe import Safe
from assistant.knowledge.hours import SHANGHAI
from assistant.library import Librarian, Library
from assistant.messages import Address, Answer, IncomingMessage
from assistant.people import Duty, Post, Role, Staff
from assistant.settings import Settings
from assistant.storage.memory import SqlMemory
from assistant.tickets import Ticket, TicketEvent
from tests.builders import Clock, settings_for

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
"""A working day at ten."""

PEOPLE: tuple[tuple[str, str, Role, str | None, Post], ...] = (
    ("rs-a", "王芳", "agent", "rs", "A"),
    ("rs-b", "李强", "agent", "rs", "B"),
    ("rs-lead", "赵敏", "lead", "rs", "lead"),
    ("ss-a", "钱进", "agent", "ss", "A"),
    ("ss-b", "孙丽", "agent", "ss", "B"),
    ("officer", "周正", "lead", None, "officer"),
)


class Mirror:
    """A safe that everybody can open: what is sealed is still not what was said."""

    def seal(self, text: str) -> str:
        return "sealed:" + text[::-1]

    def open(self, sealed: str) -> str:
        return sealed.removeprefix("sealed:")[::-1]


@dataclass
class Hall:
    """Everything of one help desk, with a clock that stands still."""

    memory: SqlMemory
    assistant: Assistant
    desk: Desk
    clock: Clock
    settings: Settings
    library: Library
    staff: dict[str, Staff]
    numbers: int = 0

    async def write(self, text: str, person: str = "chen", choice: str | None = None, channel: str = "web") -> Answer:
        """A citizen writes, or presses a button."""
        self.numbers += 1
        message = IncomingMessage(Address(channel, person), f"n{self.numbers}", text, self.clock.time, choice)
        return await self.assistant.respond(message)

    async def ticket(self, person: str = "chen", channel: str = "web") -> Ticket:
        """The newest ticket of this citizen."""
        async with self.memory.reading() as stores:
            conversation = await stores.conversations.find(Address(channel, person))
            assert conversation is not None
            ticket = await stores.tickets.latest_of(conversation.id)
            assert ticket is not None
            return ticket

    async def events(self, ticket: str) -> tuple[TicketEvent, ...]:
        async with self.memory.reading() as stores:
            return await stores.tickets.events(ticket)

    async def heard(self, person: str = "chen", channel: str = "web") -> list[str]:
        """Everything that this citizen was told, in order."""
        said = await self.assistant.history(Address(channel, person))
        return [u.text for u in said if u.speaker != "citizen"]

    async def present(self, *logins: str) -> None:
        for login in logins:
            await self.desk.present(self.staff[login], "present")

    def passes(self, **time: float) -> None:
        self.clock.time += timedelta(**time)


async def hall_over(
    memory: SqlMemory, library: Library, folder: Path, *, now: datetime = FRIDAY, **settings: Any
) -> Hall:
    """The people and their roster written; nobody is present yet."""
    clock, chosen = Clock(now), settings_for(folder, **settings)
    librarian = Librarian(chosen, library, frozenset())
    hints, safe = Hints(), _safe()
    after = (ask_rating, unsolved_case)
    desk = Desk(memory, librarian, clock, chosen, hints=hints, vault=safe, after_close=after, merged=bundle_list)
    assistant = Assistant(memory, librarian, clock, chosen, hints=hints, safe=safe)
    staff = {}
    async with memory.writing() as stores:
        for login, name, role, department, post in PEOPLE:
            person = Staff(login, login, name, role, department, "-", False, True, now)
            staff[login] = person
            await stores.staff.add(person)
            days = (1, 2, 3, 4, 5)
            duty = Duty(
                login, None if post == "officer" else department, post, login, days, "09:00", "17:00", date(2026, 1, 1)
            )
            await stores.duty.save(duty)
    return Hall(memory, assistant, desk, clock, chosen, library, staff)


def _safe() -> Safe:
    return Mirror()


def of(hall: Hall, login: str, **changed: Any) -> Staff:
    """One of the people, changed."""
    return replace(hall.staff[login], **changed)
