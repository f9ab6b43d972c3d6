"""The desk: take, say, hand over, close – every act of an officer as one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Literal

from assistant.helpdesk import ending, moving, serving, taking, watching
from assistant.helpdesk.ending import AfterClose
from assistant.helpdesk.given import Merged
from assistant.helpdesk.hall_now import Hall, HallNow, read_hall, update_for
from assistant.helpdesk.hints import Hints
from assistant.helpdesk.presence import lease, sit_down
from assistant.helpdesk.rights import demand, leads
from assistant.helpdesk.safe import Safe
from assistant.helpdesk.scene import Scene
from assistant.helpdesk.views import Board, QueueLine, TicketView, Update
from assistant.library import Librarian
from assistant.people import Presence, Staff
from assistant.ports import Clock, Memory
from assistant.records import Utterance
from assistant.settings import Settings
from assistant.tickets import Participant, Ticket

OFFICERS = "officers"
"""Something that only the console shows: it waits for everything."""

LOOK_AGAIN_SECONDS = 1.5
"""Other processes may give no hints: who waits for news looks into the table this often."""

GATHER_SECONDS = 0.2
"""Changes that come together are looked at once, by one for all consoles."""


class Desk:
    """What officers do. Errors are Chinese sentences: ``OutOfTurn`` (somebody was faster), ``NotAllowed`` or
    ``NotFound``. ``ticket`` is a ticket's id everywhere; ``epoch`` is the one that the officer's page showed.
    """

    def __init__(
        self,
        memory: Memory,
        librarian: Librarian,
        clock: Clock,
        settings: Settings,
        *,
        hints: Hints | None = None,
        vault: Safe | None = None,
        after_close: Sequence[AfterClose] = (),
        hall: HallNow | None = None,
        merged: Merged | None = None,
    ) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._settings = settings
        self._vault = vault
        self._after_close = tuple(after_close)
        self.hints = hints or Hints()
        self._hall = hall or HallNow()
        self._merged = merged

    async def queue(self, by: Staff) -> tuple[QueueLine, ...]:
        """The waiting tickets that this person may see, in the order of taking."""
        async with self._reading() as scene:
            return await watching.queue(scene, by)

    async def callbacks(self, by: Staff) -> tuple[Ticket, ...]:
        """Tickets that wait for the next opening."""
        async with self._reading() as scene:
            return await watching.callbacks(scene, by)

    async def invitations(self, by: Staff) -> tuple[Ticket, ...]:
        """Talks of other departments into which this person's department is asked."""
        async with self._reading() as scene:
            return await watching.invitations(scene, by)

    async def mine(self, by: Staff) -> tuple[Ticket, ...]:
        """Open tickets that this person owns or has joined."""
        async with self._reading() as scene:
            return await scene.stores.tickets.of_agent(by.id)

    async def view(self, ticket: str, by: Staff) -> TicketView:
        """Everything of one ticket; that it was looked at is written into the audit log."""
        async with self._writing(wake=False) as scene:
            return self._opened(await watching.view(scene, ticket, by, self.hints))

    async def listen(self, ticket: str, by: Staff) -> TicketView:
        """A lead's silent look, written into the audit log as such."""
        async with self._writing(wake=False) as scene:
            found, _ = await watching.seen(scene, ticket, by)
            demand(leads(by, found), "只有本部门的组长能旁听。")
            return await watching.view(scene, ticket, by, self.hints, "ticket.listen")

    async def said(self, ticket: str, by: Staff, after: int) -> tuple[Utterance, ...]:
        """What was said after this ``seq``."""
        async with self._reading() as scene:
            return await watching.said(scene, ticket, by, after)

    async def take(self, ticket: str, epoch: int, by: Staff) -> Ticket:
        """接单. The slower colleague gets ``OutOfTurn`` with the winner's name."""
        async with self._writing() as scene:
            return await taking.take(scene, ticket, epoch, by)

    async def take_next(self, by: Staff) -> Ticket | None:
        """Take the first of the queue; None when nobody waits."""
        async with self._writing() as scene:
            return await taking.take_next(scene, by)

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

        ``checklist`` is an item's code: its list by what the citizen told, or ``bundle:<id>``: the one list of a
        bundle; ``items`` are codes shown as cards.
        """
        self.hints.still(ticket, "agent")
        async with self._writing() as scene:
            return await serving.say(
                scene, ticket, by, text, key=key, checklist=checklist, items=items, merged=self._merged
            )

    async def note(self, ticket: str, by: Staff, text: str, *, key: str) -> None:
        """An internal note."""
        async with self._writing() as scene:
            await serving.note(scene, ticket, by, text, key=key)

    async def typing(self, ticket: str, by: Staff) -> None:
        """The officer is writing: a hint, kept for seconds and in memory only."""
        self.hints.typing(ticket, "agent")

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
        async with self._writing() as scene:
            if to_staff is not None:
                return await moving.to_colleague(scene, ticket, epoch, by, to_staff, why)
            return await moving.to_department(scene, ticket, epoch, by, to_department or "", why)

    async def invite(self, ticket: str, by: Staff, department: str) -> Participant:
        """Ask a second department into the talk (AB-06)."""
        async with self._writing() as scene:
            return await moving.invite(scene, ticket, by, department)

    async def join(self, ticket: str, by: Staff) -> Participant:
        """Follow an invitation."""
        async with self._writing() as scene:
            return await moving.join(scene, ticket, by)

    async def leave(self, ticket: str, by: Staff) -> None:
        """Leave a talk that one has joined."""
        async with self._writing() as scene:
            await moving.leave(scene, ticket, by)

    async def give_back(self, ticket: str, epoch: int, by: Staff) -> Ticket:
        """Back to the bot; the dialog goes on where it was."""
        async with self._writing() as scene:
            return await moving.give_back(scene, ticket, epoch, by)

    async def wrap_up(self, ticket: str, epoch: int, by: Staff) -> Ticket:
        """The talk is over; the summary is still to be written."""
        async with self._writing() as scene:
            return await ending.wrap_up(scene, ticket, epoch, by)

    async def close(self, ticket: str, epoch: int, by: Staff, *, summary: str, outcome: str) -> Ticket:
        """End it. ``outcome``: see :data:`assistant.helpdesk.ending.OUTCOMES`."""
        async with self._writing() as scene:
            after = self._after_close
            return await ending.close(scene, ticket, epoch, by, summary=summary, outcome=outcome, after=after)

    async def reassign(self, ticket: str, epoch: int, by: Staff, to_staff: str) -> Ticket:
        """A lead gives the ticket to somebody who is present."""
        async with self._writing() as scene:
            return await moving.reassign(scene, ticket, epoch, by, to_staff)

    async def present(self, by: Staff, status: Literal["present", "away"]) -> Presence:
        """Sit down at the desk, or leave it. Talks owned stay owned as long as the console sends heartbeats."""
        async with self._writing() as scene:
            if status == "present":
                return await sit_down(scene, by)
            gone = Presence(by.id, "away", scene.now + lease(scene), scene.now)
            await scene.stores.presence.put(gone)
            return gone

    async def heartbeat(self, by: Staff) -> Presence | None:
        """Still there: renews the leases of the person and of the tickets owned. None when never signed on."""
        async with self._writing(wake=False) as scene:
            until = scene.now + lease(scene)
            # The presence first, as in taking: two transactions of one officer then wait for each other in order.
            known = await scene.stores.presence.renew(by.id, until)
            await scene.stores.tickets.renew(by.id, until)
            return await scene.stores.presence.of(by.id) if known else None

    async def presence(self, by: Staff) -> Presence | None:
        """Whether this person is at the desk, as last said."""
        async with self._reading() as scene:
            return await scene.stores.presence.of(by.id)

    async def board(self, by: Staff) -> Board:
        """The lead's view of all that the person may see."""
        async with self._reading() as scene:
            return await watching.board(scene, by)

    async def updates(self, by: Staff, after: str = "", patience: float = 15.0) -> Update:
        """The state of queue and talks: at once when it is not what the cursor ``after`` stands for, else when it
        changes, and at the latest after about ``patience`` seconds."""
        looks, asked = max(1, round(patience / LOOK_AGAIN_SECONDS)), monotonic()
        for look in range(looks):
            hall = await self._hall.hall.since(asked, self._read_hall)
            found = update_for(hall, by, self.hints)
            if found.cursor != after or self.hints.closing or look == looks - 1:
                break
            if await self.hints.news(LOOK_AGAIN_SECONDS):
                await asyncio.sleep(GATHER_SECONDS)
            asked = monotonic() - GATHER_SECONDS
        return found

    async def _read_hall(self) -> Hall:
        async with self._reading() as scene:
            return await read_hall(scene)

    def _opened(self, view: TicketView) -> TicketView:
        """With the call-back number in clear, for the owner only."""
        if not view.owns or view.ticket.contact is None or self._vault is None:
            return view
        return replace(view, contact=self._vault.open(view.ticket.contact))

    @asynccontextmanager
    async def _writing(self, *, wake: bool = True) -> AsyncIterator[Scene]:
        async with self._memory.writing() as stores:
            scene = Scene(stores, self._librarian.library, self._settings, self._now())
            yield scene
        if wake:
            self.hints.wake(OFFICERS, *scene.touched)

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Scene]:
        async with self._memory.reading() as stores:
            yield Scene(stores, self._librarian.library, self._settings, self._now())

    def _now(self) -> datetime:
        return self._clock.now()
