"""SQLite in the loop's own thread: waiting for another process that writes stops nobody else, and ends."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from assistant.storage.memory import SqlMemory, open_engine
from assistant.storage.schema import bring_up_to_date
from tests.builders import settings_for


async def test_who_waits_for_another_writer_lets_the_others_go_on(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    engine = open_engine(settings.database, 30)
    await bring_up_to_date(engine)
    memory = SqlMemory(engine)
    other = sqlite3.connect(settings.sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with memory.writing():
            pass

    waiting = asyncio.create_task(write())
    for _ in range(20):  # meanwhile others read
        async with memory.reading() as stores:
            assert await stores.tickets.waiting(None) == ()
        await asyncio.sleep(0)
    assert not waiting.done()
    other.execute("ROLLBACK")
    await waiting

    other.close()
    await memory.close()


async def test_who_has_waited_too_long_is_told(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    engine = open_engine(settings.database, 0.05)
    await bring_up_to_date(engine)
    other = sqlite3.connect(settings.sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError, match="locked"):
        async with SqlMemory(engine).writing():
            pass

    other.close()
    await engine.dispose()


async def test_the_waiting_time_of_readers_is_as_set_after_a_write(tmp_path: Path) -> None:
    engine = open_engine(settings_for(tmp_path).database, 7)
    await bring_up_to_date(engine)
    async with engine.begin() as connection:
        assert await connection.scalar(text("PRAGMA busy_timeout")) == 7000
    await engine.dispose()
