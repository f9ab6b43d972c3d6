"""A hand-on that nobody accepts goes back to who is responsible from the first word on (首问负责, FA-03)."""

from __future__ import annotations

from assistant.helpdesk.lifecycle import Move
from assistant.helpdesk.presence import present_now
from assistant.helpdesk.scene import SYSTEM, Scene, move, tell
from assistant.helpdesk.taking import claim
from assistant.messages import Reply
from assistant.records import Conversation
from assistant.tickets import Ticket, TicketEvent

HANDED_ON = ("transfer", "pass")
_SETTLED = ("take", "assign", "say", "open", "reopen")
"""What ends a hand-on: somebody accepted it, or it is another waiting altogether."""


async def to_first_responder(scene: Scene, ticket: Ticket, conversation: Conversation) -> str:
    """Give it back, if it was handed on, not accepted, and the first responder is at the desk; what was done."""
    first = await scene.stores.staff.by_id(ticket.first_responder) if ticket.first_responder else None
    hand_on = _open_hand_on(await scene.stores.tickets.events(ticket.id))
    if first is None or hand_on is None or first.id == ticket.agent or not first.active:
        return ""
    if first.id not in await present_now(scene):
        return ""
    how = Move.ASSIGN if ticket.state == "queued" else Move.PASS
    values = {**claim(scene, ticket, first), "department": hand_on.detail.get("from", ticket.department)}
    detail = {"to": first.id, "why": "没有人接收，退回首问责任人"}
    back = await move(scene, ticket, how, SYSTEM, key=f"back:{ticket.epoch}", detail=detail, **values)
    name = scene.department_name(back.department)
    reply = Reply(scene.words("handed_back", name=name), kind="desk", author=name)
    await tell(scene, conversation, reply, key=f"{back.id}:back:{back.epoch}", epoch=back.epoch)
    return "handed_back"


def _open_hand_on(events: tuple[TicketEvent, ...]) -> TicketEvent | None:
    """The last hand-on of an officer, if nobody has accepted it yet; what was given back once is not again."""
    last = next((e for e in reversed(events) if e.move in (*HANDED_ON, *_SETTLED)), None)
    return last if last is not None and last.move in HANDED_ON and last.actor != SYSTEM else None
