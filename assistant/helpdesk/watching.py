"""What officers and leads are shown: queue, talks, one ticket, the board. Only the audit row is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from assistant.errors import NotFound
from assistant.helpdesk.deadlines import patience
from assistant.helpdesk.hall_now import lines_for, read_hall
from assistant.helpdesk.hints import Hints
from assistant.helpdesk.presence import present_now
from assistant.helpdesk.rights import demand, may_see, may_speak, scope
from assistant.helpdesk.roster import CENTRE, gaps_on, posts_at
from assistant.helpdesk.scene import CITIZEN, Scene
from assistant.helpdesk.views import Board, DeskLine, Note, QueueLine, TicketView
from assistant.knowledge.hours import SHANGHAI
from assistant.people import Duty, Staff
from assistant.records import Utterance
from assistant.tickets import Participant, Ticket, TicketEvent

MOST_SAID = 500
"""Utterances shown at once."""


async def queue(scene: Scene, by: Staff) -> tuple[QueueLine, ...]:
    """The waiting tickets of this person's departments in the order of taking: one query gives order and places."""
    return lines_for(await read_hall(scene), by)


async def callbacks(scene: Scene, by: Staff) -> tuple[Ticket, ...]:
    """What waits for the next opening."""
    return tuple(t for t in await scene.stores.tickets.open_in(scope(by)) if t.state == "callback")


async def invitations(scene: Scene, by: Staff) -> tuple[Ticket, ...]:
    """Talks of other departments into which this person's department is asked."""
    if by.department is None:
        return ()
    invited = await scene.stores.tickets.invited(by.department)
    return tuple(t for t in invited if t.agent != by.id)


async def view(scene: Scene, identity: str, by: Staff, hints: Hints, act: str = "ticket.view") -> TicketView:
    """One ticket with all that belongs to it; the look is written down (RC-05)."""
    ticket, participants = await seen(scene, identity, by)
    await scene.stores.audit.write(
        at=scene.now, actor=by.id, act=act, object=f"ticket:{ticket.id}", detail={"number": ticket.number}
    )
    events = await scene.stores.tickets.events(ticket.id)
    return TicketView(
        ticket=ticket,
        place=await scene.stores.tickets.place(ticket),
        item_name=scene.item_name(ticket.item),
        department_name=scene.department_name(ticket.department),
        events=events,
        said=await scene.stores.conversations.said(ticket.conversation, MOST_SAID),
        participants=participants,
        notes=tuple(_note(e) for e in events if e.move == "note"),
        uploads=tuple(u for u in await scene.stores.uploads.of(ticket.conversation) if u.ticket == ticket.id),
        names={s.id: s.name for s in await scene.stores.staff.all()},
        typing=hints.is_typing(ticket.id, CITIZEN),
        may_speak=may_speak(by, ticket, participants),
        owns=ticket.agent == by.id,
    )


async def seen(scene: Scene, identity: str, by: Staff) -> tuple[Ticket, tuple[Participant, ...]]:
    """The ticket, if this person may see it. Raises :class:`NotFound` or ``NotAllowed``."""
    ticket = await scene.stores.tickets.find(identity)
    if ticket is None:
        raise NotFound("没有找到这件工单。")
    participants = await scene.stores.tickets.participants(ticket.id)
    demand(may_see(by, ticket, participants), "这件工单不是您部门的，不能查看。")
    return ticket, participants


async def said(scene: Scene, identity: str, by: Staff, after: int) -> tuple[Utterance, ...]:
    """What was said after this ``seq``."""
    ticket, _ = await seen(scene, identity, by)
    return await scene.stores.conversations.said_after(ticket.conversation, after, MOST_SAID)


def _note(event: TicketEvent) -> Note:
    return Note(event.at, event.actor, str(event.detail.get("text", "")))


async def board(scene: Scene, by: Staff) -> Board:
    """Every department that this person leads (an administrator: all), with who waits and who is there."""
    every = [d.id for d in scene.library.catalogue.departments.values()]
    departments = every if by.department is None else [by.department]
    if by.department is None:
        departments.append(CENTRE)
    tickets = await scene.stores.tickets.open_in(departments)
    staff = await scene.stores.staff.all()
    duties, present = await scene.stores.duty.all(), await present_now(scene)
    lines = [_line(scene, d, [t for t in tickets if t.department == d], staff, duties, present) for d in departments]
    return Board(scene.now, tuple(lines), tickets)


def _line(
    scene: Scene,
    department: str,
    tickets: Sequence[Ticket],
    staff: Sequence[Staff],
    duties: Sequence[Duty],
    present: frozenset[str],
) -> DeskLine:
    holidays = scene.library.catalogue.holidays
    by_id = {s.id: s for s in staff}
    waited = [scene.now - t.enqueued_at for t in tickets if t.state == "queued"]
    own = None if department == CENTRE else department
    day = scene.now.astimezone(SHANGHAI).date()
    posts = posts_at(duties, department, holidays, scene.now)
    return DeskLine(
        department,
        scene.department_name(department),
        waiting=len(waited),
        callbacks=sum(t.state == "callback" for t in tickets),
        longest=max(waited, default=timedelta(0)),
        breaches=sum(w > patience(0, scene.settings) for w in waited),
        talking=sum(t.state in ("claimed", "active") for t in tickets),
        present=tuple(s for s in staff if s.id in present and s.department == own),
        duty={post: by_id[account] for post, account in posts.items() if account in by_id},
        gaps=gaps_on(duties, own, scene.hours(department), holidays, day, ("officer",) if own is None else ("A", "B")),
    )
