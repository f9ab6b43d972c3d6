"""Switches, half-minutes, recovery codes, ways and exports in the database: on either kind, and when two are at it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from assistant.people import Export, OutsideAttempt
from assistant.ports_switches import Switch
from assistant.staff.accounts import Accounts
from assistant.storage.memory import SqlMemory
from assistant.switches import Switchboard
from tests.builders import NOON, Clock, memory_in, settings_for


async def test_a_switch_replaces_the_one_before_ends_by_time_and_stays_in_the_history(either: SqlMemory) -> None:
    first = Switch("s1", "item", "LB-RS-001", "一", "因为", "u1", NOON)
    second = Switch(
        "s2", "item", "LB-RS-001", "二", "因为", "u2", NOON + timedelta(minutes=1), NOON + timedelta(hours=1)
    )
    async with either.writing() as stores:
        await stores.switches.put(first)
        await stores.switches.put(second)
    async with either.reading() as stores:
        during = await stores.switches.open(NOON + timedelta(minutes=30))
        after = await stores.switches.open(NOON + timedelta(hours=1))
        history = await stores.switches.history(10)
    async with either.writing() as stores:
        ended = [await stores.switches.end("s2", "u3", NOON), await stores.switches.end("s2", "u3", NOON)]

    assert (during, after) == ((second,), ())
    assert [(s.id, s.ended_by) for s in history] == [("s2", None), ("s1", "u2")]
    assert [e is None for e in ended] == [False, True]


async def test_another_process_sees_a_switch_when_what_was_looked_up_is_old(tmp_path: Path, database: str) -> None:
    ticks = [0.0]
    async with memory_in(tmp_path, database) as one, memory_in(tmp_path, database) as other:
        board = Switchboard(other, Clock(), ticks=lambda: ticks[0])
        await board.look()
        async with one.writing() as stores:
            await stores.switches.put(Switch("s1", "bot", "", "", "因为", "u1", NOON - timedelta(minutes=1)))
        at_once = (await board.look()).of("bot")
        ticks[0] = 1.6
        soon = (await board.look()).of("bot")

    assert at_once is None
    assert soon is not None


async def test_a_half_minute_and_a_recovery_code_are_used_by_one_of_two(tmp_path: Path, database: str) -> None:
    async with memory_in(tmp_path, database) as one, memory_in(tmp_path, database) as other:
        staff, _ = await Accounts(one, Clock(), settings_for(tmp_path)).add("rs-a", "甲", "agent", "rs")
        async with one.writing() as stores:
            await stores.factors.set_codes(staff.id, ["digest"])
        async with one.reading() as stores:
            (code,) = await stores.factors.codes(staff.id)

        async def use(memory: SqlMemory) -> tuple[bool, bool]:
            async with memory.writing() as stores:
                return await stores.factors.take_step(staff.id, 7), await stores.factors.use_code(code, NOON)

        used = await asyncio.gather(use(one), use(other))
        async with one.writing() as stores:
            earlier = await stores.factors.take_step(staff.id, 6)

    assert sorted(used) == [(False, False), (True, True)]
    assert earlier is False


async def test_a_way_out_comes_back_once_and_old_ones_are_forgotten(either: SqlMemory) -> None:
    old = OutsideAttempt("old", "n", "v", "/console", NOON - timedelta(seconds=1))
    new = OutsideAttempt("new", "n", "v", "/console", NOON + timedelta(minutes=10))
    async with either.writing() as stores:
        await stores.factors.begin(old, NOON - timedelta(minutes=10))
        await stores.factors.begin(new, NOON)
        back = [await stores.factors.finish(identity) for identity in ("old", "new", "new")]
    assert back == [None, new, None]


async def test_an_export_is_decided_by_one_of_two(tmp_path: Path, database: str) -> None:
    async with memory_in(tmp_path, database) as one, memory_in(tmp_path, database) as other:
        async with one.writing() as stores:
            await stores.exports.add(Export("e1", "audit", {"upto": 3}, "年度检查", "u1", NOON))

        async def decide(memory: SqlMemory, who: str) -> bool:
            async with memory.writing() as stores:
                return await stores.exports.move("e1", "asked", state="approved", decided_by=who, decided_at=NOON)

        done = await asyncio.gather(decide(one, "u2"), decide(other, "u3"))
        async with one.reading() as stores:
            export = await stores.exports.by_id("e1")

    assert sorted(done) == [False, True]
    assert export is not None
    assert (export.state, export.about) == ("approved", {"upto": 3})
    assert export.decided_by == ("u2" if done[0] else "u3")


async def test_two_administrators_cannot_put_each_other_out_at_once(tmp_path: Path, database: str) -> None:
    settings = settings_for(tmp_path)
    async with memory_in(tmp_path, database) as one, memory_in(tmp_path, database) as other:
        here, there = Accounts(one, Clock(), settings), Accounts(other, Clock(), settings)
        first, _ = await here.add("one", "一", "admin", None)
        second, _ = await here.add("two", "二", "admin", None)

        done = await asyncio.gather(
            here.set_active(second.id, active=False, by=first.id),
            there.set_active(first.id, active=False, by=second.id),
            return_exceptions=True,
        )

        left = [s for s in await here.all() if s.active]
    assert len(left) == 1
    assert sum(isinstance(d, Exception) for d in done) == 1
