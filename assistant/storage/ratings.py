"""Ratings and every submission of them, over one open session."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.storage.desk_tables import RatingChangeRow, RatingRow
from assistant.tickets import Rating, RatingChange

_FIELDS = tuple(Rating.__dataclass_fields__)


def _rating(row: RatingRow) -> Rating:
    values: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    return Rating(**values)


class SqlRatings:
    """The ratings store of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_service(self, service: str) -> Rating | None:
        row = await self._session.scalar(select(RatingRow).where(RatingRow.service == service))
        return None if row is None else _rating(row)

    async def by_id(self, identity: str) -> Rating | None:
        row = await self._session.get(RatingRow, identity)
        return None if row is None else _rating(row)

    async def add(self, rating: Rating) -> bool:
        insert = insert_postgresql if self._session.get_bind().dialect.name == "postgresql" else insert_sqlite
        query = insert(RatingRow).values(**asdict(rating)).on_conflict_do_nothing(index_elements=["service"])
        written = await self._session.scalar(query.returning(RatingRow.id))
        if written is None:
            return False
        await self._changed(rating)
        return True

    async def correct(self, rating: Rating) -> None:
        await self.save(rating)
        await self._changed(rating)

    async def save(self, rating: Rating) -> None:
        values = {k: v for k, v in asdict(rating).items() if k != "id"}
        await self._session.execute(update(RatingRow).where(RatingRow.id == rating.id).values(**values))

    async def _changed(self, rating: Rating) -> None:
        change = RatingChangeRow(rating=rating.id, times=rating.times, at=rating.at, code=rating.code, text=rating.text)
        self._session.add(change)
        await self._session.flush()

    async def changes(self, rating: str) -> tuple[RatingChange, ...]:
        query = select(RatingChangeRow).where(RatingChangeRow.rating == rating).order_by(RatingChangeRow.times)
        return tuple(RatingChange(r.rating, r.times, r.at, r.code, r.text) for r in await self._session.scalars(query))

    async def to_export(self, most: int) -> tuple[Rating, ...]:
        query = select(RatingRow).where(RatingRow.exported_at.is_(None)).order_by(RatingRow.at, RatingRow.id)
        return tuple(_rating(r) for r in await self._session.scalars(query.limit(most)))

    async def between(self, since: datetime, until: datetime) -> tuple[Rating, ...]:
        query = select(RatingRow).where(RatingRow.at >= since, RatingRow.at < until)
        return tuple(_rating(r) for r in await self._session.scalars(query.order_by(RatingRow.at, RatingRow.id)))
