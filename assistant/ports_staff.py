"""What the core asks of the world about its own people: accounts, sessions, roster, canned replies, audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from assistant.people import (
    AuditEntry,
    CannedReply,
    Duty,
    Export,
    ExportState,
    OutsideAttempt,
    Staff,
    StaffSession,
)


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

    async def hold_admins(self) -> tuple[Staff, ...]:
        """The administrators in use, nobody else's to change until this transaction ends."""
        ...

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


class Factors(Protocol):
    """Second factors, and sign-ins on their way through the identity provider."""

    async def take_step(self, staff: str, step: int) -> bool:
        """Note the half-minute whose code was typed in; False when it or a later one was taken already."""
        ...

    async def set_codes(self, staff: str, digests: Sequence[str]) -> None:
        """These recovery codes instead of those before; none takes them away."""
        ...

    async def codes(self, staff: str) -> Mapping[str, str]:
        """Id → hash of each recovery code not yet used."""
        ...

    async def use_code(self, identity: str, at: datetime) -> bool:
        """Use one up; False when somebody was faster."""
        ...

    async def stage(self, session: str, **values: Any) -> None:
        """Write the columns ``stage``, ``offer`` or ``expires_at`` of a session."""
        ...

    async def begin(self, attempt: OutsideAttempt, now: datetime) -> None:
        """Keep an attempt, and forget those that ran out."""
        ...

    async def finish(self, identity: str) -> OutsideAttempt | None:
        """Take the attempt out, once."""
        ...


class ExportBook(Protocol):
    """Exports asked for."""

    async def add(self, export: Export) -> None: ...

    async def by_id(self, identity: str) -> Export | None: ...

    async def move(self, identity: str, was: ExportState, **values: Any) -> bool:
        """Change one that is still as it was; False when somebody was faster."""
        ...

    async def latest(self, most: int) -> tuple[Export, ...]:
        """Newest first."""
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
        holding: str = "",
    ) -> tuple[AuditEntry, ...]:
        """Rows that fit, newest first. ``act`` and ``object`` match from their beginning; ``holding`` is a code found
        in the object or the details (``GD-261120-0001``); ``below`` a seq pages on."""
        ...

    def whole(self) -> AsyncIterator[AuditEntry]:
        """Every row, oldest first, to be checked or exported."""
        ...
