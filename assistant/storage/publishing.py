"""Releases, the texts that were ever live, and checks, over one open session."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.releases import Release
from assistant.storage.publishing_tables import GateRow, KnowledgeTextRow, ReleaseRow
from assistant.storage.upserts import insert_into

_FIELDS = tuple(Release.__dataclass_fields__)
_AT_ONCE = 400
"""Databases bound the parameters of a statement."""


def _release(row: ReleaseRow) -> Release:
    values: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    return Release(**{**values, "changes": tuple(row.changes), "files": tuple(row.files)})


class SqlReleases:
    """The releases of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, texts: Mapping[str, str]) -> None:
        known = await self._known(tuple(texts))
        fresh = [
            {"digest": digest, "content": zlib.compress(texts[digest].encode(), 6)}
            for digest in sorted(set(texts) - known)
        ]
        for at in range(0, len(fresh), _AT_ONCE):
            insert = insert_into(self._session, KnowledgeTextRow).values(fresh[at : at + _AT_ONCE])
            await self._session.execute(insert.on_conflict_do_nothing(index_elements=["digest"]))

    async def _known(self, digests: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for at in range(0, len(digests), _AT_ONCE):
            part = digests[at : at + _AT_ONCE]
            found |= set(
                await self._session.scalars(select(KnowledgeTextRow.digest).where(KnowledgeTextRow.digest.in_(part)))
            )
        return found

    async def texts(self, digests: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        wanted = sorted(set(digests))
        for at in range(0, len(wanted), _AT_ONCE):
            query = select(KnowledgeTextRow).where(KnowledgeTextRow.digest.in_(wanted[at : at + _AT_ONCE]))
            found |= {row.digest: zlib.decompress(row.content).decode() for row in await self._session.scalars(query)}
        return found

    async def add(self, release: Release) -> Release:
        last = await self._session.scalar(select(func.max(ReleaseRow.seq)))
        values = {**asdict(release), "changes": list(release.changes), "files": list(release.files)}
        row = ReleaseRow(**{**values, "seq": (last or 0) + 1})
        self._session.add(row)
        await self._session.flush()
        return _release(row)

    async def by_id(self, identity: str) -> Release | None:
        return await self._one(select(ReleaseRow).where(ReleaseRow.id == identity))

    async def latest(self) -> Release | None:
        return await self._one(select(ReleaseRow).where(ReleaseRow.live).order_by(ReleaseRow.seq.desc()).limit(1))

    async def prepared(self) -> tuple[Release, ...]:
        rows = await self._session.scalars(select(ReleaseRow).where(~ReleaseRow.live).order_by(ReleaseRow.seq))
        return tuple(_release(row) for row in rows)

    async def listed(self, limit: int, before: int | None = None) -> tuple[Release, ...]:
        query = select(ReleaseRow).where(ReleaseRow.live).order_by(ReleaseRow.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(ReleaseRow.seq < before)
        return tuple(_release(row) for row in await self._session.scalars(query))

    async def mark(self, identity: str, **values: Any) -> None:
        columns = {getattr(ReleaseRow, name): value for name, value in values.items()}
        await self._session.execute(update(ReleaseRow).where(ReleaseRow.id == identity).values(columns))

    async def remove(self, identity: str) -> None:
        await self._session.execute(delete(ReleaseRow).where(ReleaseRow.id == identity, ~ReleaseRow.live))

    async def _one(self, query: Select[Any]) -> Release | None:
        row = await self._session.scalar(query.execution_options(populate_existing=True))
        return None if row is None else _release(row)


class SqlGates:
    """The checks of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_key(self, key: str) -> Mapping[str, Any] | None:
        row = await self._session.get(GateRow, key, populate_existing=True)
        if row is None:
            return None
        names = ("state", "done", "total", "step", "error", "report", "beat_at")
        return {name: getattr(row, name) for name in names}

    async def begin(self, key: str, at: datetime, stale: datetime) -> bool:
        fresh = {"state": "running", "at": at, "beat_at": at, "done": 0, "total": 0, "step": "", "error": ""}
        fresh |= {"report": None}
        insert = insert_into(self._session, GateRow).values(key=key, **fresh)
        again = insert.on_conflict_do_update(
            index_elements=["key"],
            set_=fresh,
            where=or_(GateRow.state == "failed", (GateRow.state == "running") & (GateRow.beat_at < stale)),
        )
        return await self._session.scalar(again.returning(GateRow.key)) is not None

    async def tell(self, key: str, at: datetime, **values: Any) -> None:
        await self._session.execute(update(GateRow).where(GateRow.key == key).values(beat_at=at, **values))

    async def forget(self, before: datetime) -> None:
        used = select(ReleaseRow.gate).where(ReleaseRow.gate.is_not(None))
        await self._session.execute(delete(GateRow).where(GateRow.at < before, GateRow.key.not_in(used)))
