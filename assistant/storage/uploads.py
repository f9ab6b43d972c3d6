"""What is known of the papers sent in, over one open session; the papers themselves lie encrypted in files."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.storage.desk_tables import UploadRow
from assistant.tickets import Upload

_FIELDS = tuple(Upload.__dataclass_fields__)


def _upload(row: UploadRow) -> Upload:
    values: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    return Upload(**values)


class SqlUploads:
    """The uploads store of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, upload: Upload) -> None:
        self._session.add(UploadRow(**asdict(upload)))
        await self._session.flush()

    async def by_id(self, identity: str) -> Upload | None:
        row = await self._session.scalar(
            select(UploadRow).where(UploadRow.id == identity).execution_options(populate_existing=True)
        )
        return None if row is None else _upload(row)

    async def of(self, conversation: str) -> tuple[Upload, ...]:
        query = select(UploadRow).where(UploadRow.conversation == conversation, UploadRow.deleted_at.is_(None))
        rows = await self._session.scalars(
            query.order_by(UploadRow.at, UploadRow.id).execution_options(populate_existing=True)
        )
        return tuple(_upload(r) for r in rows)

    async def save(self, upload: Upload) -> None:
        values = {k: v for k, v in asdict(upload).items() if k != "id"}
        await self._session.execute(update(UploadRow).where(UploadRow.id == upload.id).values(**values))

    async def expired(self, now: datetime, most: int) -> tuple[Upload, ...]:
        query = select(UploadRow).where(UploadRow.expires_at <= now, UploadRow.deleted_at.is_(None))
        return tuple(_upload(r) for r in await self._session.scalars(query.order_by(UploadRow.expires_at).limit(most)))
