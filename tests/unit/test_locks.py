"""One at a time for each key, in the order of asking; different keys do not wait for each other."""

from __future__ import annotations

import asyncio

from assistant.conversation.locks import OneAtATime


async def test_the_same_key_is_held_by_one_after_the_other_in_order() -> None:
    locks, seen = OneAtATime[str](), list[str]()

    async def visit(name: str) -> None:
        async with locks.hold("counter"):
            seen.append(f"{name} in")
            await asyncio.sleep(0)
            seen.append(f"{name} out")

    await asyncio.gather(*(visit(name) for name in "abc"))

    assert seen == ["a in", "a out", "b in", "b out", "c in", "c out"]


async def test_another_key_does_not_wait() -> None:
    locks = OneAtATime[str]()
    async with locks.hold("chen"), asyncio.timeout(5), locks.hold("wang"):
        pass


async def test_a_lock_nobody_wants_any_more_is_forgotten() -> None:
    locks = OneAtATime[int]()
    for key in range(1000):
        async with locks.hold(key):
            pass
    assert len(locks) == 0


async def test_an_error_inside_lets_the_next_one_in() -> None:
    locks = OneAtATime[str]()

    async def fail() -> None:
        async with locks.hold("chen"):
            raise ValueError

    results = await asyncio.gather(fail(), fail(), return_exceptions=True)

    assert [type(r) for r in results] == [ValueError, ValueError]
