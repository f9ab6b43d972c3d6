"""Talking with a citizen: an officer's words with lists and item cards, notes, and what the citizen says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.errors import NotFound
from assistant.helpdesk.given import Merged, cards_of, list_of
from assistant.helpdesk.lifecycle import Move
from assistant.helpdesk.presence import lease
from assistant.helpdesk.rights import demand, may_see, may_speak
from assistant.helpdesk.scene import CITIZEN, Scene, event, held, late, move, note_times, tell
from assistant.messages import Reply
from assistant.people import Staff
from assistant.records import Utterance
from assistant.text.mask import mask
from assistant.tickets import Ticket


async def say(
    scene: Scene,
    identity: str,
    by: Staff,
    text: str,
    *,
    key: str,
    checklist: str | None = None,
    items: Sequence[str] = (),
    merged: Merged | None = None,
) -> Utterance:
    """The officer's words to the citizen, once per ``key``. The first ones stop the timer (AB-02)."""
    ticket, conversation = await held(scene, identity)
    before = await scene.stores.conversations.answering(conversation.id, f"desk:say:{key}")
    if before:
        return before[0]
    if not text.strip() and checklist is None and not items:
        raise NotFound("还没有写内容。")
    if not may_speak(by, ticket, await scene.stores.tickets.participants(ticket.id)):
        raise await late(scene, ticket.id)
    await _spoken(scene, ticket, by)
    name = scene.department_name(by.department or ticket.department)
    reply = Reply(text.strip(), kind="person", author=name, items=cards_of(scene, items))
    if checklist is not None:
        reply = await list_of(scene, conversation, ticket, checklist, reply, merged)
    return await tell(scene, conversation, reply, key=f"say:{key}", speaker="agent", by=by, epoch=ticket.epoch)


async def _spoken(scene: Scene, ticket: Ticket, by: Staff) -> None:
    times: dict[str, Any] = {"agent_at": scene.now, "warned_at": None}
    if ticket.agent != by.id or ticket.state == "active":
        await note_times(scene, ticket, **times)
        return
    first = ticket.first_response_at or scene.now
    until = scene.now + lease(scene)
    await move(scene, ticket, Move.SAY, by.id, first_response_at=first, escalate_at=None, lease_until=until, **times)


async def note(scene: Scene, identity: str, by: Staff, text: str, *, key: str) -> None:
    """内部备注: in the timeline, never in the talk."""
    ticket, _ = await held(scene, identity)
    participants = await scene.stores.tickets.participants(ticket.id)
    demand(may_see(by, ticket, participants), "这件工单不是您部门的，不能写备注。")
    await event(scene, ticket, "note", by.id, key=f"note:{key}", detail={"text": mask(text.strip())})


async def citizen_said(scene: Scene, ticket: Ticket) -> Ticket:
    """The citizen said something to the officer (the words themselves are kept by the conversation)."""
    if ticket.state == "wrap_up":
        return await move(scene, ticket, Move.RESUME, CITIZEN, citizen_at=scene.now, warned_at=None)
    return await note_times(scene, ticket, citizen_at=scene.now, warned_at=None)
