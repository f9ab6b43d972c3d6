"""The audit log over one open session: only appending, and only through the chain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.people import AuditEntry
from assistant.staff.chain import START, chained
from assistant.storage.staff_tables import AuditRow

_LOCK = 2026_11_20
"""Key of PostgreSQL's advisory lock: who appends holds it until the transaction ends. SQLite has one writer anyway."""


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.seq, row.at, row.actor, row.act, row.object, dict(row.detail), row.before, row.digest)


class SqlAudit:
    """The audit log of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def write(
        self, *, at: datetime, actor: str, act: str, object: str, detail: Mapping[str, Any] | None = None
    ) -> AuditEntry:
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        last = await self._session.scalar(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1))
        entry = AuditEntry((last.seq if last else 0) + 1, at, actor, act, object[:120], dict(detail or {}))
        entry = chained(entry, last.digest if last else START)
        self._session.add(
            AuditRow(
                seq=entry.seq,
                at=entry.at,
                actor=entry.actor,
                act=entry.act,
                object=entry.object,
                detail=entry.detail,
                before=entry.before,
                digest=entry.digest,
            )
        )
        await self._session.flush()
        return entry

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
        query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(most)
        if actor:
            query = query.where(AuditRow.actor == actor)
        if act:
            query = query.where(AuditRow.act.startswith(act, autoescape=True))
        if object:
            query = query.where(AuditRow.object.startswith(object, autoescape=True))
        if holding:
            in_details = cast(AuditRow.detail, String).contains(holding, autoescape=True)
            query = query.where(or_(AuditRow.object.startswith(holding, autoescape=True), in_details))
        if since is not None:
            query = query.where(AuditRow.at >= since)
        if until is not None:
            query = query.where(AuditRow.at < until)
        if below is not None:
            query = query.where(AuditRow.seq < below)
        return tuple(_entry(row) for row in await self._session.scalars(query))

    async def whole(self) -> AsyncIterator[AuditEntry]:
        after, page = 0, 500
        while True:
            query = select(AuditRow).where(AuditRow.seq > after).order_by(AuditRow.seq).limit(page)
            rows = (await self._session.scalars(query)).all()
            for row in rows:
                yield _entry(row)
            if len(rows) < page:
                return
            after = rows[-1].seq
