"""Which person in Telegram is which account: linked by a one-time code, present as long as something is done."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

import structlog

from assistant.bootstrap import Services
from assistant.people import Staff
from assistant.ports import Memory
from assistant.staff.roles import may
from channels.telegram import desk_words as words

VALID = timedelta(minutes=15)
MOST_TRIES = 5
PER = timedelta(hours=1)
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 10

_log = structlog.get_logger(__name__)


async def new_code(memory: Memory, staff: Staff, now: datetime) -> str:
    """A code of 50 bits for the account, valid once and for :data:`VALID`; kept only as its digest."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    async with memory.writing() as stores:
        await stores.topics.put_code(staff.id, _digest(code), now + VALID)
        await stores.audit.write(at=now, actor="system", act="people.telegram_code", object=staff.id)
    return code


def _digest(code: str) -> str:
    return sha256(code.strip().upper().encode()).hexdigest()


class Linking:
    """Links, and says who a person is."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._tries: defaultdict[int, list[datetime]] = defaultdict(list)

    async def link(self, person: int, code: str) -> str:
        """Use a code; the sentence to be answered."""
        now = self._services.clock.now()
        self._tries[person] = [at for at in self._tries[person] if now - at < PER]
        if len(self._tries[person]) >= MOST_TRIES:
            return words.TOO_MANY
        self._tries[person].append(now)
        async with self._services.memory.writing() as stores:
            account = await stores.topics.link(_digest(code), str(person), now)
            staff = await stores.staff.by_id(account) if account else None
            if staff is None:
                return words.BAD_CODE
            await stores.audit.write(at=now, actor=staff.id, act="people.telegram", object=staff.id)
        del self._tries[person]
        return words.LINKED.format(name=staff.name)

    async def staff(self, person: int) -> Staff | None:
        """The account that this person is, if it may serve; being asked for it is being at work."""
        async with self._services.memory.reading() as stores:
            account = await stores.topics.staff_of(str(person))
            staff = await stores.staff.by_id(account) if account else None
        return staff if staff is not None and may(staff, "desk") else None

    async def worked(self, staff: Staff) -> None:
        """The account just did something in Telegram."""
        async with self._services.memory.writing() as stores:
            await stores.topics.seen(staff.id, self._services.clock.now())

    async def present(self, staff: Staff, status: Literal["present", "away"]) -> str:
        """到岗 and 离岗; the sentence to be answered."""
        async with self._services.memory.writing() as stores:
            await stores.topics.seen(staff.id, self._services.clock.now() if status == "present" else None)
        await self._services.desk.present(staff, status)
        return (words.HERE if status == "present" else words.AWAY).format(name=staff.name)

    async def beat(self) -> int:
        """Renew the leases of everybody at work in Telegram: what the console's page does by itself."""
        services = self._services
        since = services.clock.now() - timedelta(minutes=services.settings.telegram_agent_minutes)
        async with services.memory.reading() as stores:
            accounts = [await stores.staff.by_id(a) for a in await stores.topics.at_work(since)]
        there = [staff for staff in accounts if staff is not None and staff.active]
        for staff in there:
            await services.desk.heartbeat(staff)
        return len(there)

    async def run(self, stop: asyncio.Event) -> None:
        """Beat until told to stop, three times within a lease."""
        every = self._services.settings.desk_lease_seconds / 3
        while not stop.is_set():
            try:
                await self.beat()
            except Exception as error:
                _log.error("heartbeat_failed", exc_info=error)
            waiting = asyncio.ensure_future(stop.wait())
            await asyncio.wait((waiting,), timeout=every)
            waiting.cancel()
