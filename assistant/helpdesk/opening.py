"""A new ticket: which department, whom to ask first, into the queue or – closed, or nobody there – called back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from assistant.helpdesk.assignment import rank_at
from assistant.helpdesk.deadlines import OFFICER, patience, promised_day
from assistant.helpdesk.hints import QUEUE
from assistant.helpdesk.presence import Crew, crew_of
from assistant.helpdesk.scene import CITIZEN, SYSTEM, Scene, event
from assistant.knowledge.hours import SHANGHAI, is_open
from assistant.records import Conversation
from assistant.tickets import CallerClass, Ticket

POINTS = frozenset({"point", "kiosk", "terminal"})
"""Channels of the remote service points."""

DISABLED_SEGMENT = "CL"
"""Items of 残联."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call for a person. ``department`` is a name, an id, or None when nobody knows whose matter it is."""

    department: str | None
    item: str | None
    reason: str
    packet: dict[str, Any] = field(default_factory=dict)
    previous: Ticket | None = None
    """The ticket that this one goes on from; its officer is asked first if there."""


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def new_id() -> str:
    """A fresh id without digits: a run of them would be taken for somebody's number, and masked in a dialog's notes."""
    return uuid4().hex.translate(_LETTERS)


def class_of(scene: Scene, conversation: Conversation, item: str | None) -> CallerClass:
    """Who is served before others: 长辈版, matters of the disabled, remote service points (AB-05)."""
    found = scene.library.catalogue.items.get(item or "")
    if conversation.dialog.plain:
        return "elderly"
    if found is not None and f"-{DISABLED_SEGMENT}-" in found.code:
        return "disabled"
    return "service_point" if conversation.address.channel in POINTS else "other"


async def open_ticket(scene: Scene, conversation: Conversation, call: Call) -> tuple[Ticket, bool]:
    """The conversation's ticket, and whether it is new: who asks again keeps the ticket and its place."""
    standing = await scene.stores.tickets.open_of(conversation.id)
    if standing is not None:
        return standing, False
    department = scene.department_id(call.department)
    ticket = await _placed(scene, await _blank(scene, conversation, call, department), call.previous)
    if not await scene.stores.tickets.add(ticket):
        standing = await scene.stores.tickets.open_of(conversation.id)
        assert standing is not None, "refused for an open ticket that is not there"
        return standing, False
    scene.touched.add(QUEUE)
    await event(scene, ticket, "open", CITIZEN, detail={"reason": call.reason, "department": department})
    if ticket.asked:
        await event(scene, ticket, "ask", SYSTEM, key=f"ask:{ticket.epoch}", detail=asked(ticket))
    return ticket, True


def asked(ticket: Ticket) -> dict[str, Any]:
    """What the timeline says of who is asked."""
    return {"level": ticket.level, "staff": ticket.asked}


async def is_staffed(scene: Scene) -> bool:
    """Whether there is a desk at all: accounts that can take a ticket."""
    return any(s.active and s.role in ("agent", "lead") for s in await scene.stores.staff.all())


async def _blank(scene: Scene, conversation: Conversation, call: Call, department: str) -> Ticket:
    now, caller = scene.now, class_of(scene, conversation, call.item)
    day = now.astimezone(SHANGHAI).date()
    head_start = timedelta(minutes=scene.settings.desk_head_start_minutes)
    return Ticket(
        id=new_id(),
        number=f"GD-{day:%y%m%d}-{await scene.stores.tickets.number(day):04d}",
        conversation=conversation.id,
        state="queued",
        epoch=1,
        department=department,
        item=call.item,
        reason=call.reason,
        packet=call.packet,
        caller_class=caller,
        opened_at=now,
        enqueued_at=now,
        rank_at=rank_at(now, caller, head_start),
        citizen_at=now,
        previous=call.previous.id if call.previous else None,
    )


async def _placed(scene: Scene, ticket: Ticket, previous: Ticket | None) -> Ticket:
    """In the queue with somebody asked, or to be called back on a promised day."""
    hours, holidays = scene.hours(ticket.department), scene.library.catalogue.holidays
    at_work = is_open(hours, holidays, scene.now)
    crew = await crew_of(scene, ticket.department)
    if not at_work or not crew.anybody:
        day, _ = promised_day(hours, holidays, scene.now, is_open=at_work)
        return replace(ticket, state="callback", promised_on=day)
    if previous is not None and previous.agent in crew.present:
        return replace(ticket, asked=previous.agent, escalate_at=scene.now + patience(0, scene.settings))
    return replace(ticket, **first_asked(scene, crew))


def first_asked(scene: Scene, crew: Crew, after: int = -1, skip: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The columns that say who is asked now and until when. Nobody left to ask: the last level, asked again later."""
    found = crew.ask(after, skip)
    level, account = found if found else (OFFICER, None)
    return {"level": level, "asked": account, "escalate_at": scene.now + patience(level, scene.settings)}
