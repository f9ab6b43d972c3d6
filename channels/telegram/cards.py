"""What a topic shows of a ticket: the packet, one line per event, the words of others, and the buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.helpdesk.lifecycle import OWNED
from assistant.helpdesk.views import TicketView
from assistant.knowledge.catalogue import Catalogue
from assistant.records import Utterance
from assistant.tickets import Ticket, TicketEvent
from channels.desk import names as terms
from channels.desk.showing import department_name, steps_of, work_of
from channels.telegram import desk_words as words

Button = list[str]
"""Label and data."""

SAID = 12
"""So many utterances of the talk are in the packet."""

LONGEST_SAID = 300
OWN = "tg-"
"""How the keys of what was said through the group begin: the group has read it already."""


def title_of(ticket: Ticket, item_name: str) -> str:
    """The topic's name (Telegram takes 128 characters)."""
    return words.TITLE.format(number=ticket.number, item=item_name or words.NO_ITEM)[:120]


def buttons_for(ticket: Ticket, *, papers: bool = False) -> list[list[Button]]:
    """What may be done with the ticket as it stands; each button carries the epoch that was shown."""

    def button(label: str, act: str) -> Button:
        return [label, f"d:{act}:{ticket.id}:{ticket.epoch}"]

    look = [[button(words.PAPERS, "papers")]] if papers else []
    if ticket.state in ("queued", "callback"):
        return [[button(words.TAKE, "take")]]
    if ticket.state in OWNED:
        last = [button(words.BACK, "back"), button(words.END, "end")]
        return [[button(words.TRANSFER, "pass")], last, *look]
    return []


def packet(view: TicketView, catalogue: Catalogue, now: datetime) -> str:
    """What an officer needs before the first word; the citizen never says it twice."""
    work, ticket = work_of(view, catalogue, now), view.ticket
    caller = terms.CLASSES.get(ticket.caller_class, "")
    head = words.PACKET.format(
        number=ticket.number,
        department=view.department_name,
        caller=f"　{caller}" if caller else "",
        item=view.item_name or words.NO_ITEM,
        reason=work.reason,
    )
    parts = [head]
    if work.answered:
        parts.append("\n".join((words.ANSWERED, *(f"· {asked} {told}" for asked, told in work.answered))))
    if work.open:
        parts.append("\n".join((words.OPEN, *(f"· {question}" for question in work.open[:8]))))
    if work.list is not None:
        names = [f"· {line.name}" for line in work.list.lines if line.need in ("must", "yours")]
        parts.append("\n".join((words.LIST, *names)))
    parts.append("\n".join((words.SAID, *(told_of(u, view.names) for u in view.said[-SAID:]))))
    parts.append(words.HOW)
    return "\n\n".join(parts)


def told_of(said: Utterance, names: Mapping[str, str]) -> str:
    """One utterance in a line."""
    who = {"citizen": words.CITIZEN, "bot": words.BOT, "system": words.BOT}.get(said.speaker)
    name = who or words.CONSOLE.format(name=names.get(said.author or "", ""))
    text = said.text if len(said.text) <= LONGEST_SAID or said.speaker == "citizen" else said.text[:LONGEST_SAID] + "…"
    return f"{name}：{text}"


def worth_showing(said: Utterance) -> bool:
    """Not what the group itself said, nor what an event tells anyway."""
    if said.speaker == "system" or not said.text.strip():
        return False
    return not (said.speaker == "agent" and f":{OWN}" in (said.message_id or ""))


def event_line(event: TicketEvent, view: TicketView, catalogue: Catalogue) -> str:
    """What happened, in a line; empty when the group knows it otherwise."""
    if event.move == "note":
        own = (event.key or "").startswith(f"note:{OWN}")
        text = str(event.detail.get("text", ""))
        return "" if own else words.NOTE.format(name=view.names.get(event.actor, ""), text=text)
    if event.move == "contact":
        return words.CONTACT
    if event.move == "upload":
        return words.UPLOAD
    steps = steps_of(_only(view, event), catalogue)
    return steps[0].text if steps else ""


def _only(view: TicketView, event: TicketEvent) -> TicketView:
    return replace(view, events=(event,))


def department_choices(catalogue: Catalogue, staffed: Sequence[str], ticket: Ticket) -> list[list[Button]]:
    """Departments where somebody is."""
    return [
        [[department_name(catalogue, d), f"d:to:{ticket.id}:{ticket.epoch}:{d}"]]
        for d in staffed
        if d != ticket.department
    ]


def outcome_choices(ticket: Ticket) -> list[list[Button]]:
    """The results with which an officer may close."""
    return [[[terms.OUTCOMES[o], f"d:close:{ticket.id}:{ticket.epoch}:{o}"]] for o in terms.CLOSING]
