"""What delivery asks of the memory: messages on their way to channels that have to be called, in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from assistant.tickets import Notice


class Notices(Protocol):
    """出件. Of each conversation only the first one that is not finished may be sent."""

    async def add(self, notices: Sequence[Notice]) -> int:
        """Write them in this order, ``seq`` given here; those whose key is known are left out. How many were new."""
        ...

    async def take(self, channel: str, now: datetime, lease: timedelta, most: int) -> tuple[Notice, ...]:
        """At most so many due heads of line, marked as being sent for the time of the lease, with their state before:
        ``new``, or ``maybe_sent`` when an earlier try may have arrived."""
        ...

    async def settle(
        self, notice: Notice, state: str, *, tries: int, next_at: datetime | None = None, error: str = ""
    ) -> None:
        """Write what became of a taken one."""
        ...

    async def revive(self, channel: str, person: str, now: datetime) -> int:
        """The person wrote again: what could not be delivered is due now. How many there were."""
        ...

    async def find(self, conversation: str, seq: int) -> Notice | None: ...

    async def unfinished(self, channel: str) -> dict[str, int]:
        """How many are in each state that is not ``sent``."""
        ...


class OutboxStores(Protocol):
    """The outbox of one open transaction."""

    @property
    def notices(self) -> Notices: ...
