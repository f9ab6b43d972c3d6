"""Things go wrong, and the citizen neither loses a word nor reads a stack trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.conversation import Assistant
from assistant.dialogs.steps import decide
from assistant.dialogs.turn import Outcome, Turn
from assistant.errors import NotFound
from assistant.library import Library
from assistant.messages import Address
from assistant.storage.memory import SqlMemory
from tests.builders import ID_NUMBER, assistant_over, message, text_of
from tests.journeys.walks import Citizen

WHERE = Address("web", "chen")


async def test_a_bug_is_answered_politely_and_the_words_are_kept(
    memory: SqlMemory, library: Library, tmp_path: Path
) -> None:
    def broken(turn: Turn) -> Outcome:
        raise ZeroDivisionError

    assistant = assistant_over(memory, library, tmp_path, decide=broken)

    answer = await assistant.respond(message("孩子要上户口"))

    assert answer.state == "failed"
    assert "12345" in text_of(answer)
    assert "ZeroDivision" not in text_of(answer)
    assert [u.text for u in await assistant.history(WHERE) if u.speaker == "citizen"] == ["孩子要上户口"]


async def test_a_message_that_failed_is_answered_when_it_comes_again_and_stands_there_once(
    memory: SqlMemory, library: Library, tmp_path: Path
) -> None:
    attempts: list[Turn] = []

    def broken_once(turn: Turn) -> Outcome:
        attempts.append(turn)
        if len(attempts) == 1:
            raise ZeroDivisionError
        return decide(turn)

    assistant = assistant_over(memory, library, tmp_path, decide=broken_once)
    same = message("结婚登记要带什么", identity="same")

    failed = await assistant.respond(same)
    answered = await assistant.respond(same)
    repeated = await assistant.respond(same)

    assert failed.state == "failed"
    assert answered.state != "failed"
    assert repeated.replies == answered.replies
    assert len(attempts) == 2
    assert len([u for u in await assistant.history(WHERE) if u.speaker == "citizen"]) == 1


async def test_a_message_of_a_million_characters_gets_a_sentence_and_leaves_little_behind(assistant: Assistant) -> None:
    answer = await assistant.respond(message("我要办居住证" * 170_000))

    assert "太长" in text_of(answer)
    (kept,) = [u for u in await assistant.history(WHERE) if u.speaker == "citizen"]
    assert kept.text.startswith("我要办居住证")
    assert len(kept.text) <= 2001


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "\ud800", "😀😀😀", "。。。？？", "\u202e反过来", "a" * 1999])
async def test_odd_messages_are_answered_like_any_other(assistant: Assistant, text: str) -> None:
    answer = await assistant.respond(message(text))

    assert answer.state != "failed"
    assert text_of(answer)


async def test_a_number_of_a_person_is_hidden_in_what_the_page_shows_again(assistant: Assistant) -> None:
    answer = await assistant.respond(message(f"我的身份证是{ID_NUMBER}，要办居住证"))

    said = await assistant.history(WHERE)
    assert all(ID_NUMBER not in u.text for u in said)
    assert ID_NUMBER not in text_of(answer)


async def test_a_link_to_no_list_says_so(assistant: Assistant) -> None:
    with pytest.raises(NotFound, match="没有找到这份清单"):
        await assistant.checklist_for("no-such-token")


async def test_asking_for_history_begins_no_conversation(assistant: Assistant, memory: SqlMemory) -> None:
    assert await assistant.history(WHERE) == ()
    async with memory.reading() as stores:
        assert await stores.conversations.find(WHERE) is None


async def test_a_request_for_a_person_is_kept_with_all_that_this_person_needs(
    assistant: Assistant, memory: SqlMemory
) -> None:
    citizen = Citizen(assistant)
    await citizen.open_item("LB-YB-001")
    await citizen.say(f"我身份证{ID_NUMBER}")
    await citizen.open_item("LB-YB-001")
    await citizen.until_listed()

    answer = await citizen.say("转人工")

    async with memory.reading() as stores:
        (handover,) = await stores.handovers.of(answer.conversation)
    packet = handover.packet
    assert handover.item == packet["item"] == "LB-YB-001"
    assert packet["answers"]
    assert packet["checklist"] == citizen.token()
    assert packet["said"][-1]["text"] == answer.replies[-1].text
    assert ID_NUMBER not in str(packet)
    assert answer.replies[-1].phones
