"""What the help desk asks of the memory: tickets and their queue, and who is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from assistant.people import Presence
from assistant.tickets import Participant, Ticket, TicketEvent


class Tickets(Protocol):
    """工单. Every change is a compare-and-swap on state and epoch; the queue is a query, never a second structure."""

    async def add(self, ticket: Ticket) -> bool:
        """Write a new ticket; False (and nothing written) when the conversation has an open one already."""
        ...

    async def find(self, identity: str) -> Ticket | None: ...

    async def open_of(self, conversation: str, *, lock: bool = False) -> Ticket | None:
        """The conversation's open ticket; ``lock`` keeps others from changing it until this transaction ends."""
        ...

    async def latest_of(self, conversation: str, *, lock: bool = False) -> Ticket | None:
        """The conversation's newest ticket, open or not; no other can be open. ``lock``: as in :meth:`open_of`."""
        ...

    async def change(self, was: Ticket, values: Mapping[str, Any]) -> Ticket | None:
        """Write ``values`` if state and epoch are still as in ``was``; None when somebody was faster."""
        ...

    async def claim_next(self, departments: Sequence[str] | None, values: Mapping[str, Any]) -> Ticket | None:
        """The first of the queue of these departments (None: of all) gets ``values`` and an epoch one higher."""
        ...

    async def waiting(self, departments: Sequence[str] | None) -> tuple[tuple[Ticket, int], ...]:
        """Queued tickets in the order of taking, each with its place in its department's queue, from 1."""
        ...

    async def place(self, ticket: Ticket) -> int | None:
        """Its place in its department's queue, by the same order; None when it is not queued."""
        ...

    async def open_in(self, departments: Sequence[str] | None) -> tuple[Ticket, ...]:
        """All tickets of these departments that are neither closed nor returned, oldest first."""
        ...

    async def of_agent(self, staff: str) -> tuple[Ticket, ...]:
        """Open tickets that this account owns or has joined."""
        ...

    async def invited(self, department: str) -> tuple[Ticket, ...]:
        """Owned tickets of others into which this department is asked but has not come yet."""
        ...

    async def number(self, day: date) -> int:
        """The next number of that day, from 1; never the same twice."""
        ...

    async def renew(self, staff: str, until: datetime) -> None:
        """Extend the leases of the tickets that this account owns."""
        ...

    async def overdue(self, now: datetime) -> tuple[Ticket, ...]:
        """Queued or claimed ones whose ``escalate_at`` has passed."""
        ...

    async def expired(self, now: datetime) -> tuple[Ticket, ...]:
        """Owned ones whose ``lease_until`` has passed."""
        ...

    async def in_state(self, *states: str) -> tuple[Ticket, ...]: ...

    async def served(self, department: str, most: int) -> tuple[timedelta, ...]:
        """How long the last ones taken and closed in a department were served, the newest first."""
        ...

    async def add_event(self, event: TicketEvent) -> TicketEvent:
        """Append; ``seq`` is given here. One whose ``key`` the ticket has already is not written again."""
        ...

    async def events(self, ticket: str) -> tuple[TicketEvent, ...]: ...

    async def put_participant(self, participant: Participant) -> None: ...

    async def companions(self) -> tuple[Participant, ...]:
        """Who has joined, or is asked into, any talk that a person has."""
        ...

    async def participants(self, ticket: str) -> tuple[Participant, ...]: ...


class Presences(Protocol):
    """Who is at the desk: leases renewed by heartbeats."""

    async def put(self, presence: Presence) -> None: ...

    async def of(self, staff: str) -> Presence | None: ...

    async def renew(self, staff: str, until: datetime) -> bool:
        """Extend a lease; False when this account never said that it is present."""
        ...

    async def all(self) -> tuple[Presence, ...]: ...

    async def hands(self, department: str | None, now: datetime) -> int:
        """How many of this department (None: of the whole district) could take a ticket now."""
        ...
