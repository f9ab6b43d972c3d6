"""Hints within a process, passed on to others where there is a way: something changed, somebody is typing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

TYPING_SECONDS = 6.0
"""How long a typing hint lasts without a new one."""

TELL_AGAIN_SECONDS = 2.0
"""How often other processes are told of somebody who goes on typing."""

_TYPING = "typing:"

QUEUE = "queue"
"""Somebody came into the queue, or left it: the places of all change."""


class Hints:
    """Wakes those who wait for news, and remembers for seconds who is typing."""

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Event, frozenset[str] | None] = {}
        self._typing: dict[tuple[str, str], float] = {}
        self._told: dict[tuple[str, str], float] = {}
        self.closing = False
        """Set when the program ends: nobody waits any more."""
        self.elsewhere: Callable[[frozenset[str]], None] | None = None
        """Tells other processes, where there is a way to."""

    def wake(self, *about: str) -> None:
        """Something changed here: those who wait for one of these (conversations, :data:`QUEUE`; none named: everybody)
        look again, in other processes too."""
        self.wake_here(*about)
        if self.elsewhere is not None:
            self.elsewhere(frozenset(about))

    def wake_here(self, *about: str) -> None:
        """Something changed somewhere: in this process those look again whom it concerns."""
        for word in about:
            if word.startswith(_TYPING):  # from another process: who is typing in which ticket
                who, _, ticket = word.removeprefix(_TYPING).partition(":")
                self._typing[ticket, who] = monotonic() + TYPING_SECONDS
        changed = frozenset(about)
        for waiter, wanted in self._waiting.items():
            if wanted is None or not changed or wanted & changed:
                waiter.set()

    def close(self) -> None:
        """The program ends."""
        self.closing = True
        self.wake_here()

    async def news(self, seconds: float, about: frozenset[str] | None = None) -> bool:
        """Wait for the next wake-up about one of these (None: about anything), but not longer than so many seconds;
        whether it came."""
        if self.closing or seconds <= 0:
            return False
        waiter = asyncio.Event()
        self._waiting[waiter] = about
        try:
            with suppress(TimeoutError):
                return await asyncio.wait_for(waiter.wait(), seconds)
            return False
        finally:
            del self._waiting[waiter]

    def typing(self, ticket: str, who: str) -> None:
        """``who`` (``citizen``, ``agent``) is writing in this ticket."""
        fresh, now = not self.is_typing(ticket, who), monotonic()
        self._typing[ticket, who] = now + TYPING_SECONDS
        if fresh:
            self.wake_here(ticket)
        if self.elsewhere is not None and (fresh or now - self._told.get((ticket, who), 0.0) >= TELL_AGAIN_SECONDS):
            self._told[ticket, who] = now
            self.elsewhere(frozenset({ticket, f"{_TYPING}{who}:{ticket}"}))

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
        self._told.pop((ticket, who), None)
