"""What time does: an injected clock, no sleeping; every sweep may run twice and does nothing the second time."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from assistant.errors import OutOfTurn
from assistant.helpdesk.hints import Hints
from assistant.housekeeping import Housekeeping
from assistant.knowledge.hours import SHANGHAI
from assistant.library import Librarian, Library
from assistant.storage.memory import SqlMemory
from assistant.tickets import Ticket
from tests.builders import text_of
from tests.helpdesk.hall import Hall, hall_over

EVERYBODY = ("rs-a", "rs-b", "rs-lead", "officer")


def keeper(hall: Hall) -> Housekeeping:
    librarian = Librarian(hall.settings, hall.library, frozenset())
    return Housekeeping(hall.memory, librarian, hall.clock, hall.settings, Hints())


async def sweep(hall: Hall, **time: float) -> Counter[str]:
    """Time passes, everybody who was there stays, and the sweeps run twice: the second must find nothing."""
    hall.passes(**time)
    async with hall.memory.reading() as stores:
        there = [p.staff for p in await stores.presence.all() if p.status == "present"]
    for login in there:
        await hall.desk.heartbeat(hall.staff[login])
    done = await keeper(hall).once(hall.clock.time)
    assert await keeper(hall).once(hall.clock.time) == Counter()
    return done


async def waiting(hall: Hall, *present: str, person: str = "chen") -> Ticket:
    await hall.present(*present)
    await hall.write("我要办失业登记", person)
    await hall.write("找人工", person)
    return await hall.ticket(person)


async def talking(hall: Hall, login: str = "rs-a") -> Ticket:
    ticket = await waiting(hall, *EVERYBODY)
    taken = await hall.desk.take(ticket.id, ticket.epoch, hall.staff[login])
    await hall.desk.say(taken.id, hall.staff[login], "您好", key="hello")
    return await hall.ticket()


async def asked(hall: Hall, ticket: Ticket) -> list[tuple[int, str | None]]:
    return [(e.detail["level"], e.detail["staff"]) for e in await hall.events(ticket.id) if e.move == "ask"]


async def test_a_then_b_then_lead_then_officer_are_asked_each_one_row(hall: Hall) -> None:
    """AB-03: 60, 60 and 120 seconds."""
    ticket = await waiting(hall, *EVERYBODY)
    assert ticket.asked == "rs-a"

    assert await sweep(hall, seconds=59) == Counter()
    for seconds in (1, 60, 120):
        assert await sweep(hall, seconds=seconds) == Counter(escalated=1)

    assert await asked(hall, ticket) == [(0, "rs-a"), (1, "rs-b"), (2, "rs-lead"), (3, "officer")]
    assert await sweep(hall, seconds=120) == Counter(reminded=1)
    assert (await hall.ticket()).asked == "officer"
    assert (await hall.ticket()).escalate_at is not None


async def test_absent_posts_are_skipped_at_once(hall: Hall) -> None:
    """AB-01: A 角 and B 角 both away."""
    ticket = await waiting(hall, "rs-lead", "officer")
    assert await asked(hall, ticket) == [(2, "rs-lead")]


async def test_a_late_a_cannot_steal_the_ticket_back(hall: Hall) -> None:
    ticket = await waiting(hall, *EVERYBODY)
    await sweep(hall, seconds=60)

    with pytest.raises(OutOfTurn, match="李强"):
        await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-a"])
    now = await hall.ticket()
    await hall.desk.take(now.id, now.epoch, hall.staff["rs-b"])
    with pytest.raises(OutOfTurn, match="李强"):
        await hall.desk.take(now.id, now.epoch, hall.staff["rs-a"])


async def test_who_is_asked_and_leaves_is_passed_over_without_waiting(hall: Hall) -> None:
    ticket = await waiting(hall, *EVERYBODY)
    await hall.desk.present(hall.staff["rs-a"], "away")

    assert await sweep(hall, seconds=1) == Counter(escalated=1)
    assert await asked(hall, ticket) == [(0, "rs-a"), (1, "rs-b")]


async def test_an_officer_whose_browser_dies_loses_the_citizen_to_the_front_of_the_queue(hall: Hall) -> None:
    ticket = await talking(hall)
    await waiting(hall, person="other")
    hall.passes(seconds=46)
    await hall.present("rs-b", "rs-lead", "officer")  # A's heartbeat is missing

    done = await keeper(hall).once(hall.clock.time)

    assert done["gone"] == 1
    back = await hall.ticket()
    assert (back.state, back.agent, back.front, back.asked) == ("queued", None, True, "rs-b")
    assert back.enqueued_at == ticket.enqueued_at
    assert (await hall.desk.queue(hall.staff["rs-b"]))[0].ticket.id == ticket.id
    assert "最前面" in (await hall.heard())[-1]
    with pytest.raises(OutOfTurn):
        await hall.desk.say(ticket.id, hall.staff["rs-a"], "我回来了", key="late")


async def test_who_takes_and_stays_silent_loses_the_ticket(hall: Hall) -> None:
    ticket = await waiting(hall, *EVERYBODY)
    await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-a"])

    assert await sweep(hall, seconds=120) == Counter(silent=1)
    assert (await hall.ticket()).asked == "rs-b"


async def test_heartbeats_keep_a_talk(hall: Hall) -> None:
    await talking(hall)
    for _ in range(5):
        assert await sweep(hall, seconds=40) == Counter()
    assert (await hall.ticket()).state == "active"


async def test_a_silent_citizen_is_reminded_then_wrapped_up_and_may_come_back(hall: Hall) -> None:
    await talking(hall)
    assert await sweep(hall, minutes=9) == Counter()
    assert await sweep(hall, minutes=1) == Counter(warned=1)
    assert "您还在吗" in (await hall.heard())[-1]
    assert await sweep(hall, minutes=5) == Counter(wrapped=1)

    await hall.write("还在的，刚才去拿户口本了")

    assert (await hall.ticket()).state == "active"


async def test_while_we_owe_an_answer_nobody_is_reminded(hall: Hall) -> None:
    await talking(hall)
    hall.passes(seconds=1)
    await hall.write("那要带什么")
    assert await sweep(hall, minutes=60) == Counter()


async def test_the_elderly_have_twice_the_time(hall: Hall) -> None:
    await hall.write("", choice="plain:on")
    ticket = await talking(hall)
    assert ticket.caller_class == "elderly"
    assert await sweep(hall, minutes=19) == Counter()
    assert await sweep(hall, minutes=1) == Counter(warned=1)
    assert await sweep(hall, minutes=9) == Counter()
    assert await sweep(hall, minutes=1) == Counter(wrapped=1)


async def test_at_closing_time_who_waits_is_promised_the_next_working_day(
    either: SqlMemory, library: Library, tmp_path: Path
) -> None:
    """AB-04 before 国庆 2026: closed from 1 to 7 October; Saturday 10 October is a make-up workday."""
    eve = datetime(2026, 9, 30, 16, 58, tzinfo=SHANGHAI)
    hall = await hall_over(either, library, tmp_path, now=eve)
    ticket = await waiting(hall, *EVERYBODY)
    assert ticket.state == "queued"

    assert (await sweep(hall, minutes=2))["shut"] == 1

    assert (await hall.ticket()).state == "callback"
    assert "10月8日（星期四）" in (await hall.heard())[-1]
    for days in range(1, 8):
        hall.clock.time = eve.replace(month=10, day=days, hour=10)
        assert await sweep(hall) == Counter(), f"{days} October is a holiday"
    hall.clock.time = datetime(2026, 10, 8, 9, 0, tzinfo=SHANGHAI)
    await hall.present("rs-a")
    assert await sweep(hall) == Counter(reopened=1)
    again = await hall.ticket()
    assert (again.state, again.asked) == ("queued", "rs-a")


@pytest.mark.parametrize(("day", "state"), [(10, "queued"), (11, "callback"), (17, "callback")])
async def test_a_make_up_saturday_is_worked_and_an_ordinary_one_is_not(
    either: SqlMemory, library: Library, tmp_path: Path, day: int, state: str
) -> None:
    hall = await hall_over(either, library, tmp_path, now=datetime(2026, 10, day, 10, 0, tzinfo=SHANGHAI))
    assert (await waiting(hall, *EVERYBODY)).state == state


async def test_called_back_people_come_before_those_of_today(hall: Hall) -> None:
    early = await waiting(hall)
    assert early.state == "callback"
    hall.passes(minutes=30)
    await waiting(hall, "rs-a", "rs-b", person="later")

    await sweep(hall, seconds=1)

    assert (await hall.desk.queue(hall.staff["rs-a"]))[0].ticket.id == early.id


async def test_when_everybody_leaves_the_queue_does_not_go_on_for_ever(hall: Hall) -> None:
    await waiting(hall, *EVERYBODY)
    for login in EVERYBODY:
        await hall.desk.present(hall.staff[login], "away")
    for _ in range(4):
        await keeper(hall).once(hall.clock.time)
        hall.passes(seconds=120)

    assert (await hall.ticket()).state == "callback"
    assert "没有工作人员在座位上" in text_of(await hall.write("还要等多久"))


async def test_a_wrap_up_that_nobody_finishes_is_closed_and_marked(hall: Hall) -> None:
    ticket = await talking(hall)
    await hall.desk.wrap_up(ticket.id, ticket.epoch, hall.staff["rs-a"])
    hall.passes(minutes=31)

    done = await keeper(hall).once(hall.clock.time)

    assert done["closed"] == 1
    closed = await hall.ticket()
    assert (closed.state, closed.outcome) == ("closed", "unrecorded")
    assert closed.summary


async def test_two_keepers_at_once_escalate_once(hall: Hall) -> None:
    ticket = await waiting(hall, *EVERYBODY)
    hall.passes(seconds=60)
    for login in EVERYBODY:
        await hall.desk.heartbeat(hall.staff[login])

    done = await asyncio.gather(*(keeper(hall).once(hall.clock.time) for _ in range(4)))

    assert sum(d["escalated"] for d in done) == 1
    assert len(await asked(hall, ticket)) == 2
