"""接单: one of many gets the ticket, by compare-and-swap; the others are told who."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from assistant.helpdesk.hints import QUEUE
from assistant.helpdesk.lifecycle import Move, advance
from assistant.helpdesk.presence import lease, sit_down
from assistant.helpdesk.rights import demand, may_see, scope
from assistant.helpdesk.scene import Scene, event, held, late, move, tell
from assistant.knowledge.hours import SHANGHAI
from assistant.messages import Reply
from assistant.people import Staff
from assistant.records import Conversation
from assistant.tickets import Ticket

NOT_YOURS = "这件工单不是您部门的，不能接。"


async def take(scene: Scene, identity: str, epoch: int, by: Staff) -> Ticket:
    """Take this ticket. Taken twice by the same person it is the same; whoever is slower gets ``OutOfTurn``."""
    ticket, conversation = await held(scene, identity)
    participants = await scene.stores.tickets.participants(ticket.id)
    demand(may_see(by, ticket, participants), NOT_YOURS)
    if ticket.agent == by.id and ticket.state in ("claimed", "active"):
        return ticket
    if ticket.epoch != epoch or ticket.state not in ("queued", "callback"):
        raise await late(scene, ticket.id)
    taken = await move(scene, ticket, Move.TAKE, by.id, **claim(scene, ticket, by))
    await _arrived(scene, taken, conversation, by)
    return taken


async def take_next(scene: Scene, by: Staff) -> Ticket | None:
    """Take the first of the queue, in one statement; None when nobody waits (or all are being spoken to just now)."""
    departments = scope(by)
    demand(departments is None or bool(departments), NOT_YOURS)
    values = {**claim(scene, None, by), "state": advance("queued", Move.TAKE)}
    taken = await scene.stores.tickets.claim_next(departments, values)
    if taken is None:
        return None
    if taken.first_responder is None:
        first = await scene.stores.tickets.change(taken, {"first_responder": by.id})
        taken = first or taken
    conversation = await scene.stores.conversations.hold(taken.conversation)
    assert conversation is not None, "a ticket's conversation goes with the ticket"
    scene.touched.add(QUEUE)
    await event(scene, taken, str(Move.TAKE), by.id)
    await _arrived(scene, taken, conversation, by)
    return taken


def claim(scene: Scene, ticket: Ticket | None, by: Staff) -> dict[str, Any]:
    """The columns of a ticket that ``by`` has from now on. The first who has it stays responsible (FA-01)."""
    values: dict[str, Any] = {
        "agent": by.id,
        "asked": None,
        "claimed_at": scene.now,
        "lease_until": scene.now + lease(scene),
        "escalate_at": scene.now + timedelta(seconds=scene.settings.desk_first_word_seconds),
        "warned_at": None,
    }
    return {**values, "first_responder": ticket.first_responder or by.id} if ticket else values


async def _arrived(scene: Scene, ticket: Ticket, conversation: Conversation, by: Staff) -> None:
    await sit_down(scene, by)
    await scene.stores.tickets.renew(by.id, scene.now + lease(scene))
    name = scene.department_name(by.department or ticket.department)
    key = f"{ticket.id}:taken:{ticket.epoch}"
    words = scene.words("taken", name=name, time=f"{scene.now.astimezone(SHANGHAI):%H:%M}")
    await tell(scene, conversation, Reply(words, kind="desk", author=name), key=key, epoch=ticket.epoch)
