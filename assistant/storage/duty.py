"""The roster and the canned replies, over one open session."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.people import CannedReply, Duty
from assistant.storage.staff_tables import CannedReplyRow, DutyRow


def _duty(row: DutyRow) -> Duty:
    post: Any = row.post
    return Duty(
        row.id,
        row.department,
        post,
        row.staff,
        tuple(row.weekdays),
        row.starts,
        row.ends,
        row.valid_from,
        row.valid_to,
    )


def _canned(row: CannedReplyRow) -> CannedReply:
    return CannedReply(row.id, row.department, row.title, row.text, row.place)


class SqlDuty:
    """The roster of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> tuple[Duty, ...]:
        query = select(DutyRow).order_by(DutyRow.department, DutyRow.post, DutyRow.starts, DutyRow.id)
        return tuple(_duty(row) for row in await self._session.scalars(query))

    async def by_id(self, identity: str) -> Duty | None:
        row = await self._session.get(DutyRow, identity)
        return None if row is None else _duty(row)

    async def save(self, duty: Duty) -> None:
        await self._session.merge(DutyRow(**{**asdict(duty), "weekdays": list(duty.weekdays)}))
        await self._session.flush()

    async def remove(self, identity: str) -> None:
        await self._session.execute(delete(DutyRow).where(DutyRow.id == identity))


class SqlCanned:
    """The canned replies of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, department: str | None) -> tuple[CannedReply, ...]:
        mine = or_(CannedReplyRow.department.is_(None), CannedReplyRow.department == department)
        query = select(CannedReplyRow).where(mine).order_by(CannedReplyRow.place, CannedReplyRow.title)
        return tuple(_canned(row) for row in await self._session.scalars(query))

    async def by_id(self, identity: str) -> CannedReply | None:
        row = await self._session.get(CannedReplyRow, identity)
        return None if row is None else _canned(row)

    async def save(self, reply: CannedReply) -> None:
        await self._session.merge(CannedReplyRow(**asdict(reply)))
        await self._session.flush()

    async def remove(self, identity: str) -> None:
        await self._session.execute(delete(CannedReplyRow).where(CannedReplyRow.id == identity))
