"""Who may see and do what with a ticket: an officer sees the department's own, a participant the one joined (PI-11)."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import NotAllowed
from assistant.helpdesk.roster import CENTRE
from assistant.people import Staff
from assistant.tickets import Participant, Ticket


def scope(by: Staff) -> tuple[str, ...] | None:
    """The departments whose tickets this person serves; None for all (a lead of the whole district)."""
    if by.role not in ("agent", "lead"):
        return ()
    if by.department is None:
        return None if by.role == "lead" else (CENTRE,)
    return (by.department,)


def may_see(by: Staff, ticket: Ticket, participants: Sequence[Participant] = ()) -> bool:
    """The department's own tickets, those one is asked to take, and those one's department is asked into."""
    departments = scope(by)
    if departments is None or ticket.department in departments or by.id in (ticket.agent, ticket.asked):
        return bool(by.active and by.role in ("agent", "lead"))
    return any(p.state != "left" and p.department in departments for p in participants)


def may_speak(by: Staff, ticket: Ticket, participants: Sequence[Participant] = ()) -> bool:
    """The owner, and who has joined."""
    joined = any(p.state == "joined" and p.staff == by.id for p in participants)
    return ticket.state in ("claimed", "active", "wrap_up") and (ticket.agent == by.id or joined)


def leads(by: Staff, ticket: Ticket) -> bool:
    """Whether the person leads the department of the ticket, or the whole district."""
    return by.role == "lead" and by.department in (None, ticket.department)


def demand(allowed: bool, sentence: str) -> None:
    """Raises :class:`NotAllowed` with this sentence unless ``allowed``."""
    if not allowed:
        raise NotAllowed(sentence)
