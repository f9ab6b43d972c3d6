"""One look at the hall for all the pages that look at the same time."""

from __future__ import annotations

import asyncio
from time import monotonic

from assistant.helpdesk.hall_now import OneRead
from tests.helpdesk.hall import Hall


async def test_many_who_look_at_the_same_moment_read_once() -> None:
    reads: OneRead[int] = OneRead()
    count = 0

    async def read() -> int:
        nonlocal count
        count += 1
        await asyncio.sleep(0)
        return count

    moment = monotonic()
    assert await asyncio.gather(*(reads.since(moment, read) for _ in range(20))) == [1] * 20
    assert await reads.since(monotonic(), read) == 2, "who needs it newer gets it newer"


async def test_who_breaks_off_leaves_the_reading_to_the_next() -> None:
    reads: OneRead[str] = OneRead()
    begun = asyncio.Event()

    async def slow() -> str:
        begun.set()
        await asyncio.Event().wait()
        return "never"

    async def quick() -> str:
        return "read"

    first = asyncio.create_task(reads.since(0.0, slow))
    await begun.wait()
    second = asyncio.create_task(reads.since(0.0, quick))
    first.cancel()

    assert await second == "read"


async def test_each_console_sees_its_own_part_of_the_same_hall(hall: Hall) -> None:
    await hall.present("rs-a", "ss-a")
    await hall.write("我要办失业登记", "chen")
    await hall.write("找人工", "chen")
    ticket = await hall.ticket("chen")

    ours, theirs, everybody = [
        await hall.desk.updates(hall.staff[login], patience=0) for login in ("rs-a", "ss-a", "officer")
    ]

    assert [line.ticket.id for line in ours.queue] == [ticket.id]
    assert ours.queue[0].mine
    assert theirs.queue == ()
    assert [line.ticket.id for line in everybody.queue] == [ticket.id]
    assert not everybody.queue[0].mine
    assert ours.cursor != theirs.cursor
