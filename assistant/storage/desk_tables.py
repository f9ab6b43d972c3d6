"""The tables of the help desk: tickets, events, people serving together, ratings, cases, uploads, notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.storage.tables import Base

_OPEN = text("state NOT IN ('closed', 'returned')")


class TicketRow(Base):
    """工单. At most one open per conversation: the partial unique index says so on either database."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index("uq_tickets_open", "conversation", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_tickets_queue", "department", "state", "front", "rank_at"),
        Index("ix_tickets_agent", "agent", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    epoch: Mapped[int]
    department: Mapped[str] = mapped_column(String(32))
    item: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(200))
    packet: Mapped[dict[str, Any]]
    caller_class: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    enqueued_at: Mapped[datetime]
    rank_at: Mapped[datetime]
    front: Mapped[bool] = mapped_column(default=False)
    level: Mapped[int] = mapped_column(default=0)
    asked: Mapped[str | None] = mapped_column(String(32))
    escalate_at: Mapped[datetime | None] = mapped_column(index=True)
    agent: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    first_responder: Mapped[str | None] = mapped_column(String(32))
    claimed_at: Mapped[datetime | None]
    first_response_at: Mapped[datetime | None]
    citizen_at: Mapped[datetime | None]
    agent_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(String(32), default="")
    previous: Mapped[str | None] = mapped_column(String(32))
    contact: Mapped[str | None] = mapped_column(Text)
    promised_on: Mapped[date | None]


class TicketEventRow(Base):
    """经过 of a ticket, append-only."""

    __tablename__ = "ticket_events"
    __table_args__ = (UniqueConstraint("ticket", "key"),)

    ticket: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(32))
    move: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    epoch: Mapped[int]
    detail: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(120))


class ParticipantRow(Base):
    """Colleagues of other departments in a ticket."""

    __tablename__ = "ticket_participants"

    ticket: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    department: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(32))


class RatingRow(Base):
    """好差评, one per service."""

    __tablename__ = "ratings"
    __table_args__ = (Index("ix_ratings_at", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    service: Mapped[str] = mapped_column(String(80), unique=True)
    target: Mapped[str] = mapped_column(String(8))
    code: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    channel: Mapped[str] = mapped_column(String(32))
    conversation: Mapped[str] = mapped_column(String(32), index=True)
    ticket: Mapped[str | None] = mapped_column(String(32), index=True)
    item: Mapped[str | None] = mapped_column(String(32))
    department: Mapped[str | None] = mapped_column(String(32))
    staff: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)
    exported_at: Mapped[datetime | None]
    export_tries: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[str] = mapped_column(String(200), default="")


class RatingChangeRow(Base):
    """Every submission of a rating, append-only."""

    __tablename__ = "rating_changes"

    rating: Mapped[str] = mapped_column(ForeignKey("ratings.id", ondelete="CASCADE"), primary_key=True)
    times: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    code: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")


class ImprovementRow(Base):
    """改进单."""

    __tablename__ = "improvements"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    item: Mapped[str | None] = mapped_column(String(32))
    department: Mapped[str | None] = mapped_column(String(32))
    month: Mapped[str] = mapped_column(String(7), index=True)
    count: Mapped[int]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(Text, default="")


class ErasureRow(Base):
    """Citizens' wishes to be forgotten; they outlive the conversation as the proof that it was done."""

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[datetime]
    due: Mapped[date]
    done_at: Mapped[datetime | None]
    waits_for: Mapped[str] = mapped_column(String(16), default="")


class CaseRow(Base):
    """差评和办不成事的办件."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_department", "department", "state", "due"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    conversation: Mapped[str] = mapped_column(String(32), index=True)
    ticket: Mapped[str | None] = mapped_column(String(32))
    rating: Mapped[str | None] = mapped_column(String(32), unique=True)
    item: Mapped[str | None] = mapped_column(String(32))
    department: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    sort: Mapped[str] = mapped_column(String(32), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    packet: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    contact_due: Mapped[date]
    due: Mapped[date]
    first_responder: Mapped[str | None] = mapped_column(String(32))
    owner: Mapped[str | None] = mapped_column(String(32))
    contact: Mapped[str | None] = mapped_column(Text)
    contacted_at: Mapped[datetime | None]
    feedback: Mapped[str] = mapped_column(Text, default="")
    callback_result: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(String(32), default="")
    closed_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    appeal: Mapped[dict[str, Any]]
    epoch: Mapped[int] = mapped_column(default=1)
    target: Mapped[str] = mapped_column(String(8), default="")
    about: Mapped[str | None] = mapped_column(String(32))
    joined: Mapped[str] = mapped_column(String(200), default="")
    """Department ids, each between commas: ``,mz,sc,``."""
    reason: Mapped[str] = mapped_column(String(32), default="")


class CaseEventRow(Base):
    """经过 of a case, append-only."""

    __tablename__ = "case_events"
    __table_args__ = (UniqueConstraint("case", "key"),)

    case: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(32))
    move: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    detail: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(120))


class UploadRow(Base):
    """材料预审: where an encrypted file lies and until when."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    ticket: Mapped[str | None] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    deleted_at: Mapped[datetime | None]
    paper: Mapped[str] = mapped_column(String(120), default="")
    verdict: Mapped[str] = mapped_column(String(16), default="")
    remark: Mapped[str] = mapped_column(Text, default="")


class NoticeRow(Base):
    """出件: messages on their way to channels that have to be called."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_due", "channel", "state", "next_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    channel: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(String(200))
    conversation: Mapped[str] = mapped_column(String(32), index=True)
    seq: Mapped[int]
    body: Mapped[dict[str, Any]]
    epoch: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    at: Mapped[datetime]
    error: Mapped[str] = mapped_column(Text, default="")
    speaker: Mapped[str] = mapped_column(String(16), default="bot", server_default="bot")
