"""INSERT with ON CONFLICT, in the dialect of the database at hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.storage.tables import Base


def insert_into(session: AsyncSession, table: type[Base]) -> Any:
    """``INSERT INTO table`` that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    return insert_postgresql(table) if session.get_bind().dialect.name == "postgresql" else insert_sqlite(table)
