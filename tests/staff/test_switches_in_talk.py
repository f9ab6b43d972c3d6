"""What a citizen is told of what is turned off: honestly, with a way to go on, and no answer where none shall be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation import Assistant
from assistant.errors import NotFound
from assistant.library import Library
from assistant.messages import Answer
from assistant.people import Duty, Presence
from assistant.staff.accounts import Accounts
from assistant.staff.switching import Switching
from assistant.storage.memory import SqlMemory
from tests.builders import NOON, Clock, assistant_over, choice_ids, message, settings_for, text_of

ITEM = "LB-RS-001"
OTHER = "LB-YB-001"

Puts = Callable[..., Awaitable[str]]


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON - timedelta(hours=10))  # ten in the morning of a Friday, in Shanghai


@pytest.fixture
def assistant(memory: SqlMemory, library: Library, tmp_path: Path, clock: Clock) -> Assistant:
    return assistant_over(memory, library, tmp_path, clock=clock)


@pytest.fixture
def put(memory: SqlMemory, library: Library, clock: Clock) -> Puts:
    """Turns something off at the machine; the switch's id."""

    async def turn_off(kind: Any, target: str = "", text: str = "", **given: Any) -> str:
        items = library.catalogue.items
        values = {"reason": "核对", "until": None, **given}
        done = await Switching(memory, clock).put(kind, target, text=text, by=None, items=items, **values)
        return done.id

    return turn_off


async def _with_desk(memory: SqlMemory, tmp_path: Path, clock: Clock) -> None:
    """An agent of 区人社局 on duty and at the desk."""
    staff, _ = await Accounts(memory, clock, settings_for(tmp_path)).add("rs-a", "甲", "agent", "rs")
    now = clock.now()
    async with memory.writing() as stores:
        week = (1, 2, 3, 4, 5, 6, 7)
        await stores.duty.save(Duty("d1", "rs", "A", staff.id, week, "00:00", "23:59", now.date()))
        await stores.presence.put(Presence(staff.id, "present", now + timedelta(hours=1), now))


def _option(answer: Answer) -> str:
    """What leads on to the list: the first option of the question that was asked, or 要带什么材料."""
    return next(c for c in choice_ids(answer) if c.startswith(("opt:", "aspect:materials:")))


async def test_an_item_turned_off_is_told_with_its_telephone_and_not_answered(
    assistant: Assistant, library: Library, put: Puts
) -> None:
    item = library.catalogue.items[ITEM]
    phone = next(d.phone for d in library.catalogue.departments.values() if d.name == item.department)
    before = await assistant.respond(message("", choice=f"item:{ITEM}"))
    switch = await put("item", ITEM, "材料有变化。")

    answer = await assistant.respond(message("", choice=f"item:{ITEM}"))

    assert item.item_name in text_of(answer)
    assert "正在核对" in text_of(answer)
    assert "材料有变化。" in text_of(answer)
    assert phone in answer.replies[-1].phones
    assert "human" in choice_ids(answer)
    assert all(not r.items and r.checklist is None for r in answer.replies)
    assert "正在核对" not in text_of(before)
    assert switch


async def test_other_items_are_answered_as_before_and_the_item_again_when_it_is_back(
    assistant: Assistant, memory: SqlMemory, clock: Clock, put: Puts
) -> None:
    plain = await assistant.respond(message("", "one", choice=f"item:{OTHER}"))
    switch = await put("item", ITEM)
    meanwhile = await assistant.respond(message("", "two", choice=f"item:{OTHER}"))
    await Switching(memory, clock).end(switch, by=None)
    again = await assistant.respond(message("", "three", choice=f"item:{ITEM}"))

    assert text_of(meanwhile) == text_of(plain)
    assert "正在核对" not in text_of(again)


async def test_an_item_turned_off_in_the_middle_of_its_questions_gives_no_list(assistant: Assistant, put: Puts) -> None:
    answer = await assistant.respond(message("", choice=f"item:{ITEM}"))
    await put("item", ITEM)

    answer = await assistant.respond(message("", choice=_option(answer)))
    later = await assistant.respond(message("谢谢"))

    assert "正在核对" in text_of(answer)
    assert answer.state == "idle"
    assert "正在核对" not in text_of(later)


async def test_a_list_given_out_is_not_shown_while_its_item_is_off(assistant: Assistant, put: Puts) -> None:
    answer = await assistant.respond(message("", choice=f"item:{ITEM}"))
    for _ in range(12):
        found = next((r for r in answer.replies if r.token), None)
        if found is not None:
            break
        answer = await assistant.respond(message("", choice=_option(answer)))
    assert found is not None
    assert (await assistant.checklist_for(found.token)).checklist.code == ITEM
    await put("item", ITEM)

    with pytest.raises(NotFound, match="正在核对"):
        await assistant.checklist_for(found.token)


async def test_a_channel_turned_off_answers_nothing_but_says_so_and_others_go_on(
    assistant: Assistant, put: Puts, clock: Clock
) -> None:
    end = clock.now() + timedelta(hours=3)
    await put("channel", "telegram", "线路检修。", until=end)
    here = message("医保怎么报销")
    there = replace(here, address=replace(here.address, channel="telegram"))

    told, answered = await assistant.respond(there), await assistant.respond(here)

    assert "这里的服务现在暂停" in text_of(told)
    assert "线路检修。" in text_of(told)
    assert "预计11月20日 13:00 以后恢复" in text_of(told)
    assert told.replies[0].phones == ("12345",)
    assert len(told.replies) == 1
    assert "暂停" not in text_of(answered)


async def test_danger_to_life_is_answered_whatever_is_turned_off(assistant: Assistant, put: Puts) -> None:
    for kind, target in (("channel", "web"), ("bot", ""), ("handover", "")):
        await put(kind, target)

    answer = await assistant.respond(message("家里着火了"))

    assert "119" in text_of(answer)


async def test_without_the_bot_every_message_goes_to_a_person(
    assistant: Assistant, memory: SqlMemory, tmp_path: Path, clock: Clock, put: Puts
) -> None:
    await _with_desk(memory, tmp_path, clock)
    await put("bot")

    answer = await assistant.respond(message("社保卡怎么办"))

    async with memory.reading() as stores:
        tickets = await stores.tickets.open_in(None)
    assert [t.reason for t in tickets] == ["bot_off"]
    assert "机器人现在暂停" in text_of(answer)
    assert tickets[0].number in text_of(answer)


async def test_a_greeting_does_not_call_anybody_while_the_bot_is_off(
    assistant: Assistant, memory: SqlMemory, tmp_path: Path, clock: Clock, put: Puts
) -> None:
    await _with_desk(memory, tmp_path, clock)
    await put("bot")

    told = [text_of(await assistant.respond(message(t, choice=c))) for t, c in (("", "start"), ("谢谢", None))]

    async with memory.reading() as stores:
        assert await stores.tickets.open_in(None) == ()
    assert all("机器人现在暂停" in one and "我转给工作人员" in one for one in told)


async def test_without_bot_and_persons_nobody_is_promised_an_answer(assistant: Assistant, put: Puts) -> None:
    await put("bot")
    unstaffed = await assistant.respond(message("社保卡怎么办"))
    await put("handover")
    both = await assistant.respond(message("社保卡怎么办"))

    for answer in (unstaffed, both):
        assert "不会有人马上看到" in text_of(answer)
        assert "转给工作人员" not in text_of(answer)
        assert "12345" in answer.replies[-1].phones


async def test_hand_overs_turned_off_are_told_with_the_telephone_and_open_no_ticket(
    assistant: Assistant, memory: SqlMemory, library: Library, tmp_path: Path, clock: Clock, put: Puts
) -> None:
    await _with_desk(memory, tmp_path, clock)
    phone = next(d.phone for d in library.catalogue.departments.values() if d.id == "rs")
    await assistant.respond(message("", choice=f"item:{ITEM}"))
    await put("handover", text="今天下午开会。")

    answer = await assistant.respond(message("", choice="human"))

    async with memory.reading() as stores:
        assert await stores.tickets.open_in(None) == ()
    assert "现在不能在这里转给工作人员" in text_of(answer)
    assert "今天下午开会。" in text_of(answer)
    assert answer.replies[-1].phones == (phone, "12345")
    assert "已经为您叫" not in text_of(answer)


async def test_whoever_waits_already_keeps_the_place_when_hand_overs_are_turned_off(
    assistant: Assistant, memory: SqlMemory, tmp_path: Path, clock: Clock, put: Puts
) -> None:
    await _with_desk(memory, tmp_path, clock)
    await assistant.respond(message("", choice=f"item:{ITEM}"))
    await assistant.respond(message("", choice="human"))
    await put("handover")

    answer = await assistant.respond(message("", choice="human"))

    async with memory.reading() as stores:
        assert len(await stores.tickets.open_in(None)) == 1
    assert "第 1 位" in text_of(answer)


async def test_an_emergency_notice_is_said_once_in_every_conversation_and_a_new_one_again(
    assistant: Assistant, memory: SqlMemory, clock: Clock, put: Puts
) -> None:
    await assistant.respond(message("你好"))
    first = await put("notice", text="台风来了，大厅下午关门。")
    heard = [text_of(await assistant.respond(message("你好"))) for _ in range(2)]
    await Switching(memory, clock).end(first, by=None)
    await put("notice", text="大厅明天开门。")
    later = text_of(await assistant.respond(message("你好")))

    assert ["台风来了" in one for one in heard] == [True, False]
    assert "大厅明天开门" in later
    assert "台风" not in later


async def test_a_switch_with_an_end_ends_by_itself(assistant: Assistant, clock: Clock, put: Puts) -> None:
    await put("channel", "web", until=clock.now() + timedelta(minutes=5))
    during = text_of(await assistant.respond(message("你好")))
    clock.time += timedelta(minutes=6)
    after = text_of(await assistant.respond(message("你好")))

    assert "暂停" in during
    assert "暂停" not in after
