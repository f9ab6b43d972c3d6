"""Accounts and their sign-ins, over one open session."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.people import Staff, StaffSession
from assistant.storage.staff_tables import StaffRow, StaffSessionRow


def _staff(row: StaffRow) -> Staff:
    role: Any = row.role
    return Staff(
        row.id,
        row.login,
        row.name,
        role,
        row.department,
        row.password,
        row.must_change,
        row.active,
        row.created_at,
        row.failed,
        row.locked_until,
        row.totp,
        row.outside,
    )


def _session(row: StaffSessionRow) -> StaffSession:
    stage: Any = row.stage
    way: Any = row.way
    return StaffSession(
        row.id, row.staff, row.at, row.last_at, row.expires_at, row.client, row.agent, row.revoked_at, stage, way,
        row.offer,
    )  # fmt: skip


class SqlStaff:
    """The accounts and sessions of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, staff: Staff) -> None:
        self._session.add(StaffRow(**asdict(staff)))
        await self._session.flush()

    async def save(self, staff: Staff) -> None:
        values = asdict(staff)
        await self._session.execute(update(StaffRow).where(StaffRow.id == values.pop("id")).values(**values))

    async def by_id(self, identity: str) -> Staff | None:
        return await self._one(StaffRow.id == identity)

    async def by_login(self, login: str) -> Staff | None:
        return await self._one(StaffRow.login == login)

    async def by_outside(self, subject: str) -> Staff | None:
        return await self._one(StaffRow.outside == subject)

    async def all(self) -> tuple[Staff, ...]:
        query = select(StaffRow).order_by(StaffRow.department.is_not(None), StaffRow.department, StaffRow.login)
        return tuple(_staff(row) for row in await self._session.scalars(query))

    async def count(self) -> int:
        return await self._session.scalar(select(func.count()).select_from(StaffRow)) or 0

    async def hold_admins(self) -> tuple[Staff, ...]:
        query = select(StaffRow).where(StaffRow.role == "admin", StaffRow.active).order_by(StaffRow.id)
        held = query.with_for_update().execution_options(populate_existing=True)
        return tuple(_staff(row) for row in await self._session.scalars(held))

    async def failed(self, identity: str) -> int:
        counted = update(StaffRow).where(StaffRow.id == identity).values(failed=StaffRow.failed + 1)
        return await self._session.scalar(counted.returning(StaffRow.failed)) or 0

    async def open(self, session: StaffSession) -> None:
        self._session.add(StaffSessionRow(**asdict(session)))
        await self._session.flush()

    async def session(self, identity: str) -> StaffSession | None:
        row = await self._session.scalar(
            select(StaffSessionRow).where(StaffSessionRow.id == identity).execution_options(populate_existing=True)
        )
        return None if row is None else _session(row)

    async def touch(self, identity: str, at: datetime) -> None:
        await self._session.execute(update(StaffSessionRow).where(StaffSessionRow.id == identity).values(last_at=at))

    async def revoke(self, identity: str, at: datetime) -> bool:
        ended = update(StaffSessionRow).where(StaffSessionRow.id == identity, StaffSessionRow.revoked_at.is_(None))
        return await self._session.scalar(ended.values(revoked_at=at).returning(StaffSessionRow.id)) is not None

    async def revoke_all(self, staff: str, at: datetime, spare: str | None = None) -> int:
        ended = update(StaffSessionRow).where(
            StaffSessionRow.staff == staff,
            StaffSessionRow.revoked_at.is_(None),
            StaffSessionRow.id != (spare or ""),
        )
        found = await self._session.scalars(ended.values(revoked_at=at).returning(StaffSessionRow.id))
        return len(found.all())

    async def sessions(self, staff: str | None = None) -> tuple[StaffSession, ...]:
        query = select(StaffSessionRow).where(StaffSessionRow.revoked_at.is_(None))
        if staff is not None:
            query = query.where(StaffSessionRow.staff == staff)
        return tuple(_session(row) for row in await self._session.scalars(query.order_by(StaffSessionRow.at.desc())))

    async def _one(self, condition: Any) -> Staff | None:
        row = await self._session.scalar(select(StaffRow).where(condition).execution_options(populate_existing=True))
        return None if row is None else _staff(row)
