"""The tables, as SQLAlchemy sees them; the migrations build them, and a test holds both together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A time with a zone, kept in UTC: SQLite forgets zones, so they are put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables; constraints are named, so that a migration can drop them on any database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON}  # noqa: RUF012


class ConversationRow(Base):
    """会话. One per channel and person."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "person"), Index("ix_conversations_last_at", "last_at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(String(200))
    started_at: Mapped[datetime]
    last_at: Mapped[datetime]
    dialog: Mapped[dict[str, Any]]
    version: Mapped[str] = mapped_column(String(80), default="")
    preserve: Mapped[bool] = mapped_column(default=False)


class UtteranceRow(Base):
    """对话记录. ``seq`` runs without gaps in its conversation."""

    __tablename__ = "utterances"
    __table_args__ = (Index("ix_utterances_message", "conversation", "message_id"),)

    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    speaker: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    message_id: Mapped[str | None] = mapped_column(String(200))
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[str] = mapped_column(String(80), default="")
    choice: Mapped[str | None] = mapped_column(String(300))
    author: Mapped[str | None] = mapped_column(String(32))


class InboxRow(Base):
    """收件: the messages taken, by channel, person and the id that the channel gave."""

    __tablename__ = "inbox"

    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(200), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=1)
    dialog_state: Mapped[str] = mapped_column(String(64), default="")
    notes: Mapped[dict[str, Any]]


class ChecklistRow(Base):
    """发出的清单, found by its token."""

    __tablename__ = "checklists"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    item: Mapped[str] = mapped_column(String(32))
    answers: Mapped[dict[str, Any]]
    version: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    shown: Mapped[dict[str, Any]]
    bundle: Mapped[str | None] = mapped_column(String(32))


class HandoverRow(Base):
    """转人工: requests for a person with their packet."""

    __tablename__ = "handovers"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    department: Mapped[str | None] = mapped_column(String(80))
    item: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(200))
    packet: Mapped[dict[str, Any]]
    at: Mapped[datetime]
