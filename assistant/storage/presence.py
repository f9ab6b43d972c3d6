"""Who is at the desk, over one open session."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.people import Presence
from assistant.storage.staff_tables import PresenceRow, StaffRow
from assistant.storage.upserts import insert_into


class SqlPresence:
    """The presence leases of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, presence: Presence) -> None:
        values = asdict(presence)
        insert = insert_into(self._session, PresenceRow).values(**values)
        rest = {name: value for name, value in values.items() if name != "staff"}
        await self._session.execute(insert.on_conflict_do_update(index_elements=["staff"], set_=rest))

    async def of(self, staff: str) -> Presence | None:
        query = select(PresenceRow).where(PresenceRow.staff == staff)
        row = (await self._session.scalars(query, execution_options={"populate_existing": True})).one_or_none()
        return None if row is None else _presence(row)

    async def renew(self, staff: str, until: datetime) -> bool:
        here = update(PresenceRow).where(PresenceRow.staff == staff).values(lease_until=until)
        return bool((await self._session.scalars(here.returning(PresenceRow.staff))).all())

    async def all(self) -> tuple[Presence, ...]:
        rows = await self._session.scalars(select(PresenceRow), execution_options={"populate_existing": True})
        return tuple(_presence(row) for row in rows)

    async def hands(self, department: str | None, now: datetime) -> int:
        here = StaffRow.department.is_(None) if department is None else StaffRow.department == department
        serving = (here, StaffRow.active, StaffRow.role.in_(("agent", "lead")))
        there = (PresenceRow.status == "present", PresenceRow.lease_until > now)
        count = select(func.count()).select_from(PresenceRow).join(StaffRow, StaffRow.id == PresenceRow.staff)
        return await self._session.scalar(count.where(*serving, *there)) or 0


def _presence(row: PresenceRow) -> Presence:
    status: Any = row.status
    return Presence(row.staff, status, row.lease_until, row.since)
