"""What is kept of a question and its first answer, and what becomes of it, told to the real assistant."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from assistant.conversation import Assistant
from assistant.dialogs.human import call_human
from assistant.dialogs.searching import admit_ignorance
from assistant.dialogs.turn import Outcome, Turn
from assistant.library import Library
from assistant.ports_learning import FirstAnswer
from assistant.storage.memory import SqlMemory
from tests.builders import ID_NUMBER, NOON, PHONE, assistant_over, message

VAGUE = "居住证"


async def kept(memory: SqlMemory) -> tuple[FirstAnswer, ...]:
    async with memory.reading() as stores:
        return await stores.asked.between(NOON - timedelta(days=1), NOON + timedelta(days=1))


async def test_a_sure_answer_is_one_row_and_what_follows_is_none(memory: SqlMemory, assistant: Assistant) -> None:
    for text in ("我失业了，想去登记", "要带什么", "谢谢"):
        await assistant.respond(message(text))

    (row,) = await kept(memory)
    assert (row.outcome, row.told, row.became, row.item) == ("sure", ("LB-RS-001",), "answered", "LB-RS-001")
    assert row.first[0][0] == "LB-RS-001"
    assert row.channel == "web"


def lost(turn: Turn) -> Outcome:
    """Understands nothing, but calls a person on request: which sentence the search does not know changes."""
    return call_human(turn, "citizen_asked") if turn.message.choice else admit_ignorance(turn)


async def test_what_is_not_understood_is_kept_with_its_hand_over(
    memory: SqlMemory, library: Library, tmp_path: Path
) -> None:
    assistant = assistant_over(memory, library, tmp_path, decide=lost)
    await assistant.respond(message("帮我看看这个行不行"))
    (row,) = await kept(memory)
    assert (row.outcome, row.became) == ("unknown", "open")

    await assistant.respond(message("转人工", choice="human"))
    (row,) = await kept(memory)
    assert (row.became, row.reason) == ("handed", "citizen_asked")


async def test_a_choice_among_items_is_followed(memory: SqlMemory, assistant: Assistant) -> None:
    answer = await assistant.respond(message(VAGUE))
    (row,) = await kept(memory)
    assert row.outcome == "unsure"
    ways = [c.id for reply in answer.replies for c in reply.choices if c.id.startswith("item:")]
    await assistant.respond(message("", choice=ways[1]))
    (row,) = await kept(memory)
    assert (row.became, row.chosen) == ("chosen", ways[1].removeprefix("item:"))


async def test_a_correction_is_kept_with_what_was_meant(memory: SqlMemory, assistant: Assistant) -> None:
    await assistant.respond(message("我失业了，想去登记"))
    answer = await assistant.respond(message("不是这个", choice="wrong"))
    (row,) = await kept(memory)
    assert row.became == "corrected"

    ways = [c.id for reply in answer.replies for c in reply.choices if c.id.startswith("item:")]
    await assistant.respond(message("", choice=ways[0]))
    (row,) = await kept(memory)
    assert (row.became, row.chosen) == ("corrected", ways[0].removeprefix("item:"))


async def test_a_poor_rating_of_the_bot_marks_the_question(memory: SqlMemory, assistant: Assistant) -> None:
    await assistant.respond(message("我失业了，想去登记"))
    answer = await assistant.respond(message("评价"))
    worst = next(c.id for reply in answer.replies for c in reply.choices if c.id.endswith(":5"))
    await assistant.respond(message("", choice=worst))
    (row,) = await kept(memory)
    assert row.became == "poor"


async def test_numbers_and_names_never_reach_the_table(memory: SqlMemory, assistant: Assistant) -> None:
    await assistant.respond(message(f"我叫王小明，身份证{ID_NUMBER}，电话{PHONE}，想办失业登记"))
    (row,) = await kept(memory)
    for secret in ("王小明", ID_NUMBER, PHONE):
        assert secret not in row.question + row.key
    assert "失业登记" in row.question


async def test_a_message_that_comes_twice_is_one_row(memory: SqlMemory, assistant: Assistant) -> None:
    for _ in range(2):
        await assistant.respond(message("我失业了，想去登记", identity="twice"))
    assert len(await kept(memory)) == 1


async def test_a_button_is_no_question(memory: SqlMemory, assistant: Assistant, library: Library) -> None:
    await assistant.respond(message("", choice="item:LB-RS-001"))
    await assistant.respond(message("您好"))
    assert await kept(memory) == ()
