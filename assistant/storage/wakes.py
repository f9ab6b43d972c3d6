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

AGAIN_SECONDS = 2.0
"""How long to wait before a lost connection is tried again. Meanwhile everybody looks into the tables as before."""

_log = structlog.get_logger(__name__)


class PostgresWakes:
    """Passes the hints of this process on, and takes those of the others."""

    def __init__(self, address: str, hints: Hints) -> None:
        self._address = address.replace("+asyncpg", "", 1)
        self._hints = hints
        self._due = asyncio.Event()
        self.listening = asyncio.Event()
        hints.elsewhere = self._due.set

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
            await connection.add_listener(CHANNEL, lambda *_: self._hints.wake_here())
            self.listening.set()
            while True:
                await self._due.wait()
                await asyncio.sleep(GATHER_SECONDS)
                self._due.clear()
                await connection.execute("SELECT pg_notify($1, '')", CHANNEL)
        finally:
            await connection.close(timeout=1)
