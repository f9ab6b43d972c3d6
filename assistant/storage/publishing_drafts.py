"""Drafts of the knowledge and the forms that are open, over one open session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.releases import Draft, DraftFile, DraftState
from assistant.storage.publishing_tables import DraftFileRow, DraftRow, FormRow
from assistant.storage.upserts import insert_into

_FIELDS = ("id", "owner", "title", "at", "changed_at", "state", "note", "why")


class SqlDrafts:
    """The drafts of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, draft: Draft) -> None:
        self._session.add(DraftRow(**{name: getattr(draft, name) for name in _FIELDS}))
        await self._session.flush()

    async def by_id(self, identity: str) -> Draft | None:
        found = await self._all(select(DraftRow).where(DraftRow.id == identity))
        return found[0] if found else None

    async def of(self, owner: str) -> Draft | None:
        mine = (DraftRow.owner == owner, DraftRow.state.in_(("open", "returned")))
        found = await self._all(select(DraftRow).where(*mine).order_by(DraftRow.at.desc()).limit(1))
        return found[0] if found else None

    async def listed(self, states: Sequence[DraftState], most: int = 200) -> tuple[Draft, ...]:
        query = select(DraftRow).where(DraftRow.state.in_(states)).order_by(DraftRow.changed_at.desc()).limit(most)
        return await self._all(query)

    async def touching(self, path: str) -> tuple[Draft, ...]:
        has = select(DraftFileRow.draft).where(DraftFileRow.path == path)
        going_on = DraftRow.state.in_(("open", "returned", "submitted"))
        return await self._all(select(DraftRow).where(DraftRow.id.in_(has), going_on).order_by(DraftRow.changed_at))

    async def put(self, draft: str, path: str, file: DraftFile) -> None:
        values = {"base": file.base, "text": file.text, "by": file.by, "at": file.at}
        insert = insert_into(self._session, DraftFileRow).values(draft=draft, path=path, **values)
        await self._session.execute(insert.on_conflict_do_update(index_elements=["draft", "path"], set_=values))

    async def take_out(self, draft: str, path: str) -> None:
        await self._session.execute(delete(DraftFileRow).where(DraftFileRow.draft == draft, DraftFileRow.path == path))

    async def change(self, identity: str, states: Sequence[DraftState], **values: Any) -> bool:
        query = update(DraftRow).where(DraftRow.id == identity, DraftRow.state.in_(states)).values(**values)
        return await self._session.scalar(query.returning(DraftRow.id)) is not None

    async def open_form(self, path: str, staff: str, at: datetime) -> None:
        insert = insert_into(self._session, FormRow).values(path=path, staff=staff, at=at)
        await self._session.execute(insert.on_conflict_do_update(index_elements=["path", "staff"], set_={"at": at}))

    async def forms(self, path: str, since: datetime) -> tuple[tuple[str, datetime], ...]:
        query = select(FormRow).where(FormRow.path == path, FormRow.at >= since).order_by(FormRow.at.desc())
        rows = await self._session.scalars(query.execution_options(populate_existing=True))
        return tuple((row.staff, row.at) for row in rows)

    async def _all(self, query: Select[Any]) -> tuple[Draft, ...]:
        rows = list(await self._session.scalars(query.execution_options(populate_existing=True)))
        files = await self._files([row.id for row in rows])
        return tuple(
            Draft(**{name: getattr(row, name) for name in _FIELDS}, files=files.get(row.id, {})) for row in rows
        )

    async def _files(self, drafts: Iterable[str]) -> dict[str, dict[str, DraftFile]]:
        query = select(DraftFileRow).where(DraftFileRow.draft.in_(list(drafts))).order_by(DraftFileRow.path)
        found: dict[str, dict[str, DraftFile]] = {}
        for row in await self._session.scalars(query.execution_options(populate_existing=True)):
            found.setdefault(row.draft, {})[row.path] = DraftFile(row.base, row.text, row.by, row.at)
        return found
