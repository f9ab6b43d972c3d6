"""The tables of publishing: drafts, opened forms, checks, releases, and every text that was ever live."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.storage.tables import Base


class DraftRow(Base):
    """草稿."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_state", "state", "changed_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32), index=True)
    title: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    changed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="")


class DraftFileRow(Base):
    """A file of a draft as it is to become; without text it is to be removed."""

    __tablename__ = "draft_files"

    draft: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    base: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class FormRow(Base):
    """Who had which file's form open last, and when."""

    __tablename__ = "knowledge_forms"

    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    staff: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]


class KnowledgeTextRow(Base):
    """A text that was live once, by its SHA-256, compressed."""

    __tablename__ = "knowledge_texts"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ReleaseRow(Base):
    """版本, append-only; ``manifest`` is the digest of the list of all its files."""

    __tablename__ = "releases"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    seq: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(32))
    writer: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[str] = mapped_column(String(80))
    after: Mapped[str] = mapped_column(String(80))
    changes: Mapped[list[str]] = mapped_column(JSON)
    files: Mapped[list[str]] = mapped_column(JSON)
    manifest: Mapped[str] = mapped_column(String(64))
    worse: Mapped[int] = mapped_column(default=0)
    draft: Mapped[str | None] = mapped_column(String(32))
    gate: Mapped[str | None] = mapped_column(String(64))
    commit: Mapped[str | None] = mapped_column("revision", String(64))
    told: Mapped[str] = mapped_column(Text, default="")
    live: Mapped[bool] = mapped_column(default=True)


class GateRow(Base):
    """发布前检查: its progress and what it found."""

    __tablename__ = "gate"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    beat_at: Mapped[datetime]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(String(80), default="")
    error: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
