"""The tables of switches, second factors, outside sign-ins and exports to be let out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.storage.tables import Base


class SwitchRow(Base):
    """What is, was or will no longer be turned off; rows that ended stay as the history."""

    __tablename__ = "switches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_by: Mapped[str | None] = mapped_column(String(32))


class RecoveryCodeRow(Base):
    """Codes on paper that open an account once when the telephone is lost; only their hashes."""

    __tablename__ = "recovery_codes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff: Mapped[str] = mapped_column(String(32), index=True)
    digest: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None]


class OutsideAttemptRow(Base):
    """A sign-in that went out to the identity provider and has not come back; taken out by the first that does."""

    __tablename__ = "outside_attempts"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    go: Mapped[str] = mapped_column(String(300))
    expires_at: Mapped[datetime]


class ExportRow(Base):
    """Exports that one person asked for and another lets out."""

    __tablename__ = "exports"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    about: Mapped[dict[str, Any]]
    purpose: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(16))
    decided_by: Mapped[str | None] = mapped_column(String(32))
    decided_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(Text, default="")
    fetched_at: Mapped[datetime | None]
