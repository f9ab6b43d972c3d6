"""The end of a hand-over: wrap-up, a required summary and outcome, and what follows from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from assistant.errors import NotFound
from assistant.helpdesk.lifecycle import Move
from assistant.helpdesk.moving import owned
from assistant.helpdesk.scene import Scene, move, tell
from assistant.messages import Reply
from assistant.people import Staff
from assistant.records import Conversation
from assistant.text.mask import mask
from assistant.tickets import Ticket

OUTCOMES: Mapping[str, str] = {
    "solved": "已解决",
    "referred": "已说明到别处办",
    "unsolved": "没有办成",
    "no_answer": "群众没有再回复",
}
"""What an officer may close with. The program itself also writes ``withdrawn`` (the citizen left the queue)."""

AfterClose = Callable[[Scene, Ticket, Conversation], Awaitable[Sequence[Reply]]]
"""What follows from a closed ticket, in the same transaction: it returns what the citizen is told of it."""


async def wrap_up(scene: Scene, identity: str, epoch: int, by: Staff) -> Ticket:
    """The talk is over; what is left is the summary."""
    ticket, _ = await owned(scene, identity, epoch, by)
    if ticket.state == "wrap_up":
        return ticket
    return await move(scene, ticket, Move.WRAP, by.id, escalate_at=None)


async def close(
    scene: Scene,
    identity: str,
    epoch: int,
    by: Staff,
    *,
    summary: str,
    outcome: str,
    after: Sequence[AfterClose] = (),
) -> Ticket:
    """End it with a summary and an outcome; the citizen is told and may rate."""
    if not summary.strip():
        raise NotFound("请写一句小结，再结束。")
    if outcome not in OUTCOMES:
        raise NotFound("请选一个结果，再结束。")
    ticket, conversation = await owned(scene, identity, epoch, by)
    if ticket.state == "claimed":
        ticket = await move(scene, ticket, Move.WRAP, by.id, escalate_at=None)
    return await finish(scene, ticket, conversation, by.id, summary, outcome, after)


async def finish(
    scene: Scene,
    ticket: Ticket,
    conversation: Conversation,
    actor: str,
    summary: str,
    outcome: str,
    after: Sequence[AfterClose],
) -> Ticket:
    """Close the row, tell the citizen, and do what follows."""
    values: dict[str, Any] = {"closed_at": scene.now, "lease_until": None, "escalate_at": None, "asked": None}
    if outcome != "unsolved":  # what it was asked for is over (PI-06); an open matter is still to be called about
        values["contact"] = None
    told = mask(summary.strip())
    closed = await move(
        scene, ticket, Move.CLOSE, actor, detail={"outcome": outcome}, summary=told, outcome=outcome, **values
    )
    name = scene.department_name(closed.department)
    replies = [Reply(scene.words("closed", name=name, number=closed.number), kind="desk_closed")]
    for follow in after:
        replies += await follow(scene, closed, conversation)
    for place, reply in enumerate(replies):
        await tell(scene, conversation, reply, key=f"{closed.id}:closed:{closed.epoch}:{place}", epoch=closed.epoch)
    return closed
