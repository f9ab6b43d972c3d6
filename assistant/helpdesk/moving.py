"""Handing a citizen on: to a colleague, another department, a second one beside, or back to the bot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.errors import NotFound, OutOfTurn
from assistant.helpdesk.lifecycle import OWNED, Move
from assistant.helpdesk.opening import asked, first_asked
from assistant.helpdesk.presence import crew_of, present_now
from assistant.helpdesk.rights import demand, leads, scope
from assistant.helpdesk.roster import CENTRE
from assistant.helpdesk.scene import SYSTEM, Scene, event, held, late, move, tell
from assistant.helpdesk.taking import claim
from assistant.messages import Reply
from assistant.people import Staff
from assistant.records import Conversation
from assistant.tickets import Participant, Ticket

NOT_OWNER = "这件工单不在您手上，不能这样做。"


async def owned(scene: Scene, identity: str, epoch: int, by: Staff) -> tuple[Ticket, Conversation]:
    """The ticket, if ``by`` still has it and has seen its latest state."""
    ticket, conversation = await held(scene, identity)
    if ticket.agent != by.id or ticket.state not in OWNED or ticket.epoch != epoch:
        raise await late(scene, ticket.id)
    return ticket, conversation


async def to_colleague(scene: Scene, identity: str, epoch: int, by: Staff, to: str, why: str) -> Ticket:
    """To a colleague who is present; refused otherwise, and the citizen stays served."""
    ticket, conversation = await owned(scene, identity, epoch, by)
    colleague = await _present(scene, to)
    detail = {"to": colleague.id, "why": why}
    passed = await move(scene, ticket, Move.PASS, by.id, detail=detail, **claim(scene, ticket, colleague))
    await _told(scene, passed, conversation, "passed", colleague.department or passed.department)
    return passed


async def to_department(scene: Scene, identity: str, epoch: int, by: Staff, department: str, why: str) -> Ticket:
    """To the front of another department's queue; refused when nobody is there (FA-02)."""
    ticket, conversation = await owned(scene, identity, epoch, by)
    if department != CENTRE and scene.department(department) is None:
        raise NotFound("没有这个部门。")
    crew = await crew_of(scene, department)
    if not crew.anybody:
        name = scene.department_name(department)
        raise OutOfTurn(f"{name}现在没有人在座位上，没有转出去。请继续接待，或者过一会儿再转。")
    detail = {"from": ticket.department, "to": department, "why": why}
    ask = first_asked(scene, crew, skip=frozenset({by.id}))
    queued = {**FREE, **ask, "front": True, "department": department}
    moved = await move(scene, ticket, Move.TRANSFER, by.id, detail=detail, **queued)
    await event(scene, moved, "ask", SYSTEM, key=f"ask:{moved.epoch}", detail=asked(moved))
    await _told(scene, moved, conversation, "transferred", department)
    return moved


FREE: dict[str, Any] = {"agent": None, "lease_until": None, "warned_at": None, "claimed_at": None}
"""The columns of a ticket that nobody has."""


async def reassign(scene: Scene, identity: str, epoch: int, by: Staff, to: str) -> Ticket:
    """A lead gives the ticket to somebody who is present, whoever has it now."""
    ticket, conversation = await held(scene, identity)
    demand(leads(by, ticket), "只有本部门的组长能改派。")
    if ticket.epoch != epoch:
        raise await late(scene, ticket.id)
    colleague = await _present(scene, to)
    values = claim(scene, ticket, colleague)
    given = await move(scene, ticket, Move.ASSIGN, by.id, detail={"to": colleague.id}, **values)
    key = "passed" if ticket.state in OWNED else "given"
    await _told(scene, given, conversation, key, colleague.department or given.department)
    return given


async def invite(scene: Scene, identity: str, by: Staff, department: str) -> Participant:
    """Ask a second department into the talk (AB-06); refused when nobody is there."""
    ticket, _ = await held(scene, identity)
    demand(ticket.agent == by.id and ticket.state in OWNED, NOT_OWNER)
    if scene.department(department) is None or department == ticket.department:
        raise NotFound("请选另一个部门。")
    if not (await crew_of(scene, department)).hands:
        raise OutOfTurn(f"{scene.department_name(department)}现在没有人在座位上，没有请到。")
    invited = Participant(ticket.id, department, None, "invited", scene.now, by.id)
    await scene.stores.tickets.put_participant(invited)
    await event(scene, ticket, "invite", by.id, detail={"department": department})
    return invited


async def join(scene: Scene, identity: str, by: Staff) -> Participant:
    """Follow the invitation of one's department; the citizen is told who came."""
    ticket, conversation = await held(scene, identity)
    mine = next((p for p in await scene.stores.tickets.participants(ticket.id) if p.department == by.department), None)
    if mine is None or mine.state == "left" or ticket.state not in OWNED:
        raise OutOfTurn("邀请已经收回，或者服务已经结束。")
    if mine.state == "joined":
        if mine.staff == by.id:
            return mine
        raise OutOfTurn(f"{await scene.name(mine.staff)}已经加入了。")
    joined = replace(mine, staff=by.id, state="joined", at=scene.now)
    await scene.stores.tickets.put_participant(joined)
    await event(scene, ticket, "join", by.id, detail={"department": joined.department})
    await _told(scene, ticket, conversation, "joined", joined.department)
    return joined


async def leave(scene: Scene, identity: str, by: Staff) -> None:
    """Leave a talk joined; its owner goes on."""
    ticket, conversation = await held(scene, identity)
    for one in await scene.stores.tickets.participants(ticket.id):
        if one.staff == by.id and one.state == "joined":
            await scene.stores.tickets.put_participant(replace(one, state="left", at=scene.now))
            await event(scene, ticket, "leave_talk", by.id, detail={"department": one.department})
            await _told(scene, ticket, conversation, "participant_left", one.department)


async def give_back(scene: Scene, identity: str, epoch: int, by: Staff) -> Ticket:
    """Back to the bot, which goes on where the dialog stood."""
    ticket, conversation = await owned(scene, identity, epoch, by)
    values = {**FREE, "asked": None, "escalate_at": None, "closed_at": scene.now}
    returned = await move(scene, ticket, Move.RETURN, by.id, **values)
    await _told(scene, returned, conversation, "returned", returned.department)
    return returned


async def _present(scene: Scene, account: str) -> Staff:
    colleague = await scene.stores.staff.by_id(account)
    if colleague is None or not colleague.active or scope(colleague) == ():
        raise NotFound("没有这位同事。")
    if account not in await present_now(scene):
        raise OutOfTurn(f"{colleague.name}现在不在座位上，没有转出去。请继续接待，或者换一位。")
    return colleague


async def _told(scene: Scene, ticket: Ticket, conversation: Conversation, key: str, department: str) -> None:
    words = scene.words(key, name=scene.department_name(department))
    identity = f"{ticket.id}:{key}:{ticket.epoch}:{scene.now.timestamp()}"
    await tell(scene, conversation, Reply(words, kind="desk"), key=identity, epoch=ticket.epoch)
