"""One ticket as an officer sees it: what was said, what is known of the case, why it came, what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assistant.helpdesk.roster import CENTRE
from assistant.helpdesk.views import TicketView
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.checklist import Checklist, checklist
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.relevant import open_circumstances
from assistant.messages import Reply, reply_from_json
from assistant.records import Utterance, by_the_page
from assistant.tickets import Ticket, TicketEvent
from channels.desk import names as words


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing in the talk: words of somebody, or a note that only officers see (``seq`` 0)."""

    seq: int
    kind: str
    name: str
    at: datetime
    text: str
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of 经过."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Work:
    """A ticket with everything around it."""

    view: TicketView
    ticket: Ticket
    bubbles: tuple[Bubble, ...]
    last: int
    """The highest ``seq`` shown."""
    list: Checklist | None
    answered: tuple[tuple[str, str], ...]
    open: tuple[str, ...]
    """Questions not asked yet whose answer would change the list."""
    reason: str
    steps: tuple[Step, ...]
    waited: timedelta
    beside: tuple[str, ...]
    """Departments that serve together, with who has joined."""
    listening: bool = False


def work_of(view: TicketView, catalogue: Catalogue, now: datetime, *, listening: bool = False) -> Work:
    """What the page shows of this ticket now."""
    ticket = view.ticket
    item = catalogue.items.get(ticket.item or "")
    answers = {name: tuple(options) for name, options in (ticket.packet.get("answers") or {}).items()}
    made = checklist(catalogue, item, answers, now.astimezone(SHANGHAI).date()) if item else None
    talk = [bubble_of(said, view.names) for said in view.said if not by_the_page(said)]
    notes = [Bubble(0, "note", view.names.get(n.author, ""), n.at, n.text) for n in view.notes]
    until = ticket.claimed_at or now
    return Work(
        view=view,
        ticket=ticket,
        bubbles=_merged(talk, notes),
        last=max((s.seq for s in view.said), default=0),
        list=made,
        answered=made.answered if made else (),
        open=tuple(c.question for c in open_circumstances(item, answers)) if item else (),
        reason=" ".join(filter(None, (words.REASONS.get(ticket.reason, ticket.reason), ticket.packet.get("case")))),
        steps=steps_of(view, catalogue),
        waited=max(until - ticket.enqueued_at, timedelta(0)),
        beside=tuple(_beside(view, catalogue)),
        listening=listening,
    )


def _merged(talk: list[Bubble], notes: list[Bubble]) -> tuple[Bubble, ...]:
    """The talk in its own order, each note after what had been said when it was written."""
    merged = list(talk)
    for note in reversed(notes):
        place = max((n for n, b in enumerate(merged, 1) if b.at <= note.at), default=0)
        merged.insert(place, note)
    return tuple(merged)


def bubble_of(said: Utterance, names: Mapping[str, str]) -> Bubble:
    """One utterance as a bubble."""
    reply = reply_from_json(said.reply) if said.reply else None
    name = {"citizen": "群众", "bot": "机器人", "system": "系统"}.get(said.speaker, "")
    if said.speaker == "agent":
        name = names.get(said.author or "", "") or (reply.author if reply else "") or "工作人员"
    return Bubble(said.seq, said.speaker, name, said.at, said.text, reply)


def _beside(view: TicketView, catalogue: Catalogue) -> list[str]:
    said = {"invited": "已邀请，还没有来", "joined": "已加入"}
    return [
        f"{_with_name(department_name(catalogue, p.department), view.names.get(p.staff or '', ''))}（{said[p.state]}）"
        for p in view.participants
        if p.state in said
    ]


def _with_name(department: str, name: str) -> str:
    """Department and officer; a name that begins with its department says it already."""
    return name if name.startswith(department) else f"{department}{name}"


def department_name(catalogue: Catalogue, identity: str | None) -> str:
    """The name of a department by its id."""
    if identity in (None, CENTRE):
        return words.CENTRE
    return next((d.name for d in catalogue.departments.values() if d.id == identity), identity or "")


def steps_of(view: TicketView, catalogue: Catalogue) -> tuple[Step, ...]:
    """The timeline in words, newest last; notes and single sentences are in the talk already."""
    shown = [e for e in view.events if e.move not in ("note", "say")]
    return tuple(Step(e.at, _told(e, view.names, catalogue)) for e in shown)


def _told(event: TicketEvent, names: Mapping[str, str], catalogue: Catalogue) -> str:
    who = {"citizen": "群众", "system": "系统"}.get(event.actor) or names.get(event.actor, "工作人员")
    pattern = words.STEPS.get(event.move, "{who}：" + event.move)
    detail: dict[str, Any] = event.detail
    level = detail.get("level")
    post = words.LEVELS[level] if isinstance(level, int) and level < len(words.LEVELS) else ""
    asked = names.get(str(detail.get("staff") or ""), "") or "（没有人在座位上）"
    values = {
        "who": who,
        "to": names.get(str(detail.get("to", "")), "") or department_name(catalogue, str(detail.get("to", ""))),
        "asked": asked if post in asked else f"{post}{asked}",
        "department": department_name(catalogue, str(detail.get("department", ""))),
        "why": f"：{detail['why']}" if detail.get("why") else "",
        "outcome": words.OUTCOMES.get(str(detail.get("outcome", "")), ""),
    }
    return pattern.format(**values)
