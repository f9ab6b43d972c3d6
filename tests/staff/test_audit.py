"""The audit log: a row that was changed, removed or put in is found."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assistant.people import AuditEntry
from assistant.staff.chain import START, chained, verify, verify_whole
from assistant.storage.memory import SqlMemory, open_engine
from assistant.storage.schema import bring_up_to_date
from tests.builders import NOON, memory_in, settings_for
from tests.postgres import Postgres


def _log(rows: int) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for seq in range(1, rows + 1):
        before = entries[-1].digest if entries else START
        entries.append(chained(AuditEntry(seq, NOON, "a", "ticket.view", f"t{seq}", {"n": seq}), before))
    return entries


def test_a_whole_log_is_whole() -> None:
    log = _log(5)
    assert verify(log).whole
    assert verify(log).last == log[-1].digest


@pytest.mark.parametrize(
    "change", [{"actor": "b"}, {"act": "x"}, {"object": "y"}, {"detail": {}}, {"at": NOON + timedelta(seconds=1)}]
)
def test_a_changed_row_is_found(change: dict[str, object]) -> None:
    log = _log(5)
    log[2] = replace(log[2], **change)  # type: ignore[arg-type]
    assert verify(log).broken == (3,)


def test_a_row_changed_with_its_digest_breaks_at_the_next_one() -> None:
    log = _log(5)
    log[2] = chained(replace(log[2], actor="b"), log[1].digest)
    assert verify(log).broken == (4,)


def test_a_missing_row_is_found() -> None:
    assert verify([*_log(5)[:2], *_log(5)[3:]]).broken == (4,)


async def _write(memory: SqlMemory, *acts: str) -> None:
    for act in acts:
        async with memory.writing() as stores:
            await stores.audit.write(at=NOON, actor="u1", act=act, object="工单 1", detail={"为什么": "看一看"})


async def test_what_is_written_reads_back_whole_and_a_change_on_the_disk_is_seen(
    memory: SqlMemory, tmp_path: Path
) -> None:
    await _write(memory, "ticket.view", "ticket.take", "ticket.close")
    async with memory.reading() as stores:
        assert (await verify_whole(stores.audit.whole())).whole

    engine = open_engine(settings_for(tmp_path).database, 5)
    async with engine.begin() as connection:  # who owns the file can do away with what guards it, and is found out
        await connection.execute(text("DROP TRIGGER audit_append_only"))
        await connection.execute(text("UPDATE audit SET actor = 'u2' WHERE seq = 2"))
    await engine.dispose()

    async with memory.reading() as stores:
        assert (await verify_whole(stores.audit.whole())).broken == (2,)


@pytest.mark.parametrize(
    "harm", ["UPDATE audit SET actor = 'u2' WHERE seq = 2", "DELETE FROM audit WHERE seq = 3", "DELETE FROM audit"]
)
async def test_the_database_itself_refuses_to_change_or_remove_a_row(tmp_path: Path, database: str, harm: str) -> None:
    async with memory_in(tmp_path, database) as memory:
        await _write(memory, "ticket.view", "ticket.take", "ticket.close")
        engine = open_engine(database or settings_for(tmp_path).database, 5)
        with pytest.raises(DBAPIError, match="append-only"):
            async with engine.begin() as connection:
                await connection.execute(text(harm))
        await engine.dispose()
        async with memory.reading() as stores:
            verdict = await verify_whole(stores.audit.whole())
    assert (verdict.rows, verdict.broken) == (3, ())


async def test_postgresql_refuses_to_empty_the_log(postgres: Postgres) -> None:
    engine = open_engine(await postgres.database(), 5)
    await bring_up_to_date(engine)
    with pytest.raises(DBAPIError, match="append-only"):
        async with engine.begin() as connection:
            await connection.execute(text("TRUNCATE audit"))
    await engine.dispose()


async def test_many_writers_of_two_processes_make_one_chain(tmp_path: Path, database: str) -> None:
    """Two engines know nothing of each other's locks: only the database keeps their rows in one line."""

    async def append(memory: SqlMemory, number: int) -> None:
        async with memory.writing() as stores:
            await stores.audit.write(at=NOON, actor=f"u{number}", act="ticket.view", object=f"t{number}")

    async with memory_in(tmp_path, database) as one, memory_in(tmp_path, database) as other:
        await asyncio.gather(*(append((one, other)[n % 2], n) for n in range(60)))
        async with one.reading() as stores:
            verdict = await verify_whole(stores.audit.whole())
            actors = {e.actor for e in await stores.audit.search()}
    assert (verdict.rows, verdict.broken) == (60, ())
    assert len(actors) == 60


async def test_the_log_is_searched_by_who_what_and_when(either: SqlMemory) -> None:
    memory = either
    await _write(memory, "ticket.view", "ticket.take", "people.reset")
    async with memory.reading() as stores:
        audit = stores.audit
        assert [e.act for e in await audit.search(act="ticket.")] == ["ticket.take", "ticket.view"]
        assert [e.seq for e in await audit.search(below=3, most=1)] == [2]
        assert await audit.search(actor="u9") == ()
        assert await audit.search(until=NOON) == ()
        assert len(await audit.search(object="工单", since=NOON)) == 3


async def test_what_fails_leaves_no_row(memory: SqlMemory) -> None:
    async def half_way() -> None:
        async with memory.writing() as stores:
            await stores.audit.write(at=NOON, actor="u1", act="ticket.take", object="t")
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        await half_way()
    async with memory.reading() as stores:
        assert await stores.audit.search() == ()
