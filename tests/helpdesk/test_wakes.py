"""A hint in one process reaches the others on the same PostgreSQL; without it they look into the tables anyway."""

from __future__ import annotations

import asyncio

from assistant.helpdesk.hints import QUEUE, Hints
from assistant.storage.wakes import PostgresWakes
from tests.postgres import Postgres


async def test_a_change_in_one_process_wakes_who_waits_in_another(postgres: Postgres) -> None:
    address = await postgres.database()
    here, there = Hints(), Hints()
    wakes = [PostgresWakes(address, hints) for hints in (here, there)]
    tasks = [asyncio.create_task(w.run()) for w in wakes]
    await asyncio.gather(*(w.listening.wait() for w in wakes))
    waiting = asyncio.create_task(there.news(60))
    await asyncio.sleep(0)

    here.wake()

    assert await waiting
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_word_in_one_talk_wakes_neither_another_citizen_nor_another_process_for_nothing(
    postgres: Postgres,
) -> None:
    address = await postgres.database()
    here, there = Hints(), Hints()
    wakes = [PostgresWakes(address, hints) for hints in (here, there)]
    tasks = [asyncio.create_task(w.run()) for w in wakes]
    await asyncio.gather(*(w.listening.wait() for w in wakes))
    mine, other, officer = (
        asyncio.create_task(there.news(60, about)) for about in (frozenset({"mine"}), frozenset({"other", QUEUE}), None)
    )
    await asyncio.sleep(0)

    here.wake("mine", "ticket")

    assert await mine
    assert await officer
    assert not other.done()
    here.wake(QUEUE)
    assert await other
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_waits_is_let_go_when_the_program_ends() -> None:
    hints = Hints()
    waiting = asyncio.create_task(hints.news(60))
    await asyncio.sleep(0)

    hints.close()

    assert await waiting
    assert not await hints.news(60)


async def test_who_is_typing_is_known_in_the_other_process_too(postgres: Postgres) -> None:
    address = await postgres.database()
    here, there = Hints(), Hints()
    wakes = [PostgresWakes(address, hints) for hints in (here, there)]
    tasks = [asyncio.create_task(w.run()) for w in wakes]
    await asyncio.gather(*(w.listening.wait() for w in wakes))
    waiting = asyncio.create_task(there.news(60, frozenset({"ticket"})))
    await asyncio.sleep(0)

    here.typing("ticket", "agent")

    assert await waiting
    assert there.is_typing("ticket", "agent")
    assert not there.is_typing("ticket", "citizen")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
