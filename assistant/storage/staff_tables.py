"""The tables of the staff: accounts, sessions, presence, roster, canned replies, the audit log, daily numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.storage.tables import Base


class StaffRow(Base):
    """Accounts."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    department: Mapped[str | None] = mapped_column(String(32), index=True)
    password: Mapped[str] = mapped_column(String(200))
    must_change: Mapped[bool]
    active: Mapped[bool]
    created_at: Mapped[datetime]
    failed: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    totp: Mapped[str | None] = mapped_column(String(200))
    outside: Mapped[str | None] = mapped_column(String(200), unique=True)
    totp_step: Mapped[int] = mapped_column(default=0)
    """The last half-minute whose code was taken; written by one statement only, so that a code opens once."""


class StaffSessionRow(Base):
    """Sign-ins."""

    __tablename__ = "staff_sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[datetime]
    last_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    client: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(200))
    revoked_at: Mapped[datetime | None]
    stage: Mapped[str] = mapped_column(String(16), default="open")
    way: Mapped[str] = mapped_column(String(16), default="password")
    offer: Mapped[str | None] = mapped_column(String(200))


class PresenceRow(Base):
    """Who is at the desk."""

    __tablename__ = "presence"

    staff: Mapped[str] = mapped_column(String(32), primary_key=True)
    status: Mapped[str] = mapped_column(String(16))
    lease_until: Mapped[datetime]
    since: Mapped[datetime]


class DutyRow(Base):
    """The roster."""

    __tablename__ = "duty"
    __table_args__ = (Index("ix_duty_department", "department", "post"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    department: Mapped[str | None] = mapped_column(String(32))
    post: Mapped[str] = mapped_column(String(16))
    staff: Mapped[str] = mapped_column(String(32), index=True)
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    starts: Mapped[str] = mapped_column(String(5))
    ends: Mapped[str] = mapped_column(String(5))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class CannedReplyRow(Base):
    """常用语."""

    __tablename__ = "canned_replies"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    department: Mapped[str | None] = mapped_column(String(32), index=True)
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[int] = mapped_column(default=0)


class AuditRow(Base):
    """审计日志, append-only, each row chained to the one before."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_object", "object"), Index("ix_audit_actor", "actor", "at"))

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(64))
    object: Mapped[str] = mapped_column(String(120))
    detail: Mapped[dict[str, Any]]
    before: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class CounterRow(Base):
    """Numbers that run up, such as today's ticket number: one row per name, taken by an atomic update."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int]
