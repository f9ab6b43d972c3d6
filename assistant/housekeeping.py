"""What happens by the clock: tickets nobody takes, officers who are gone, silent talks, closing and opening time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

import structlog

from assistant import metrics
from assistant.errors import NotFound, OutOfTurn
from assistant.helpdesk import sweeps
from assistant.helpdesk.ending import AfterClose
from assistant.helpdesk.hints import Hints
from assistant.helpdesk.scene import Scene, held
from assistant.library import Librarian
from assistant.ports import Clock, Memory, Stores
from assistant.settings import Settings
from assistant.tickets import Ticket

_log = structlog.get_logger(__name__)

Chore = Callable[[datetime], Awaitable[Mapping[str, int]]]
"""Something else that is due by the clock (retention, exports): what it did, counted by name."""

Find = Callable[[Stores, datetime], Awaitable[tuple[Ticket, ...]]]


class Housekeeping:
    """Looks at everything that time changes. Safe in several processes at once: each change is a compare-and-swap."""

    def __init__(
        self,
        memory: Memory,
        librarian: Librarian,
        clock: Clock,
        settings: Settings,
        hints: Hints,
        *,
        after_close: Sequence[AfterClose] = (),
        chores: Sequence[Chore] = (),
    ) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._settings = settings
        self._hints = hints
        self._chores = tuple(chores)
        self._sweeps: tuple[tuple[Find, sweeps.Sweep], ...] = (
            (_overdue, sweeps.overdue),
            (_expired, sweeps.expired),
            (_expired, sweeps.forgotten(after_close)),
            (_in_state("active"), sweeps.idle(hints)),
            (_in_state("queued"), sweeps.closing),
            (_in_state("queued"), sweeps.absent),
            (_in_state("callback"), sweeps.reopening),
        )

    async def once(self, now: datetime) -> Counter[str]:
        """Do everything that is due at ``now``; what was done, counted by name. Done twice, nothing happens twice."""
        done: Counter[str] = Counter()
        for find, sweep in self._sweeps:
            async with self._memory.reading() as stores:
                found = await find(stores, now)
            for ticket in found:
                done[await self._one(ticket.id, sweep, now)] += 1
        for chore in self._chores:
            done.update(await self._chore(chore, now))
        del done[""]
        for what, times in done.items():
            metrics.SWEEPS.labels(what).inc(times)
        await self._gauge(now)
        if done:
            self._hints.wake()
        return done

    async def run(self) -> None:
        """Once every few seconds (a setting) until cancelled."""
        while True:
            try:
                await self.once(self._clock.now())
            except Exception as error:  # the next round may go well; a round that fails is counted and told
                metrics.SWEEPS.labels("failed").inc()
                _log.error("sweep_failed", exc_info=error)
            await asyncio.sleep(self._settings.desk_sweep_seconds)

    async def _one(self, ticket: str, sweep: sweeps.Sweep, now: datetime) -> str:
        """One ticket in a transaction of its own, read again under its lock."""
        try:
            async with self._memory.writing() as stores:
                scene = Scene(stores, self._librarian.library, self._settings, now)
                fresh, conversation = await held(scene, ticket)
                return await sweep(scene, fresh, conversation)
        except (OutOfTurn, NotFound):  # somebody was faster: nothing is left to do
            return ""
        except Exception as error:  # one broken ticket must not stop the care for the others
            _log.error("sweep_failed", ticket=ticket, exc_info=error)
            return "failed"

    async def _chore(self, chore: Chore, now: datetime) -> Mapping[str, int]:
        try:
            return await chore(now)
        except Exception as error:
            _log.error("chore_failed", exc_info=error)
            return {"failed": 1}

    async def _gauge(self, now: datetime) -> None:
        async with self._memory.reading() as stores:
            waiting = await stores.tickets.in_state("queued")
        oldest = max(((now - t.enqueued_at).total_seconds() for t in waiting), default=0.0)
        metrics.DESK_WAITING.set(len(waiting))
        metrics.DESK_OLDEST.set(oldest)


async def _overdue(stores: Stores, now: datetime) -> tuple[Ticket, ...]:
    return await stores.tickets.overdue(now)


async def _expired(stores: Stores, now: datetime) -> tuple[Ticket, ...]:
    return await stores.tickets.expired(now)


def _in_state(state: str) -> Find:
    async def find(stores: Stores, now: datetime) -> tuple[Ticket, ...]:
        return await stores.tickets.in_state(state)

    return find
