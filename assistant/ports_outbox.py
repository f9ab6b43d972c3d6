"""What delivery asks of the memory: messages on their way to channels that have to be called, in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from assistant.tickets import Notice, Topic


class Notices(Protocol):
    """出件. Of each conversation only the first one that is not finished may be sent."""

    async def add(self, notices: Sequence[Notice]) -> int:
        """Write them in this order, ``seq`` given here; those whose key is known are left out. How many were new."""
        ...

    async def take(self, channel: str, now: datetime, lease: timedelta, most: int) -> tuple[Notice, ...]:
        """At most so many due heads of line, marked as being sent for the time of the lease, with their state before:
        ``new``, or ``maybe_sent`` when an earlier try may have arrived. What is void is marked so and left out."""
        ...

    async def recover(self, channel: str, now: datetime) -> int:
        """This channel's only sender begins anew: what was being sent may have arrived, and is due. How many."""
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
        """How many are in each state that is neither ``sent`` nor ``void``."""
        ...


class Topics(Protocol):
    """Tickets shown in the officers' group of a messenger, and accounts linked to it."""

    async def open(self, ticket: str, chat: str) -> Topic:
        """The ticket's topic; a fresh one, not made there yet, when it has none."""
        ...

    async def of(self, ticket: str) -> Topic | None: ...

    async def at(self, chat: str, thread: int) -> Topic | None: ...

    async def change(self, ticket: str, **values: Any) -> None: ...

    async def stale(self, most: int) -> tuple[str, ...]:
        """Tickets of which the topic does not show everything yet; oldest first."""
        ...

    async def put_code(self, staff: str, digest: str, expires_at: datetime) -> None:
        """A one-time code for an account; an earlier one is void."""
        ...

    async def link(self, digest: str, person: str, now: datetime) -> str | None:
        """The account that the code stands for is this person from now on; None when the code is wrong or old."""
        ...

    async def unlink(self, person: str) -> None:
        """This person is no account any more."""
        ...

    async def staff_of(self, person: str) -> str | None:
        """The account that this person is."""
        ...

    async def persons(self) -> dict[str, str]:
        """Account → person, of all linked accounts."""
        ...

    async def seen(self, staff: str, at: datetime | None) -> None:
        """A linked account did something in the messenger; None: it left the desk there."""
        ...

    async def at_work(self, since: datetime) -> tuple[str, ...]:
        """Linked accounts that did something since then."""
        ...


class OutboxStores(Protocol):
    """The outbox of one open transaction."""

    @property
    def notices(self) -> Notices: ...
