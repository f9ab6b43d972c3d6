"""The officers' side of the tests: accounts on duty, linked to Telegram, and their group."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from assistant.bootstrap import Services
from assistant.messages import Address
from assistant.people import Duty, Staff
from assistant.tickets import Ticket
from channels.telegram.linking import Linking, new_code
from tests.builders import Clock
from tests.channels.telegram.fake import FakeTelegram, fake_telegram, labels
from tests.channels.telegram.process import serving
from tests.helpdesk.hall import FRIDAY, PEOPLE

GROUP = -1001234567890
FANG, QIANG = 501, 502
"""王芳 (A 角) and 李强 (B 角) of 区人社局, as Telegram knows them."""


@dataclass
class Group:
    """A bot at work with a group of officers, and a clock that stands still."""

    fake: FakeTelegram
    services: Services
    clock: Clock

    async def until(self, holds: Callable[[], bool]) -> None:
        await self.fake.until(holds)

    async def asked(self, chat: int, text: str, about: str = "", **extra: Any) -> str:
        """A citizen says something and waits for an answer with these words in it."""
        before = len(self.fake.texts(chat))
        self.fake.say(chat, text, **extra)
        await self.until(lambda: any(about in said for said in self.fake.texts(chat)[before:]))
        return "\n".join(self.fake.texts(chat)[before:])

    async def pressed(self, chat: int, label: str, about: str = "") -> str:
        """A citizen presses the newest button with this label and waits for an answer with these words in it."""
        shown = next(m for m in reversed(self.fake.sent) if m["chat_id"] == str(chat) and label in labels(m))
        before = len(self.fake.texts(chat))
        self.fake.press(chat, shown, label)
        await self.until(lambda: any(about in said for said in self.fake.texts(chat)[before:]))
        return "\n".join(self.fake.texts(chat)[before:])

    async def told(self, chat: int, about: str) -> None:
        """The citizen's phone shows these words."""
        await self.until(lambda: any(about in said for said in self.fake.texts(chat)))

    async def link(self, person: int, login: str) -> None:
        """The officer links the account and is at the desk."""
        async with self.services.memory.reading() as stores:
            staff = await stores.staff.by_login(login)
        assert staff is not None
        code = await new_code(self.services.memory, staff, self.clock.now())
        await self.asked(person, f"/link {code}", "绑定好了")
        await self.asked(person, "/on", "已到岗")

    def topic(self) -> int:
        """The newest topic."""
        return max(self.fake.topics)

    async def shown(self, about: str, thread: int | None = None) -> dict[str, Any]:
        """The newest message of a topic with these words in it, awaited."""

        def found() -> list[dict[str, Any]]:
            threads = [thread] if thread else list(self.fake.topics)
            return [m for t in threads for m in self.fake.in_topic(t) if about in m["text"]]

        await self.until(lambda: bool(found()))
        return found()[-1]

    async def alerted(self, person: int, shown: dict[str, Any], label: str, **changed: Any) -> str:
        """An officer presses a button; what Telegram shows in answer."""
        before = len(self.fake.alerts)
        self.fake.press_in_topic(person, shown, label, **changed)
        await self.until(lambda: len(self.fake.alerts) > before)
        return self.fake.alerts[-1]

    async def ticket(self, chat: int) -> Ticket:
        """The newest ticket of a citizen."""
        async with self.services.memory.reading() as stores:
            conversation = await stores.conversations.find(Address("telegram", str(chat)))
            assert conversation is not None
            ticket = await stores.tickets.latest_of(conversation.id)
            assert ticket is not None
            return ticket

    async def passes(self, **time: float) -> None:
        """Time goes by; the bot says who is at work in Telegram, and the house looks after what is due."""
        self.clock.time += timedelta(**time)
        await Linking(self.services).beat()
        await self.services.housekeeping.once(self.clock.now())


@asynccontextmanager
async def group_at_work(folder: Path, **given: Any) -> AsyncIterator[Group]:
    """The people on duty on a Friday at ten; nobody is linked yet."""
    clock = Clock(FRIDAY)
    settings = {"telegram_desk_chat": str(GROUP), **given}
    async with fake_telegram() as fake, serving(fake, folder, clock, **settings) as services:
        async with services.memory.writing() as stores:
            for login, name, role, department, post in PEOPLE:
                await stores.staff.add(Staff(login, login, name, role, department, "-", False, True, FRIDAY))
                place = None if post == "officer" else department
                days = (1, 2, 3, 4, 5)
                await stores.duty.save(Duty(login, place, post, login, days, "09:00", "17:00", date(2026, 1, 1)))
        yield Group(fake, services, clock)
