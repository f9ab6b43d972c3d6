"""What the help desk remembers: tickets, what happened to them, ratings, cases, and papers sent in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

TicketState = Literal["queued", "callback", "claimed", "active", "wrap_up", "closed", "returned"]
"""``returned``: given back to the bot. A conversation has at most one ticket that is neither closed nor returned."""

OPEN_STATES: tuple[TicketState, ...] = ("queued", "callback", "claimed", "active", "wrap_up")

CallerClass = Literal["elderly", "disabled", "service_point", "other"]
"""Why somebody is served before others (AB-05)."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """工单: one hand-over, from the call for a person until it is closed or given back.

    ``epoch`` rises on every change of owner; whatever was computed under an older one is void. ``level`` is the post
    that is being asked now (0 A 角, 1 B 角, 2 组长, 3 值班长), ``asked`` the account of who holds it, when somebody
    does. ``rank_at`` is ``enqueued_at`` less the head start of the class: the order of the queue, ties by id; ``front``
    ones come first. ``packet`` is frozen at the hand-over.
    """

    id: str
    number: str
    """Short and readable, told to the citizen: ``GD-261120-0007``."""
    conversation: str
    state: TicketState
    epoch: int
    department: str
    """The id of the department (``rs``)."""
    item: str | None
    reason: str
    packet: dict[str, Any]
    caller_class: CallerClass
    opened_at: datetime
    enqueued_at: datetime
    rank_at: datetime
    front: bool = False
    level: int = 0
    asked: str | None = None
    escalate_at: datetime | None = None
    agent: str | None = None
    """The account that owns it while claimed, active or in wrap-up."""
    lease_until: datetime | None = None
    first_responder: str | None = None
    """首问责任人 (FA-01): the account that took it first."""
    claimed_at: datetime | None = None
    first_response_at: datetime | None = None
    citizen_at: datetime | None = None
    agent_at: datetime | None = None
    warned_at: datetime | None = None
    closed_at: datetime | None = None
    summary: str = ""
    outcome: str = ""
    """``solved``, ``referred``, ``unsolved``, ``no_answer`` … once closed."""
    previous: str | None = None
    """The ticket that this one goes on from."""
    contact: str | None = None
    """A call-back number, encrypted; asked for with its purpose (PI-03)."""
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """经过: one thing that happened to a ticket. ``key`` makes an event happen at most once (timers, double clicks)."""

    ticket: str
    seq: int
    at: datetime
    actor: str
    """An account, ``citizen`` or ``system``."""
    move: str
    state: str
    epoch: int
    detail: dict[str, Any] = field(default_factory=dict)
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A colleague of another department who serves together with the owner (AB-06)."""

    ticket: str
    department: str
    staff: str | None
    state: Literal["invited", "joined", "left"]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Rating:
    """好差评: ``code`` 1 非常满意 … 5 非常不满意 (EV-02). ``service`` is what was rated, once each: a ticket's id, or
    the conversation's id with its bot service number."""

    id: str
    service: str
    target: Literal["bot", "human"]
    code: int
    text: str
    channel: str
    conversation: str
    ticket: str | None
    item: str | None
    department: str | None
    staff: str | None
    at: datetime
    times: int = 1
    exported_at: datetime | None = None
    export_tries: int = 0
    excluded: str = ""
    """Why it is not counted (误评、恶意, EV-12); the row itself stays."""


CaseKind = Literal["rating", "stuck"]
"""``rating``: 差评; ``stuck``: 办不成事."""


@dataclass(frozen=True, slots=True)
class Case:
    """办件: a poor rating or 办不成事, followed to its end. ``code`` is told to the citizen; it works only from the
    same conversation or at a counter."""

    id: str
    code: str
    kind: CaseKind
    conversation: str
    ticket: str | None
    rating: str | None
    item: str | None
    department: str
    state: str
    sort: str
    """The class of EV-07 (``clear``, ``complex``, ``unfounded``, ``mistaken``) or of the monthly review."""
    text: str
    packet: dict[str, Any]
    opened_at: datetime
    contact_due: date
    due: date
    first_responder: str | None = None
    owner: str | None = None
    contact: str | None = None
    contacted_at: datetime | None = None
    feedback: str = ""
    callback_result: str = ""
    outcome: str = ""
    closed_at: datetime | None = None
    escalated_at: datetime | None = None
    appeal: dict[str, Any] = field(default_factory=dict)
    epoch: int = 1
    target: str = ""
    """``human`` or ``bot`` (EV-15): who the rating was about; empty for 办不成事."""
    about: str | None = None
    """The account complained of; it never handles the case (HL-05) and never learns who complained (EV-11)."""
    joined: tuple[str, ...] = ()
    """Departments asked to help (分工协调)."""
    reason: str = ""
    """Why it could not be done (NB-01), as the citizen chose it."""


@dataclass(frozen=True, slots=True)
class RatingChange:
    """One submission of a rating: a second one corrects the first, which stays here (EV-03)."""

    rating: str
    times: int
    at: datetime
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Improvement:
    """改进单: what many cases have in common, or what the bot was rated poorly for. ``key`` keeps it single."""

    id: str
    key: str
    kind: Literal["process", "knowledge"]
    item: str | None
    department: str | None
    month: str
    """``2026-11``."""
    count: int
    opened_at: datetime
    closed_at: datetime | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """A citizen's wish that what is kept of a conversation be deleted (PI-07)."""

    id: str
    conversation: str
    at: datetime
    due: date
    done_at: datetime | None = None
    waits_for: str = ""
    """Why it could not be done at once: ``ticket``, ``case``, ``preserve``; empty when nothing hinders."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One step of a case."""

    case: str
    seq: int
    at: datetime
    actor: str
    move: str
    state: str
    detail: dict[str, Any] = field(default_factory=dict)
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """材料预审: one picture or PDF, kept encrypted apart from the messages. ``digest``: SHA-256 of the plain bytes."""

    id: str
    conversation: str
    ticket: str | None
    name: str
    kind: str
    size: int
    digest: str
    path: str
    at: datetime
    expires_at: datetime
    deleted_at: datetime | None = None
    paper: str = ""
    verdict: str = ""
    """What the officer said of it: ``ok``, ``unclear``, ``wrong``; empty before."""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """出件: one message on its way to a channel that has to be called. ``key`` makes it be written at most once.

    ``epoch`` is the one under which it was said. What the bot said under an older one than that of the officer who has
    the talk now is ``void``: never sent.
    """

    id: str
    key: str
    channel: str
    person: str
    conversation: str
    seq: int
    body: dict[str, Any]
    epoch: int
    state: Literal["new", "sending", "sent", "maybe_sent", "undeliverable", "parked", "void"]
    tries: int
    next_at: datetime
    at: datetime
    error: str = ""
    speaker: str = "bot"
    """Who says it, as in :class:`~assistant.records.Utterance`."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A ticket's topic in the officers' group of a messenger: where it is shown, and how far."""

    ticket: str
    chat: str
    thread: int | None
    """The topic's number there; None before it is made."""
    said: int
    """``seq`` of the last utterance put on its way into the topic."""
    happened: int
    """``seq`` of the last event put on its way."""
    closing: dict[str, Any]
    """Who is asked for a summary, with which outcome and epoch; empty otherwise."""
    ended: bool
    """Everything was shown; the topic is closed."""
