"""Everything short that lies sealed in the database, for a change of keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.ports_cases import Sealed
from assistant.storage.desk_tables import CaseRow, TicketRow
from assistant.storage.staff_tables import StaffRow, StaffSessionRow

PLACES: dict[str, tuple[Any, Any]] = {
    "tickets.contact": (TicketRow, TicketRow.contact),
    "cases.contact": (CaseRow, CaseRow.contact),
    "staff.totp": (StaffRow, StaffRow.totp),
    "staff_sessions.offer": (StaffSessionRow, StaffSessionRow.offer),
}
"""Every column in which something sealed lies; a test holds it against the tables."""


class SqlSealed:
    """The sealed words of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> tuple[Sealed, ...]:
        found: list[Sealed] = []
        for place, (table, column) in PLACES.items():
            rows = await self._session.execute(select(table.id, column).where(column.is_not(None), column != ""))
            found += [Sealed(place, identity, text) for identity, text in rows]
        return tuple(found)

    async def exchange(self, was: Sealed, text: str) -> bool:
        table, column = PLACES[was.place]
        same = update(table).where(table.id == was.identity, column == was.text).values({column.key: text})
        return bool((await self._session.execute(same.returning(table.id))).all())
