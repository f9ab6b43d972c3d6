"""What is written comes back as it was; what must not be written is not."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from assistant.dialogs.turn import Outcome, Turn
from assistant.knowledge.catalogue import Catalogue
from assistant.library import Library
from assistant.messages import Address, Reply
from assistant.records import Conversation, Dialog, Matter, Utterance
from assistant.storage.memory import SqlMemory, open_engine
from tests.builders import ID_NUMBER, NOON, PHONE, assistant_over, memory_in, message, settings_for
from tests.storage.busy import EMPTY, count_up

WHERE = Address("web", "chen")
SPEAKING = Library(Catalogue({}, {}, wording={"failure.broken": "对不起。"}), EMPTY.searcher)


async def test_a_dialog_comes_back_as_it_was(either: SqlMemory) -> None:
    dialog = Dialog(
        Matter("LB-YB-001", {"who": ("self",), "open": ()}, listed=True),
        offered=("LB-YB-001", "LB-MZ-009"),
        past=(Matter("LB-MZ-009", {"a": ("b", "c")}),),
        asking="who",
        plain=True,
        memo={"shown": ["LB-YB-001"], "n": 3},
    )
    async with either.writing() as stores:
        begun = await stores.conversations.at(WHERE, NOON)
        await stores.conversations.save(Conversation(begun.id, WHERE, NOON, NOON, dialog, "v1"))
    async with either.reading() as stores:
        found = await stores.conversations.find(WHERE)

    assert found is not None
    assert found.dialog == dialog
    assert found.version == "v1"


async def test_times_keep_their_moment_whatever_the_zone(either: SqlMemory) -> None:
    shanghai = datetime(2026, 11, 20, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    async with either.writing() as stores:
        begun = await stores.conversations.at(WHERE, shanghai)
        await stores.conversations.say([Utterance(begun.id, 0, "citizen", "您好", shanghai)])
    async with either.reading() as stores:
        (said,) = await stores.conversations.said(begun.id, 10)

    assert said.at == shanghai
    assert said.at.utcoffset() is not None


async def test_an_error_inside_a_transaction_leaves_nothing_behind(either: SqlMemory) -> None:
    async def fail_half_way() -> None:
        async with either.writing() as stores:
            await stores.conversations.at(WHERE, NOON)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await fail_half_way()
    async with either.reading() as stores:
        assert await stores.conversations.find(WHERE) is None


async def test_a_reader_does_not_wait_for_a_writer(either: SqlMemory) -> None:
    async with either.writing() as stores:
        await stores.conversations.at(WHERE, NOON)
        async with asyncio.timeout(5), either.reading() as others:
            assert await others.conversations.find(WHERE) is None


async def test_the_last_utterances_are_numbered_without_gaps(either: SqlMemory) -> None:
    async with either.writing() as stores:
        begun = await stores.conversations.at(WHERE, NOON)
        for start in (0, 3):
            await stores.conversations.say([Utterance(begun.id, 0, "bot", f"{start + n}", NOON) for n in range(3)])
        said = await stores.conversations.said(begun.id, 4)

    assert [(u.seq, u.text) for u in said] == [(3, "2"), (4, "3"), (5, "4"), (6, "5")]


async def test_no_number_of_a_person_reaches_the_disk(memory: SqlMemory, tmp_path: Path) -> None:
    def remember_everything(turn: Turn) -> Outcome:
        return Outcome((Reply("好的。"),), Dialog(memo={"quoted": [turn.message.text]}))

    assistant = assistant_over(memory, EMPTY, tmp_path, decide=remember_everything)
    await assistant.respond(message(f"我身份证{ID_NUMBER}，电话{PHONE}", choice=f"x:{PHONE}"))
    await memory.close()

    written = b"".join(f.read_bytes() for f in tmp_path.rglob("*") if f.is_file() and "linban.db" in f.name)
    assert "身份证".encode() in written
    assert ID_NUMBER.encode() not in written
    assert PHONE.encode() not in written


async def test_no_number_reaches_the_log_when_something_breaks(
    either: SqlMemory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from assistant.logs import set_up_logging

    def broken(turn: Turn) -> Outcome:
        raise ValueError(f"cannot read {turn.message.text}")

    set_up_logging("INFO")
    await assistant_over(either, SPEAKING, tmp_path, decide=broken).respond(message(f"身份证{ID_NUMBER}"))
    logged = capsys.readouterr().err

    assert "cannot read 身份证" in logged
    assert ID_NUMBER not in logged


async def test_the_disk_holds_one_row_per_message_and_bubble(memory: SqlMemory, tmp_path: Path) -> None:
    assistant = assistant_over(memory, EMPTY, tmp_path, decide=count_up)
    answer = await assistant.respond(message("结婚登记要带什么"))

    with sqlite3.connect(settings_for(tmp_path).sqlite_file) as raw:
        rows = raw.execute("SELECT speaker, count(*) FROM utterances GROUP BY speaker").fetchall()
    raw.close()
    assert dict(rows) == {"citizen": 1, "bot": len(answer.replies)}


async def test_on_a_full_disk_the_citizen_is_told_and_nothing_half_written_stays(tmp_path: Path) -> None:
    async with memory_in(tmp_path) as memory:
        fine = assistant_over(memory, SPEAKING, tmp_path, decide=count_up)
        await fine.respond(message("第一句", identity="first"))

    engine = open_engine(settings_for(tmp_path).database, 5)
    event.listen(engine.sync_engine, "connect", _no_more_pages)
    full = assistant_over(SqlMemory(engine), SPEAKING, tmp_path, decide=_says_much)
    answer = await full.respond(message("第二句", identity="second"))
    await engine.dispose()

    assert (answer.state, answer.replies[0].text) == ("failed", "对不起。")
    async with memory_in(tmp_path) as memory:
        again = assistant_over(memory, SPEAKING, tmp_path, decide=count_up)
        said = [u.text for u in await again.history(WHERE)]
        later = await again.respond(message("第二句", identity="second"))
        heard = [u.text for u in await again.history(WHERE) if u.speaker == "citizen"]
    before = ["第一句", "1a", "1b", "1c"]
    assert said in (
        before,
        [*before, "第二句", "对不起。"],
    )  # there may be room for the apology, never for half an answer
    assert later.replies[0].text == "2a"
    assert heard == ["第一句", "第二句"]


def _no_more_pages(connection: Any, _record: object) -> None:
    """SQLite refuses to grow the file, with the same error as on a full disk."""
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")


def _says_much(turn: Turn) -> Outcome:
    return Outcome((Reply("很长的回答。" * 100_000),), turn.dialog)
