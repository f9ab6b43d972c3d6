"""The desk: open, take, say, hand over, close – the only writer of tickets, one transaction per public method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assistant.helpdesk.views import Board, QueueLine, TicketView, Update
from assistant.library import Librarian
from assistant.people import Presence, Staff
from assistant.ports import Clock, Memory
from assistant.records import Utterance
from assistant.settings import Settings
from assistant.tickets import Participant, Ticket


class Desk:
    """What officers do. Errors are Chinese sentences: ``OutOfTurn`` (somebody was faster), ``NotAllowed``, ``NotFound``.

    ``ticket`` is a ticket's id everywhere; ``epoch`` is the one that the officer's page showed.
    """

    def __init__(self, memory: Memory, librarian: Librarian, clock: Clock, settings: Settings) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._settings = settings

    async def queue(self, by: Staff) -> tuple[QueueLine, ...]:
        """The waiting tickets that this person may see, in the order of taking."""
        raise NotImplementedError

    async def callbacks(self, by: Staff) -> tuple[Ticket, ...]:
        """Tickets that wait for the next opening."""
        raise NotImplementedError

    async def mine(self, by: Staff) -> tuple[Ticket, ...]:
        """Open tickets that this person owns or has joined."""
        raise NotImplementedError

    async def view(self, ticket: str, by: Staff) -> TicketView:
        """Everything of one ticket; that it was looked at is written into the audit log."""
        raise NotImplementedError

    async def said(self, ticket: str, by: Staff, after: int) -> tuple[Utterance, ...]:
        """What was said after this ``seq``."""
        raise NotImplementedError

    async def take(self, ticket: str, epoch: int, by: Staff) -> Ticket:
        """接单. The slower colleague gets ``OutOfTurn`` with the winner's name."""
        raise NotImplementedError

    async def take_next(self, by: Staff) -> Ticket | None:
        """Take the first of the queue; None when nobody waits."""
        raise NotImplementedError

    async def say(
        self,
        ticket: str,
        by: Staff,
        text: str,
        *,
        key: str,
        checklist: str | None = None,
        items: Sequence[str] = (),
    ) -> Utterance:
        """Say something to the citizen; ``key`` is made by the client, the same twice is said once.

        ``checklist`` is an item's code: its list by what the citizen told; ``items`` are codes shown as cards.
        """
        raise NotImplementedError

    async def note(self, ticket: str, by: Staff, text: str, *, key: str) -> None:
        """An internal note."""
        raise NotImplementedError

    async def typing(self, ticket: str, by: Staff) -> None:
        """The officer is writing: a hint, kept for seconds and in this process only."""
        raise NotImplementedError

    async def transfer(
        self,
        ticket: str,
        epoch: int,
        by: Staff,
        *,
        to_staff: str | None = None,
        to_department: str | None = None,
        why: str,
    ) -> Ticket:
        """Hand over to a colleague or a department; refused when nobody is there, and nothing changes."""
        raise NotImplementedError

    async def invite(self, ticket: str, by: Staff, department: str) -> Participant:
        """Ask a second department into the talk (AB-06)."""
        raise NotImplementedError

    async def join(self, ticket: str, by: Staff) -> Participant:
        """Follow an invitation."""
        raise NotImplementedError

    async def leave(self, ticket: str, by: Staff) -> None:
        """Leave a talk that one has joined."""
        raise NotImplementedError

    async def give_back(self, ticket: str, epoch: int, by: Staff) -> Ticket:
        """Back to the bot; the dialog goes on where it was."""
        raise NotImplementedError

    async def wrap_up(self, ticket: str, epoch: int, by: Staff) -> Ticket:
        """The talk is over; the summary is still to be written."""
        raise NotImplementedError

    async def close(self, ticket: str, epoch: int, by: Staff, *, summary: str, outcome: str) -> Ticket:
        """End it. ``outcome``: see :data:`assistant.helpdesk.endings.OUTCOMES`."""
        raise NotImplementedError

    async def reassign(self, ticket: str, epoch: int, by: Staff, to_staff: str) -> Ticket:
        """A lead gives the ticket to somebody who is present."""
        raise NotImplementedError

    async def listen(self, ticket: str, by: Staff) -> TicketView:
        """A lead's silent look, written into the audit log as such."""
        raise NotImplementedError

    async def present(self, by: Staff, status: Literal["present", "away"]) -> Presence:
        """Sit down at the desk, or leave it."""
        raise NotImplementedError

    async def heartbeat(self, by: Staff) -> Presence | None:
        """Still there: renews the leases of the person and of the tickets owned. None when never signed on."""
        raise NotImplementedError

    async def board(self, by: Staff) -> Board:
        """The lead's view of all that the person may see."""
        raise NotImplementedError

    async def updates(self, by: Staff, after: str = "", patience: float = 15.0) -> Update:
        """The state of queue and talks: at once when it is not what the cursor ``after`` stands for, else when it
        changes, and at the latest after ``patience`` seconds."""
        raise NotImplementedError
