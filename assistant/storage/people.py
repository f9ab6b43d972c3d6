"""Recovery codes, sign-ins on their way through the identity provider, and exports, over one open session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.people import Export, ExportState, OutsideAttempt
from assistant.storage.people_tables import ExportRow, OutsideAttemptRow, RecoveryCodeRow
from assistant.storage.staff_tables import StaffRow, StaffSessionRow


class SqlFactors:
    """Second factors and outside sign-ins of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take_step(self, staff: str, step: int) -> bool:
        later = update(StaffRow).where(StaffRow.id == staff, StaffRow.totp_step < step)
        return await self._session.scalar(later.values(totp_step=step).returning(StaffRow.id)) is not None

    async def set_codes(self, staff: str, digests: Sequence[str]) -> None:
        await self._session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff == staff))
        for digest in digests:
            self._session.add(RecoveryCodeRow(id=uuid4().hex, staff=staff, digest=digest, used_at=None))
        await self._session.flush()

    async def codes(self, staff: str) -> Mapping[str, str]:
        unused = (RecoveryCodeRow.staff == staff, RecoveryCodeRow.used_at.is_(None))
        rows = await self._session.scalars(select(RecoveryCodeRow).where(*unused))
        return {row.id: row.digest for row in rows}

    async def use_code(self, identity: str, at: datetime) -> bool:
        unused = update(RecoveryCodeRow).where(RecoveryCodeRow.id == identity, RecoveryCodeRow.used_at.is_(None))
        return await self._session.scalar(unused.values(used_at=at).returning(RecoveryCodeRow.id)) is not None

    async def stage(self, session: str, **values: Any) -> None:
        await self._session.execute(update(StaffSessionRow).where(StaffSessionRow.id == session).values(**values))

    async def begin(self, attempt: OutsideAttempt, now: datetime) -> None:
        await self._session.execute(delete(OutsideAttemptRow).where(OutsideAttemptRow.expires_at < now))
        self._session.add(OutsideAttemptRow(**asdict(attempt)))
        await self._session.flush()

    async def finish(self, identity: str) -> OutsideAttempt | None:
        taken = delete(OutsideAttemptRow).where(OutsideAttemptRow.id == identity).returning(OutsideAttemptRow)
        row = await self._session.scalar(taken)
        return None if row is None else OutsideAttempt(row.id, row.nonce, row.verifier, row.go, row.expires_at)


def _export(row: ExportRow) -> Export:
    state: Any = row.state
    return Export(
        row.id, row.kind, dict(row.about), row.purpose, row.asked_by, row.asked_at, state, row.decided_by,
        row.decided_at, row.why, row.fetched_at,
    )  # fmt: skip


class SqlExports:
    """The exports of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, export: Export) -> None:
        self._session.add(ExportRow(**asdict(export)))
        await self._session.flush()

    async def by_id(self, identity: str) -> Export | None:
        query = select(ExportRow).where(ExportRow.id == identity).execution_options(populate_existing=True)
        row = await self._session.scalar(query)
        return None if row is None else _export(row)

    async def move(self, identity: str, was: ExportState, **values: Any) -> bool:
        mine = update(ExportRow).where(ExportRow.id == identity, ExportRow.state == was)
        return await self._session.scalar(mine.values(**values).returning(ExportRow.id)) is not None

    async def latest(self, most: int) -> tuple[Export, ...]:
        query = select(ExportRow).order_by(ExportRow.asked_at.desc(), ExportRow.id).limit(most)
        return tuple(_export(row) for row in await self._session.scalars(query))
