"""What the console is shown: lines of the queue, one ticket with all that belongs to it, the lead's board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.helpdesk.roster import Gap
from assistant.people import Post, Staff
from assistant.records import Utterance
from assistant.tickets import Participant, Ticket, TicketEvent, Upload


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One waiting ticket. ``place`` is what the citizen is told; ``overdue`` when nobody took it in the time set."""

    ticket: Ticket
    place: int
    item_name: str
    department_name: str
    asked_name: str
    """Who is being asked now; empty when nobody is there to be asked."""
    waited: timedelta
    overdue: bool
    mine: bool
    """Whether the one who looks is the one who is asked."""


@dataclass(frozen=True, slots=True)
class Note:
    """内部备注: read by officers only."""

    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with all that an officer needs. ``names`` maps accounts to names; ``contact`` is the call-back number
    in clear, for the owner only."""

    ticket: Ticket
    place: int | None
    item_name: str
    department_name: str
    events: tuple[TicketEvent, ...]
    said: tuple[Utterance, ...]
    participants: tuple[Participant, ...]
    notes: tuple[Note, ...]
    uploads: tuple[Upload, ...]
    names: Mapping[str, str]
    contact: str = ""
    typing: bool = False
    """Whether the citizen is writing just now."""
    may_speak: bool = False
    owns: bool = False


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One department on the lead's board. ``longest`` is the longest waiting time now."""

    department: str
    name: str
    waiting: int
    callbacks: int
    longest: timedelta
    breaches: int
    """Waiting tickets past the first limit (AB-02)."""
    talking: int
    present: tuple[Staff, ...]
    duty: Mapping[Post, Staff] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    """Posts that nobody holds today (AB-01)."""


@dataclass(frozen=True, slots=True)
class Board:
    """The board: one line per department that the lead may see."""

    at: datetime
    lines: tuple[DeskLine, ...]
    tickets: tuple[Ticket, ...]
    """All open ones, oldest first."""


@dataclass(frozen=True, slots=True)
class Update:
    """What a console needs to draw itself anew. ``cursor`` is equal as long as nothing changed."""

    cursor: str
    queue: tuple[QueueLine, ...]
    mine: tuple[Ticket, ...]
    fresh: Mapping[str, int]
    """Ticket → ``seq`` of the last thing said in its conversation."""
    typing: frozenset[str] = frozenset()
    """Tickets whose citizen is writing just now."""
    invited: tuple[Ticket, ...] = ()
    """Talks of other departments into which this person's department is asked (AB-06)."""
    callbacks: tuple[Ticket, ...] = ()
    """Tickets of this person's departments that wait for the next opening."""
