"""The tables of what was asked and of what was learnt from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.storage.tables import Base


class AskedRow(Base):
    """A question, its numbers and names hidden, with its first answer; what counts outlives the conversation."""

    __tablename__ = "asked"
    __table_args__ = (Index("ix_asked_conversation", "conversation", "at"), Index("ix_asked_at", "at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    question: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(16))
    told: Mapped[list[Any]] = mapped_column(JSON)
    first: Mapped[list[Any]] = mapped_column(JSON)
    became: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(32))
    point: Mapped[str] = mapped_column(String(64))
    tongue: Mapped[str] = mapped_column(String(16))
    chosen: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(80))


class LessonRow(Base):
    """What an officer made of a question, append-only."""

    __tablename__ = "lessons"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(String(200))
    draft: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text)
