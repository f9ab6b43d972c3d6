"""Brings the database's tables to the state that this program expects, and refuses a newer database."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from assistant.errors import AssistantError
from assistant.storage import desk_tables, learning_tables, people_tables, publishing_tables, staff_tables, topic_tables

ALL_TABLES = (desk_tables, staff_tables, topic_tables, people_tables, publishing_tables, learning_tables)
"""The modules that declare tables beside :mod:`assistant.storage.tables`; declared is known to the metadata."""

MIGRATIONS = Path(__file__).parent / "migrations"

_ONE_AT_A_TIME = 1144242
"""The number of the lock under which a PostgreSQL is migrated; any number that nobody else uses."""


class NewerDatabase(AssistantError):
    """The database was written by a newer program; using it could spoil it."""


def config(connection: Connection) -> Config:
    """Alembic's configuration for an open connection; there is no alembic.ini."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def migrate(connection: Connection) -> tuple[str | None, str | None]:
    """Run what is missing, in the transaction given. Returns the revisions before and after."""
    if connection.dialect.name == "postgresql":  # several processes may start at once; SQLite has one writer anyway
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
    setup = config(connection)
    script = ScriptDirectory.from_config(setup)
    before = MigrationContext.configure(connection).get_current_revision()
    if before is not None and before not in {r.revision for r in script.walk_revisions()}:
        raise NewerDatabase(f"数据库是更新版本的程序写的（{before}），本程序不认识。请升级程序，或换一个数据文件夹。")
    after = script.get_current_head()
    if before != after:
        command.upgrade(setup, "head")
    return before, after


async def bring_up_to_date(engine: AsyncEngine) -> tuple[str | None, str | None]:
    """:func:`migrate` in one transaction of this engine."""
    async with engine.begin() as connection:
        return await connection.run_sync(migrate)
