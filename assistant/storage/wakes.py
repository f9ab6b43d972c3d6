"""Wakes other processes on the same PostgreSQL: NOTIFY is a hint that something changed, the tables stay the truth."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import asyncpg
import structlog

from assistant.helpdesk.hints import Hints

CHANNEL = "linban_desk"
GATHER_SECONDS = 0.05
"""Hints that come together are sent as one."""

LONGEST = 7000
"""Bytes; PostgreSQL takes a little less than 8000."""

AGAIN_SECONDS = 2.0
"""How long to wait before a lost connection is tried again. Meanwhile everybody looks into the tables as before."""

_log = structlog.get_logger(__name__)


class PostgresWakes:
    """Passes the hints of this process on, and takes those of the others."""

    def __init__(self, address: str, hints: Hints) -> None:
        self._address = address.replace("+asyncpg", "", 1)
        self._hints = hints
        self._due = asyncio.Event()
        self._about: set[frozenset[str]] = set()
        self.listening = asyncio.Event()
        hints.elsewhere = self._pass_on

    def _pass_on(self, about: frozenset[str]) -> None:
        self._about.add(about)
        self._due.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._connected()
            self.listening.clear()
            _log.warning("wakes_lost")
            await asyncio.sleep(AGAIN_SECONDS)

    async def _connected(self) -> None:
        connection = await asyncpg.connect(self._address)
        try:
            await connection.add_listener(CHANNEL, self._heard)
            self.listening.set()
            while True:
                await self._due.wait()
                await asyncio.sleep(GATHER_SECONDS)
                self._due.clear()
                about, self._about = self._about, set()
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, _payload(about))
        finally:
            await connection.close(timeout=1)

    def _heard(self, _connection: object, _process: int, _channel: str, payload: str) -> None:
        self._hints.wake_here(*payload.split())


def _payload(about: set[frozenset[str]]) -> str:
    """What changed, as words; empty (everybody looks) when anything may have, or when it is too much for a notice."""
    words = " ".join(sorted(frozenset[str]().union(*about)))
    return "" if frozenset() in about or len(words) > LONGEST else words
