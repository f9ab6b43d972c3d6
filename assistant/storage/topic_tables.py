"""The tables of the officers' Telegram group: a topic per ticket, and the linking of accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.storage.tables import Base


class TopicRow(Base):
    """Which topic shows a ticket, and how far."""

    __tablename__ = "desk_topics"
    __table_args__ = (Index("ix_desk_topics_thread", "chat", "thread"),)

    ticket: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    chat: Mapped[str] = mapped_column(String(32))
    thread: Mapped[int | None]
    said: Mapped[int] = mapped_column(default=0)
    happened: Mapped[int] = mapped_column(default=0)
    closing: Mapped[dict[str, Any]]
    ended: Mapped[bool] = mapped_column(default=False)


class StaffLinkRow(Base):
    """Which person in the messenger an account is, the one-time code that says so, and when it last worked there."""

    __tablename__ = "staff_links"

    staff: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str | None] = mapped_column(String(32), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
