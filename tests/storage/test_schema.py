"""The tables on the disk are those that the program thinks of."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from assistant.bootstrap import CannotStart, migrate_database, open_database
from assistant.storage.memory import open_engine
from assistant.storage.schema import NewerDatabase, bring_up_to_date
from assistant.storage.tables import Base
from tests.builders import settings_for


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_migrations_build_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    engine = open_engine(settings_for(tmp_path).database, 5)
    await bring_up_to_date(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    before, after = await migrate_database(settings_for(tmp_path))
    again = await migrate_database(settings_for(tmp_path))

    assert before is None
    assert again == (after, after)


async def test_a_newer_database_is_refused_in_plain_words_and_left_alone(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    await migrate_database(settings)
    engine = open_engine(settings.database, 5)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerDatabase, match="更新版本的程序"):
        await migrate_database(settings)

    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    await engine.dispose()


async def test_a_file_that_is_no_database_gives_one_sentence(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    settings.sqlite_file.write_bytes(b"this is not a database, only some text" * 100)

    with pytest.raises(CannotStart, match="数据库打不开"):
        await open_database(settings)


async def test_every_connection_is_careful(tmp_path: Path) -> None:
    engine = open_engine(settings_for(tmp_path).database, 7)
    async with engine.connect() as connection:
        asked = {
            n: await connection.scalar(text(f"PRAGMA {n}")) for n in ("journal_mode", "foreign_keys", "synchronous")
        }
        waits = await connection.scalar(text("PRAGMA busy_timeout"))
    await engine.dispose()

    assert asked == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    assert waits == 7000
