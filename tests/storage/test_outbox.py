"""Delivery keeps the order, loses nothing, and bounds what may arrive twice; on either database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from assistant.messages import Address, Reply
from assistant.outbox import AT_ONCE, LEASE, Delivery, Outbox
from assistant.posting import post
from assistant.storage.memory import SqlMemory
from assistant.tickets import Notice, Ticket
from tests.builders import NOON, Clock, memory_in


class Phone:
    """The far end: what arrived, and what it answers to each send."""

    def __init__(self, *answers: Delivery) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.answers = list(answers)
        self.under_way = 0
        self.most_under_way = 0

    async def __call__(self, notice: Notice) -> Delivery:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        answer = self.answers.pop(0) if self.answers else Delivery("sent")
        if answer.result in ("sent", "unsure"):
            self.arrived.append((notice.person, notice.body["text"]))
        return answer


async def _post(memory: SqlMemory, person: str, texts: Sequence[str], key: str = "m1") -> None:
    async with memory.writing() as stores:
        conversation = await stores.conversations.at(Address("telegram", person), NOON)
        await post(stores, conversation, [Reply(text) for text in texts], key, NOON)


def _outbox(memory: SqlMemory, phone: Phone, clock: Clock) -> Outbox:
    return Outbox(memory, clock, "telegram", phone)


async def _unfinished(memory: SqlMemory) -> dict[str, int]:
    async with memory.reading() as stores:
        return await stores.notices.unfinished("telegram")


async def test_each_person_gets_everything_in_order_and_few_sends_are_under_way_at_once(either: SqlMemory) -> None:
    people = [f"p{n}" for n in range(12)]
    for person in people:
        await _post(either, person, [f"{n}" for n in range(5)])
    phone = Phone()

    assert await _outbox(either, phone, Clock()).deliver_due() == 60

    for person in people:
        assert [text for to, text in phone.arrived if to == person] == ["0", "1", "2", "3", "4"]
    assert 1 < phone.most_under_way <= AT_ONCE
    assert await _unfinished(either) == {}


async def test_what_is_posted_twice_under_one_key_is_sent_once(either: SqlMemory) -> None:
    await _post(either, "li", ["您好", "请问"])
    await _post(either, "li", ["您好", "请问"])
    phone = Phone()
    await _outbox(either, phone, Clock()).deliver_due()

    assert phone.arrived == [("li", "您好"), ("li", "请问")]


async def test_a_channel_that_is_read_by_cursor_gets_no_notice(either: SqlMemory) -> None:
    async with either.writing() as stores:
        conversation = await stores.conversations.at(Address("web", "li"), NOON)
        await post(stores, conversation, [Reply("您好")], "m1", NOON)
        assert await stores.notices.unfinished("web") == {}


async def test_told_to_wait_the_whole_channel_waits_as_long_and_then_goes_on_in_order(either: SqlMemory) -> None:
    await _post(either, "li", ["一", "二"])
    clock, phone = Clock(), Phone(Delivery("wait", 30))
    outbox = _outbox(either, phone, clock)

    await outbox.deliver_due()
    clock.time += timedelta(seconds=29)
    await outbox.deliver_due()
    assert phone.arrived == []

    clock.time += timedelta(seconds=2)
    await outbox.deliver_due()
    assert phone.arrived == [("li", "一"), ("li", "二")]


async def test_a_failure_is_tried_again_and_holds_back_only_that_person(either: SqlMemory) -> None:
    await _post(either, "li", ["一", "二"])
    clock, phone = Clock(), Phone(Delivery("retry", error="502"))
    outbox = _outbox(either, phone, clock)
    await outbox.deliver_due()
    await _post(either, "wang", ["三"])
    await outbox.deliver_due()
    assert phone.arrived == [("wang", "三")]

    clock.time += timedelta(minutes=1)
    await outbox.deliver_due()
    assert phone.arrived == [("wang", "三"), ("li", "一"), ("li", "二")]


async def test_one_whose_arrival_is_unsure_is_sent_a_second_time_and_no_third(either: SqlMemory) -> None:
    await _post(either, "li", ["一", "二"])
    clock, phone = Clock(), Phone(Delivery("unsure"), Delivery("unsure"))
    outbox = _outbox(either, phone, clock)
    for _ in range(5):
        await outbox.deliver_due()
        clock.time += timedelta(minutes=1)

    assert phone.arrived == [("li", "一"), ("li", "一"), ("li", "二")]


async def test_a_person_who_blocked_us_gets_it_after_writing_again(either: SqlMemory) -> None:
    await _post(either, "li", ["一", "二"])
    clock, phone = Clock(), Phone(Delivery("gone", error="blocked"))
    outbox = _outbox(either, phone, clock)
    await outbox.deliver_due()
    assert await _unfinished(either) == {"undeliverable": 1, "new": 1}

    async with either.writing() as stores:
        assert await stores.notices.revive("telegram", "li", clock.now()) == 1
    await outbox.deliver_due()
    assert phone.arrived == [("li", "一"), ("li", "二")]


async def test_what_the_channel_refuses_is_parked_and_the_next_one_goes_out(either: SqlMemory) -> None:
    await _post(either, "li", ["坏", "好"])
    phone = Phone(Delivery("refused", error="400"))
    await _outbox(either, phone, Clock()).deliver_due()

    assert phone.arrived == [("li", "好")]
    assert await _unfinished(either) == {"parked": 1}


async def test_what_a_dead_process_was_sending_goes_out_after_its_lease(either: SqlMemory) -> None:
    await _post(either, "li", ["一", "二"])
    clock = Clock()
    async with either.writing() as stores:  # taken, and then the process is gone
        (lost,) = await stores.notices.take("telegram", clock.now(), LEASE, AT_ONCE)
    phone = Phone()
    outbox = _outbox(either, phone, clock)
    await outbox.deliver_due()
    assert phone.arrived == []

    clock.time += LEASE + timedelta(seconds=1)
    await outbox.deliver_due()
    assert lost.body["text"] == "一"
    assert phone.arrived == [("li", "一"), ("li", "二")]


async def test_two_processes_deliver_side_by_side_without_sending_anything_twice(tmp_path: Path, database: str) -> None:
    async with memory_in(tmp_path, database) as one, memory_in(tmp_path, database) as other:
        for n in range(30):
            await _post(one, f"p{n}", ["a", "b", "c"])
        phone = Phone()
        clock = Clock()
        for _ in range(3):
            await asyncio.gather(*(_outbox(memory, phone, clock).deliver_due() for memory in (one, other)))

    assert len(phone.arrived) == 90
    for n in range(30):
        assert [text for to, text in phone.arrived if to == f"p{n}"] == ["a", "b", "c"]


async def test_a_sender_that_breaks_loses_nothing_silently(either: SqlMemory) -> None:
    async def broken(notice: Notice) -> Delivery:
        raise RuntimeError("boom")

    await _post(either, "li", ["一"])
    await Outbox(either, Clock(), "telegram", broken).deliver_due()

    assert await _unfinished(either) == {"parked": 1}


async def test_what_the_bot_said_before_a_person_took_over_is_not_sent_any_more(either: SqlMemory) -> None:
    await _post(either, "li", ["机器人说的"])
    async with either.writing() as stores:
        conversation = await stores.conversations.at(Address("telegram", "li"), NOON)
        ticket = Ticket("t1", "GD-1", conversation.id, "claimed", 2, "rs", None, "", {}, "other", NOON, NOON, NOON)
        await stores.tickets.add(ticket)
        await post(stores, conversation, [Reply("您好，我是工作人员")], "a1", NOON, 2, "agent")
        await post(stores, conversation, [Reply("先打 120", kind="emergency")], "a2", NOON, 1)
        await post(stores, conversation, [Reply("排在第 1 位")], "a3", NOON, 1)
        await post(stores, conversation, [Reply("接着原来的说")], "a4", NOON, 2)
    phone = Phone()
    await _outbox(either, phone, Clock()).deliver_due()

    assert [text for _, text in phone.arrived] == ["您好，我是工作人员", "先打 120", "接着原来的说"]
    assert await _unfinished(either) == {}


async def test_what_the_bot_said_waits_for_nobody_while_the_citizen_only_queues(either: SqlMemory) -> None:
    async with either.writing() as stores:
        conversation = await stores.conversations.at(Address("telegram", "li"), NOON)
        ticket = Ticket("t1", "GD-1", conversation.id, "queued", 3, "rs", None, "", {}, "other", NOON, NOON, NOON)
        await stores.tickets.add(ticket)
        await post(stores, conversation, [Reply("排在第 1 位")], "a1", NOON, 1)
    phone = Phone()
    await _outbox(either, phone, Clock()).deliver_due()

    assert phone.arrived == [("li", "排在第 1 位")]


async def test_a_sender_that_begins_anew_takes_up_what_the_dead_one_left_at_once(either: SqlMemory) -> None:
    await _post(either, "li", ["一", "二"])
    async with either.writing() as stores:
        await stores.notices.take("telegram", NOON, LEASE, AT_ONCE)
    async with either.writing() as stores:
        assert await stores.notices.recover("telegram", NOON) == 1
    phone = Phone(Delivery("unsure"))
    await _outbox(either, phone, Clock()).deliver_due()

    assert phone.arrived == [("li", "一"), ("li", "二")]
