"""The switches over one open session."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.ports_switches import Switch
from assistant.storage.people_tables import SwitchRow


def _switch(row: SwitchRow) -> Switch:
    kind: Any = row.kind
    return Switch(
        row.id, kind, row.target, row.text, row.reason, row.by, row.at, row.until, row.ended_at, row.ended_by
    )  # fmt: skip


class SqlSwitches:
    """The switches of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(self, now: datetime) -> tuple[Switch, ...]:
        holds = (SwitchRow.ended_at.is_(None), or_(SwitchRow.until.is_(None), SwitchRow.until > now))
        query = select(SwitchRow).where(*holds).order_by(SwitchRow.at.desc(), SwitchRow.id)
        return tuple(_switch(row) for row in await self._session.scalars(query))

    async def put(self, switch: Switch) -> None:
        same = (SwitchRow.kind == switch.kind, SwitchRow.target == switch.target, SwitchRow.ended_at.is_(None))
        await self._session.execute(update(SwitchRow).where(*same).values(ended_at=switch.at, ended_by=switch.by))
        self._session.add(SwitchRow(**asdict(switch)))
        await self._session.flush()

    async def end(self, identity: str, by: str, at: datetime) -> Switch | None:
        mine = update(SwitchRow).where(SwitchRow.id == identity, SwitchRow.ended_at.is_(None))
        row = await self._session.scalar(mine.values(ended_at=at, ended_by=by).returning(SwitchRow))
        return None if row is None else _switch(row)

    async def history(self, most: int) -> tuple[Switch, ...]:
        query = select(SwitchRow).order_by(SwitchRow.at.desc(), SwitchRow.id).limit(most)
        return tuple(_switch(row) for row in await self._session.scalars(query))
