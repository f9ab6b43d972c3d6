"""Delivery: takes due notices, sends them outside any transaction, and writes what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

import structlog

from assistant import metrics
from assistant.ports import Clock
from assistant.ports_outbox import OutboxStores
from assistant.tickets import Notice

AT_ONCE = 4
"""Sends under way at the same time: after a crash that many may arrive twice, and no more."""

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=10)
MOST_TRIES = 30

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one send.

    ``sent`` arrived · ``wait`` the channel asks for ``seconds`` of quiet · ``retry`` surely not arrived, try later ·
    ``unsure`` nobody knows · ``gone`` the person cannot be reached now · ``refused`` the channel will never take it.
    """

    result: Literal["sent", "wait", "retry", "unsure", "gone", "refused"]
    seconds: float = 0.0
    error: str = ""


Send = Callable[[Notice], Awaitable[Delivery]]


class OutboxMemory(Protocol):
    """The part of the memory that delivery needs."""

    def writing(self) -> AbstractAsyncContextManager[OutboxStores]: ...


class Outbox:
    """Delivers one channel's notices. Several processes may run it at once: a notice under lease is not taken."""

    def __init__(self, memory: OutboxMemory, clock: Clock, channel: str, send: Send) -> None:
        self._memory = memory
        self._clock = clock
        self._channel = channel
        self._send = send
        self._quiet_until: datetime | None = None
        self._something_new = asyncio.Event()

    def wake(self) -> None:
        """Something may be due: a hint, the table is the truth."""
        self._something_new.set()

    async def deliver_due(self) -> int:
        """Send what is due, at most :data:`AT_ONCE` at a time, until nothing is; how many sends there were."""
        sends = 0
        while not self._quiet():
            async with self._memory.writing() as stores:
                taken = await stores.notices.take(self._channel, self._clock.now(), LEASE, AT_ONCE)
            if not taken:
                break
            await asyncio.gather(*(self._deliver(notice) for notice in taken))
            sends += len(taken)
        return sends

    async def run(self, stop: asyncio.Event, every: float = 1.0) -> None:
        """Deliver until ``stop`` is set; what is under way then is finished."""
        while not stop.is_set():
            self._something_new.clear()
            try:
                if await self.deliver_due():
                    continue
            except Exception as error:
                _log.error("outbox_failed", channel=self._channel, exc_info=error)
            waits = [asyncio.create_task(e.wait()) for e in (self._something_new, stop)]
            await asyncio.wait(waits, timeout=every, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()

    def _quiet(self) -> bool:
        return self._quiet_until is not None and self._clock.now() < self._quiet_until

    async def _deliver(self, notice: Notice) -> None:
        try:
            delivery = await self._send(notice)
        except Exception as error:
            _log.error("send_failed", channel=self._channel, notice=notice.id, exc_info=error)
            delivery = Delivery("refused", error=type(error).__name__)
        metrics.DELIVERIES.labels(self._channel, delivery.result).inc()
        await self._settle(notice, delivery)

    async def _settle(self, notice: Notice, delivery: Delivery) -> None:
        now = self._clock.now()
        state, next_at = what_follows(notice, delivery, now)
        if delivery.result == "wait":
            self._quiet_until = next_at
        if state == "parked":
            _log.error("notice_parked", channel=self._channel, notice=notice.id, error=delivery.error)
        async with self._memory.writing() as stores:
            await stores.notices.settle(
                notice, state, tries=notice.tries + 1, next_at=next_at, error=delivery.error[:500]
            )


def what_follows(notice: Notice, delivery: Delivery, now: datetime) -> tuple[str, datetime | None]:
    """The state after a send and when it is tried next. One whose arrival is unsure is sent a second time, no third."""
    if delivery.result == "unsure":
        return ("sent", None) if notice.state == "maybe_sent" else ("maybe_sent", now + timedelta(seconds=5))
    if delivery.result in ("wait", "retry"):
        if notice.tries + 1 >= MOST_TRIES and delivery.result == "retry":
            return "parked", None
        back_off = min(LONGEST_WAIT, timedelta(seconds=2 ** min(notice.tries, 9)))
        pause = timedelta(seconds=delivery.seconds) if delivery.result == "wait" else back_off
        return notice.state, now + pause
    return {"sent": "sent", "gone": "undeliverable", "refused": "parked"}[delivery.result], None
