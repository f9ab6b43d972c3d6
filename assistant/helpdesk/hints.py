"""Hints within one process: something changed at the desk, somebody is typing. The tables are the truth."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

TYPING_SECONDS = 6.0
"""How long a typing hint lasts without a new one."""


class Hints:
    """Wakes those who wait for news, and remembers for seconds who is typing."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()
        self._typing: dict[tuple[str, str], float] = {}
        self.closing = False
        """Set when the program ends: nobody waits any more."""
        self.elsewhere: Callable[[], None] | None = None
        """Tells other processes, where there is a way to."""

    def wake(self) -> None:
        """Something changed here: everybody who waits looks again, in other processes too."""
        self.wake_here()
        if self.elsewhere is not None:
            self.elsewhere()

    def wake_here(self) -> None:
        """Something changed somewhere: everybody in this process who waits looks again."""
        for waiter in self._waiting:
            waiter.set()

    def close(self) -> None:
        """The program ends."""
        self.closing = True
        self.wake_here()

    async def news(self, seconds: float) -> bool:
        """Wait for the next wake-up, but not longer than so many seconds; whether it came."""
        if self.closing or seconds <= 0:
            return False
        waiter = asyncio.Event()
        self._waiting.add(waiter)
        try:
            with suppress(TimeoutError):
                return await asyncio.wait_for(waiter.wait(), seconds)
            return False
        finally:
            self._waiting.discard(waiter)

    def typing(self, ticket: str, who: str) -> None:
        """``who`` (``citizen``, ``agent``) is writing in this ticket."""
        fresh = not self.is_typing(ticket, who)
        self._typing[ticket, who] = monotonic() + TYPING_SECONDS
        if fresh:
            self.wake()

    def is_typing(self, ticket: str, who: str) -> bool:
        """Whether a hint came within the last seconds."""
        until = self._typing.get((ticket, who))
        if until is not None and until < monotonic():
            del self._typing[ticket, who]
            return False
        return until is not None

    def still(self, ticket: str, who: str) -> None:
        """The words came; the typing is over."""
        self._typing.pop((ticket, who), None)
