"""好差评 in the database: once per service, corrected with a trace, and a poor one never without its case."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.errors import BadMessage, OutOfTurn
from assistant.helpdesk.rating_desk import Rated, add_words, rate
from assistant.library import Library
from assistant.storage.memory import SqlMemory
from assistant.tickets import Rating
from tests.builders import NOON
from tests.cases.people import Bench, bench_over, rating


@pytest.fixture
async def bench(either: SqlMemory, library: Library, tmp_path: Path) -> Bench:
    return bench_over(either, library, tmp_path)


async def _given(bench: Bench, given: Rating, open_for: timedelta | None = None) -> Rated:
    async with bench.memory.writing() as stores:
        return await rate(stores, bench.frame, given, open_for)


async def test_a_good_rating_opens_no_case_and_is_there_once(bench: Bench) -> None:
    talk = await bench.talk()

    first = await _given(bench, rating(talk, 1))
    again = await _given(bench, rating(talk, 1))

    async with bench.memory.reading() as stores:
        kept = await stores.ratings.between(NOON - timedelta(days=1), NOON + timedelta(days=1))
        cases = await stores.cases.of(talk)
        changes = await stores.ratings.changes(first.rating.id)
    assert [(r.code, r.times) for r in kept] == [(1, 1)]
    assert not again.corrected
    assert cases == ()
    assert len(changes) == 1


@pytest.mark.parametrize("code", [4, 5])
async def test_a_poor_rating_has_its_case_in_the_same_transaction(bench: Bench, code: int) -> None:
    """EV-07, EV-08."""
    talk = await bench.talk()

    rated = await _given(bench, rating(talk, code, text="等了半小时"))

    async with bench.memory.reading() as stores:
        (case,) = await stores.cases.of(talk)
        (event,) = await stores.cases.events(case.id)
    assert rated.case == case
    assert (case.kind, case.state, case.rating) == ("rating", "received", rated.rating.id)
    assert (case.about, case.department, case.text) == ("anna", "rs", "等了半小时")
    assert event.move == "open"


async def test_nothing_of_a_poor_rating_stays_when_its_case_cannot_be_written(bench: Bench) -> None:
    talk = await bench.talk()

    async def broken() -> None:
        async with bench.memory.writing() as stores:
            await rate(stores, bench.frame, rating(talk, 5))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken()

    async with bench.memory.reading() as stores:
        assert await stores.ratings.of_service("ticket:t1") is None
        assert await stores.cases.of(talk) == ()


async def test_a_second_rating_corrects_and_the_first_stays_on_record(bench: Bench) -> None:
    """EV-03: 覆盖并留痕; EV-06: 评价次数."""
    talk = await bench.talk()
    await _given(bench, rating(talk, 5, text="没人理"))

    changed = await _given(bench, rating(talk, 2))

    async with bench.memory.reading() as stores:
        kept = await stores.ratings.of_service("ticket:t1")
        changes = await stores.ratings.changes(changed.rating.id)
        cases = await stores.cases.of(talk)
    assert kept is not None
    assert (kept.code, kept.times, kept.text) == (2, 2, "没人理")
    assert changed.corrected
    assert [(c.times, c.code) for c in changes] == [(1, 5), (2, 2)]
    assert len(cases) == 1, "the case of the first rating stays"


async def test_a_rating_made_worse_opens_one_case_however_often(bench: Bench) -> None:
    talk = await bench.talk()
    for code in (2, 4, 5, 4):
        await _given(bench, rating(talk, code))

    async with bench.memory.reading() as stores:
        assert len(await stores.cases.of(talk)) == 1


async def test_two_at_once_are_one_rating(bench: Bench) -> None:
    """EV-03: a double click, or two browsers."""
    talk = await bench.talk()
    await asyncio.gather(*(_given(bench, rating(talk, 5)) for _ in range(8)))

    async with bench.memory.reading() as stores:
        kept = await stores.ratings.between(NOON - timedelta(days=1), NOON + timedelta(days=1))
        assert len(kept) == 1
        assert len(await stores.cases.of(talk)) == 1


async def test_bot_and_person_are_rated_apart(bench: Bench) -> None:
    """EV-15."""
    talk = await bench.talk()
    await _given(bench, rating(talk, 1))
    await _given(bench, Rating("", "bot:x:20261120", "bot", 5, "", "web", talk, None, "LB-RS-001", "rs", None, NOON))

    async with bench.memory.reading() as stores:
        (case,) = await stores.cases.of(talk)
        (improvement,) = await stores.cases.improvements()
    assert case.target == "bot"
    assert (improvement.kind, improvement.item, improvement.count) == ("knowledge", "LB-RS-001", 1)


async def test_a_reason_told_afterwards_belongs_to_the_rating(bench: Bench) -> None:
    talk = await bench.talk()
    await _given(bench, rating(talk, 4))
    async with bench.memory.writing() as stores:
        await add_words(stores, "ticket:t1", "等了半小时", NOON)

    async with bench.memory.reading() as stores:
        kept = await stores.ratings.of_service("ticket:t1")
    assert kept is not None
    assert (kept.code, kept.text) == (4, "等了半小时")


async def test_there_are_only_five_levels(bench: Bench) -> None:
    talk = await bench.talk()
    with pytest.raises(BadMessage, match="五级"):
        await _given(bench, rating(talk, 6))


async def test_after_the_time_nothing_is_corrected_any_more(bench: Bench) -> None:
    talk = await bench.talk()
    await _given(bench, rating(talk, 1))
    with pytest.raises(OutOfTurn, match="过了"):
        await _given(bench, rating(talk, 5, at=NOON + timedelta(days=8)), timedelta(days=7))
