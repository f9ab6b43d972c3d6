"""Shows tickets in the officers' group: what the tables say, put on its way into each ticket's topic, once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import structlog

from assistant.bootstrap import Services
from assistant.helpdesk.views import TicketView
from assistant.outbox import Outbox
from assistant.ports import Stores
from assistant.tickets import Notice, Ticket, Topic
from channels.desk.showing import department_name
from channels.telegram import cards
from channels.telegram import desk_words as words

CHANNEL = "telegram-desk"
"""The outbox channel of the group: its waits hold back no citizen."""

EVERY = 1.0
MOST = 300
_ENDED = ("closed", "returned")
_MOVES_OWNER = ("open", "ask", "take", "assign", "lose", "transfer", "pass", "shut", "reopen", "upload", "resume")

_log = structlog.get_logger(__name__)


class Mirror:
    """Looks at the tables and writes notices for the topics; safe to be killed anywhere."""

    def __init__(self, services: Services, outbox: Outbox, chat: str) -> None:
        self._services = services
        self._outbox = outbox
        self._chat = chat

    async def run(self, stop: asyncio.Event) -> None:
        """Until told to stop: again at every hint, and at the latest after a second."""
        while not stop.is_set():
            try:
                if await self.once():
                    self._outbox.wake()
            except Exception as error:
                _log.error("mirror_failed", exc_info=error)
            await self._services.hints.news(EVERY)

    async def once(self) -> int:
        """Show what is new everywhere; in how many tickets there was something."""
        async with self._services.memory.reading() as stores:
            stale = await stores.topics.stale(MOST)
        for ticket in stale:
            await self._show(ticket)
        return len(stale)

    async def _show(self, identity: str) -> None:
        async with self._services.memory.writing() as stores:
            ticket = await stores.tickets.find(identity)
            if ticket is None or await stores.conversations.hold(ticket.conversation) is None:
                return
            ticket = await stores.tickets.find(identity) or ticket
            topic = await stores.topics.open(identity, self._chat)
            fresh = not topic.happened
            view = await self._view(stores, ticket, 0 if fresh else topic.said)
            persons = await stores.topics.persons()
            notices = self._packet(view, persons) if fresh else self._news(view, topic, persons)
            if ticket.state in _ENDED:
                notices.append(self._notice(ticket, "end", words.ENDED, act="end"))
            await stores.notices.add(notices)
            await stores.topics.change(
                identity,
                said=max((u.seq for u in view.said), default=topic.said),
                happened=max((e.seq for e in view.events), default=topic.happened),
                ended=ticket.state in _ENDED,
            )
            if fresh:
                at, number = self._now, {"number": ticket.number, "chat": self._chat}
                await stores.audit.write(
                    at=at, actor="system", act="ticket.topic", object=f"ticket:{ticket.id}", detail=number
                )

    async def _view(self, stores: Stores, ticket: Ticket, after: int) -> TicketView:
        catalogue = self._services.librarian.library.catalogue
        item = catalogue.items.get(ticket.item or "")
        uploads = await stores.uploads.of(ticket.conversation)
        if after:
            said = await stores.conversations.said_after(ticket.conversation, after, MOST)
        else:
            said = await stores.conversations.said(ticket.conversation, cards.SAID)
        return TicketView(
            ticket=ticket,
            place=None,
            item_name=item.item_name if item else "",
            department_name=department_name(catalogue, ticket.department),
            events=await stores.tickets.events(ticket.id),
            said=said,
            participants=await stores.tickets.participants(ticket.id),
            notes=(),
            uploads=tuple(u for u in uploads if u.ticket == ticket.id),
            names={s.id: s.name for s in await stores.staff.all()},
        )

    def _packet(self, view: TicketView, persons: dict[str, str]) -> list[Notice]:
        library, ticket = self._services.librarian.library, view.ticket
        text = cards.packet(view, library.catalogue, self._now)
        buttons = cards.buttons_for(ticket, papers=bool(view.uploads))
        return [self._notice(ticket, "packet", text, buttons=buttons, mention=_mention(ticket.asked, view, persons))]

    def _news(self, view: TicketView, topic: Topic, persons: dict[str, str]) -> list[Notice]:
        """Words and events since last time, in their order; the buttons under the last event that moved something."""
        catalogue, ticket = self._services.librarian.library.catalogue, view.ticket
        fresh = [e for e in view.events if e.seq > topic.happened]
        turning = max((e.seq for e in fresh if e.move in _MOVES_OWNER), default=0)
        shown: list[tuple[datetime, int, Notice]] = []
        for event in fresh:
            text = cards.event_line(event, view, catalogue)
            mention = _mention(event.detail.get("staff"), view, persons) if event.move == "ask" else None
            buttons = cards.buttons_for(ticket, papers=bool(view.uploads)) if event.seq == turning else []
            if text:
                notice = self._notice(ticket, f"e{event.seq}", text, buttons=buttons, mention=mention)
                shown.append((event.at, 0, notice))
        for said in view.said:
            if cards.worth_showing(said):
                shown.append((said.at, 1, self._notice(ticket, f"u{said.seq}", cards.told_of(said, view.names))))
        return [notice for _, _, notice in sorted(shown, key=lambda s: s[:2])]

    def _notice(
        self,
        ticket: Ticket,
        key: str,
        text: str,
        *,
        buttons: Sequence[Sequence[Sequence[str]]] = (),
        mention: list[str] | None = None,
        act: str = "say",
    ) -> Notice:
        item = self._services.librarian.library.catalogue.items.get(ticket.item or "")
        body: dict[str, Any] = {
            "text": text,
            "buttons": [[list(button) for button in row] for row in buttons],
            "mention": mention,
            "act": act,
            "title": cards.title_of(ticket, item.item_name if item else ""),
        }
        now = self._now
        key = f"{CHANNEL}:{ticket.id}:{key}"
        return Notice(
            uuid4().hex, key, CHANNEL, self._chat, ticket.id, 0, body, 0, "new", 0, now, now, speaker="system"
        )

    @property
    def _now(self) -> datetime:
        return self._services.clock.now()


def _mention(account: str | None, view: TicketView, persons: dict[str, str]) -> list[str] | None:
    """Person and name of a linked account that is asked to take it."""
    return [persons[account], view.names.get(account, "")] if account in persons else None
