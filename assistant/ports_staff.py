"""What the core asks of the world about its own people: accounts, sessions, roster, canned replies, audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from assistant.people import AuditEntry, CannedReply, Duty, Staff, StaffSession


class StaffBook(Protocol):
    """Accounts and their sign-ins."""

    async def add(self, staff: Staff) -> None: ...

    async def save(self, staff: Staff) -> None:
        """Write the whole account over, by its id."""
        ...

    async def by_id(self, identity: str) -> Staff | None: ...

    async def by_login(self, login: str) -> Staff | None: ...

    async def by_outside(self, subject: str) -> Staff | None: ...

    async def all(self) -> tuple[Staff, ...]:
        """Every account, by department and login; those of the whole district first."""
        ...

    async def count(self) -> int: ...

    async def failed(self, identity: str) -> int:
        """Count one failed sign-in more, in one statement; how many there are now."""
        ...

    async def open(self, session: StaffSession) -> None: ...

    async def session(self, identity: str) -> StaffSession | None: ...

    async def touch(self, identity: str, at: datetime) -> None:
        """The session was used."""
        ...

    async def revoke(self, identity: str, at: datetime) -> bool:
        """End one session; False when it had ended already."""
        ...

    async def revoke_all(self, staff: str, at: datetime, spare: str | None = None) -> int:
        """End every session of an account but ``spare``; how many were open."""
        ...

    async def sessions(self, staff: str | None = None) -> tuple[StaffSession, ...]:
        """The sessions not revoked, newest first."""
        ...


class DutyBook(Protocol):
    """The roster (排班)."""

    async def all(self) -> tuple[Duty, ...]: ...

    async def by_id(self, identity: str) -> Duty | None: ...

    async def save(self, duty: Duty) -> None:
        """Add the line, or write it over."""
        ...

    async def remove(self, identity: str) -> None: ...


class CannedBook(Protocol):
    """常用语."""

    async def of(self, department: str | None) -> tuple[CannedReply, ...]:
        """Those of all departments and those of this one, in their order."""
        ...

    async def by_id(self, identity: str) -> CannedReply | None: ...

    async def save(self, reply: CannedReply) -> None: ...

    async def remove(self, identity: str) -> None: ...


class AuditLog(Protocol):
    """审计日志: append-only, each row chained to the one before."""

    async def write(
        self, *, at: datetime, actor: str, act: str, object: str, detail: Mapping[str, Any] | None = None
    ) -> AuditEntry:
        """Append one row. ``actor`` is an account's id, ``citizen`` or ``system``; ``detail`` plain JSON values."""
        ...

    async def search(
        self,
        *,
        actor: str = "",
        act: str = "",
        object: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        below: int | None = None,
        most: int = 100,
    ) -> tuple[AuditEntry, ...]:
        """Rows that fit, newest first. ``act`` and ``object`` match from their beginning; ``below`` a seq pages on."""
        ...

    def whole(self) -> AsyncIterator[AuditEntry]:
        """Every row, oldest first, to be checked or exported."""
        ...
