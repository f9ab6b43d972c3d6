"""What time does to tickets: the next post is asked, the lost come back, the silent end, the shut and reopened move.

Each sweep looks at one ticket under its lock and says whether it did something; done twice, the second does nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from assistant.helpdesk.deadlines import OFFICER, idle_limits, patience, promised_day
from assistant.helpdesk.ending import AfterClose, finish
from assistant.helpdesk.hand_back import to_first_responder
from assistant.helpdesk.hints import Hints
from assistant.helpdesk.lifecycle import Move
from assistant.helpdesk.moving import FREE
from assistant.helpdesk.opening import asked, first_asked
from assistant.helpdesk.presence import Crew, crew_of
from assistant.helpdesk.scene import CITIZEN, SYSTEM, Scene, event, move, note_times, tell
from assistant.helpdesk.waiting import standing
from assistant.knowledge.hours import is_open
from assistant.messages import Reply
from assistant.records import Conversation
from assistant.tickets import Ticket

FORGOTTEN_WRAP_UP = timedelta(minutes=30)
"""A wrap-up whose officer is gone for so long is ended by the program."""

Sweep = Callable[[Scene, Ticket, Conversation], Awaitable[str]]
"""What was done, in one word for the counters; empty when nothing had to be done (any more)."""


async def overdue(scene: Scene, ticket: Ticket, conversation: Conversation) -> str:
    """Nobody took it, or nobody spoke, in the time set (AB-03): the next post is asked."""
    if ticket.escalate_at is None or ticket.escalate_at > scene.now or ticket.state not in ("queued", "claimed"):
        return ""
    if ticket.state == "claimed":
        back = await to_first_responder(scene, ticket, conversation)
        return back or await _lost(scene, ticket, conversation, "silent")
    crew = await crew_of(scene, ticket.department)
    # Handed on, and its department had its time: the first responder comes before a duty officer who knows nothing.
    if _had_its_time(crew, ticket) and (back := await to_first_responder(scene, ticket, conversation)):
        return back
    if ticket.level < OFFICER and crew.ask(ticket.level) is not None:
        return await _ask(scene, ticket, crew, ticket.level)
    if ticket.asked in crew.present and ticket.level == OFFICER:
        return await _remind(scene, ticket)
    if crew.ask() is not None:
        return await _ask(scene, ticket, crew, -1)
    if crew.anybody:
        return await _remind(scene, ticket)
    return await shut(scene, ticket, conversation) if ticket.level >= OFFICER else await _ask(scene, ticket, crew, -1)


def _had_its_time(crew: Crew, ticket: Ticket) -> bool:
    """Whether nobody of the department is left to be asked."""
    coming = crew.ask(ticket.level)
    return coming is None or coming[0] == OFFICER


async def expired(scene: Scene, ticket: Ticket, conversation: Conversation) -> str:
    """The officer's console is silent: the citizen goes to the front of the queue."""
    if ticket.lease_until is None or ticket.lease_until > scene.now:
        return ""
    if ticket.state in ("claimed", "active"):
        return await _lost(scene, ticket, conversation, "gone")
    return ""


def forgotten(after: Sequence[AfterClose]) -> Sweep:
    """A wrap-up that nobody finishes: closed without a summary, and marked so."""

    async def sweep(scene: Scene, ticket: Ticket, conversation: Conversation) -> str:
        if ticket.state != "wrap_up" or ticket.lease_until is None:
            return ""
        if ticket.lease_until + FORGOTTEN_WRAP_UP > scene.now:
            return ""
        await finish(scene, ticket, conversation, SYSTEM, scene.words("no_summary"), "unrecorded", after)
        return "closed"

    return sweep


def idle(hints: Hints) -> Sweep:
    """The citizen is silent and we owe no answer: reminded first, then wrapped up; the elderly have twice the time."""

    async def sweep(scene: Scene, ticket: Ticket, conversation: Conversation) -> str:
        if ticket.state != "active" or ticket.agent_at is None:
            return ""
        if ticket.citizen_at is not None and ticket.citizen_at > ticket.agent_at:
            return ""
        if hints.is_typing(ticket.id, CITIZEN) or hints.is_typing(ticket.id, "agent"):
            return ""
        warn, end = idle_limits(ticket.caller_class, scene.settings)
        if ticket.warned_at is None:
            if ticket.agent_at + warn > scene.now:
                return ""
            await note_times(scene, ticket, warned_at=scene.now)
            await _tell(scene, ticket, conversation, "idle")
            return "warned"
        if ticket.warned_at + end > scene.now:
            return ""
        wrapped = await move(scene, ticket, Move.WRAP, SYSTEM, detail={"why": "idle"})
        await _tell(scene, wrapped, conversation, "idle_over")
        return "wrapped"

    return sweep


async def closing(scene: Scene, ticket: Ticket, conversation: Conversation) -> str:
    """Closing time: who still waits is called back, with a day promised (AB-04)."""
    if ticket.state != "queued" or _at_work(scene, ticket):
        return ""
    return await shut(scene, ticket, conversation)


async def absent(scene: Scene, ticket: Ticket, conversation: Conversation) -> str:
    """Who is asked has left the desk: the next one is asked at once."""
    if ticket.state != "queued" or ticket.asked is None:
        return ""
    crew = await crew_of(scene, ticket.department)
    if ticket.asked in crew.present:
        return ""
    if crew.ask(ticket.level) is not None:
        return await _ask(scene, ticket, crew, ticket.level)
    return await _ask(scene, ticket, crew, -1) if crew.ask() is not None else ""


async def reopening(scene: Scene, ticket: Ticket, conversation: Conversation) -> str:
    """Opening time and somebody is there: into the queue, before those who come today."""
    if ticket.state != "callback" or not _at_work(scene, ticket):
        return ""
    crew = await crew_of(scene, ticket.department)
    if not crew.anybody:
        return ""
    queued = await move(scene, ticket, Move.REOPEN, SYSTEM, enqueued_at=scene.now, **first_asked(scene, crew))
    if queued.asked:
        await event(scene, queued, "ask", SYSTEM, key=f"ask:{queued.epoch}", detail=asked(queued))
    name = scene.department_name(queued.department)
    words = scene.words("back_in_queue", number=queued.number, name=name)
    await tell(scene, conversation, Reply(words, kind="desk"), key=f"{queued.id}:reopen:{queued.epoch}")
    return "reopened"


async def shut(scene: Scene, ticket: Ticket, conversation: Conversation) -> str:
    """Out of the queue, to be called back on a promised day; the citizen is told the truth."""
    at_work = _at_work(scene, ticket)
    hours, holidays = scene.hours(ticket.department), scene.library.catalogue.holidays
    day, _ = promised_day(hours, holidays, scene.now, is_open=at_work)
    free: dict[str, Any] = {"asked": None, "escalate_at": None, "promised_on": day, "front": True}
    waiting = await move(scene, ticket, Move.SHUT, SYSTEM, detail={"promised_on": day.isoformat()}, **free)
    reply = await standing(scene, waiting)
    await tell(scene, conversation, reply, key=f"{ticket.id}:shut:{waiting.epoch}", epoch=waiting.epoch)
    return "shut"


async def _ask(scene: Scene, ticket: Ticket, crew: Crew, after: int) -> str:
    next_one = first_asked(scene, crew, after)
    moved = await move(
        scene, ticket, Move.ASK, SYSTEM, key=f"ask:{ticket.epoch + 1}", detail=next_asked(next_one), **next_one
    )
    return "escalated" if moved.asked else "nobody"


def next_asked(values: dict[str, Any]) -> dict[str, Any]:
    """What the timeline says of an escalation."""
    return {"level": values["level"], "staff": values["asked"]}


async def _remind(scene: Scene, ticket: Ticket) -> str:
    """The last one who can be asked is there and silent: asked again, without a new row."""
    await note_times(scene, ticket, escalate_at=scene.now + patience(OFFICER, scene.settings))
    return "reminded"


async def _lost(scene: Scene, ticket: Ticket, conversation: Conversation, why: str) -> str:
    crew = await crew_of(scene, ticket.department)
    gone = frozenset({ticket.agent} - {None}) if ticket.agent else frozenset()
    level = crew.level_of(ticket.agent)
    after = level if crew.ask(level, gone) is not None else -1
    values = {**FREE, **first_asked(scene, crew, after, gone), "front": True}
    detail = {"staff": ticket.agent, "why": why}
    queued = await move(scene, ticket, Move.LOSE, SYSTEM, detail=detail, **values)
    if queued.asked:
        await event(scene, queued, "ask", SYSTEM, key=f"ask:{queued.epoch}", detail=asked(queued))
    await _tell(scene, queued, conversation, "requeued")
    return why


async def _tell(scene: Scene, ticket: Ticket, conversation: Conversation, key: str) -> None:
    identity = f"{ticket.id}:{key}:{ticket.epoch}:{int(scene.now.timestamp())}"
    await tell(scene, conversation, Reply(scene.words(key), kind="desk"), key=identity, epoch=ticket.epoch)


def _at_work(scene: Scene, ticket: Ticket) -> bool:
    return is_open(scene.hours(ticket.department), scene.library.catalogue.holidays, scene.now)
