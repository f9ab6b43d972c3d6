"""Ratings and cases in the talk: buttons and words, what the citizen reads, and the rows behind it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.conversation import Assistant
from assistant.helpdesk.vault import Vault
from assistant.library import Librarian, Library
from assistant.messages import Answer
from assistant.storage.memory import SqlMemory
from assistant.text.case_code import find_code
from assistant.tickets import Case, Rating
from tests.builders import NOON, PHONE, Clock, choice_ids, message, settings_for, text_of


@pytest.fixture
def safe(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault.key")


@pytest.fixture
def assistant(memory: SqlMemory, library: Library, tmp_path: Path, safe: Vault) -> Assistant:
    settings = settings_for(tmp_path)
    # A time as clocks have it: its digits, written out, would look like a number of somebody.
    clock = Clock(NOON.replace(minute=47, second=31, microsecond=234567))
    return Assistant(memory, Librarian(settings, library, frozenset()), clock, settings, safe=safe)


async def _cases(memory: SqlMemory, answer: Answer) -> tuple[Case, ...]:
    async with memory.reading() as stores:
        return await stores.cases.of(answer.conversation)


async def _ratings(memory: SqlMemory, answer: Answer) -> list[Rating]:
    async with memory.reading() as stores:
        return list(await stores.ratings.between(NOON - timedelta(days=9), NOON + timedelta(days=9)))


async def test_after_thanks_a_rating_is_offered_quietly_and_never_asked(assistant: Assistant) -> None:
    """EV-04: voluntary; nothing preselected; can be skipped."""
    thanked = await assistant.respond(message("谢谢"))
    assert "rate" in choice_ids(thanked)
    assert "满意" not in text_of(thanked)

    asked = await assistant.respond(message("", choice="rate"))
    levels = [c for c in choice_ids(asked) if c.startswith("rate:bot:")]
    assert [c[-1] for c in levels] == ["1", "2", "3", "4", "5"]
    assert "rate:skip" in choice_ids(asked)
    assert "不评也没关系" in text_of(asked)


async def test_who_skips_is_not_asked_again_and_nothing_is_kept(assistant: Assistant, memory: SqlMemory) -> None:
    """EV-04."""
    await assistant.respond(message("评价"))
    skipped = await assistant.respond(message("", choice="rate:skip"))
    assert "不评价" in text_of(skipped)
    assert await _ratings(memory, skipped) == []


async def test_the_bot_is_rated_by_a_button(assistant: Assistant, memory: SqlMemory) -> None:
    """EV-01, EV-15."""
    asked = await assistant.respond(message("评价"))
    answer = await assistant.respond(message("", choice=next(c for c in choice_ids(asked) if c.endswith(":1"))))

    (kept,) = await _ratings(memory, answer)
    assert (kept.target, kept.code, kept.staff, kept.channel) == ("bot", 1, None, "web")
    assert await _cases(memory, answer) == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [("很满意", 1), ("满意", 2), ("一般", 3), ("不满意", 4), ("非常不满意", 5), ("不满意，等了半小时", 4)],
)
async def test_a_rating_may_be_said_in_words(assistant: Assistant, memory: SqlMemory, words: str, code: int) -> None:
    await assistant.respond(message("评价"))
    answer = await assistant.respond(message(words))
    (kept,) = await _ratings(memory, answer)
    assert kept.code == code
    assert kept.text == (words if "半小时" in words else "")


async def test_words_of_a_level_are_no_rating_when_nothing_was_asked(assistant: Assistant, memory: SqlMemory) -> None:
    answer = await assistant.respond(message("满意"))
    assert await _ratings(memory, answer) == []


async def test_a_question_after_the_rating_question_is_a_question(assistant: Assistant, memory: SqlMemory) -> None:
    await assistant.respond(message("评价"))
    answer = await assistant.respond(message("一般多久能办好居住证"))
    assert await _ratings(memory, answer) == []
    assert "居住证" in text_of(answer)


async def test_a_poor_rating_gets_a_code_promised_days_and_room_for_a_reason(
    assistant: Assistant, memory: SqlMemory
) -> None:
    """EV-07, EV-09, EV-15."""
    await assistant.respond(message("评价"))
    answer = await assistant.respond(message("不满意"))
    (case,) = await _cases(memory, answer)
    assert case.code in text_of(answer)
    assert "11月23日" in text_of(answer)
    assert "11月27日" in text_of(answer)
    assert (case.target, case.state) == ("bot", "received")

    why = next(c for c in choice_ids(answer) if c.startswith("rate:why:"))
    await assistant.respond(message("", choice=why))
    said = await assistant.respond(message(f"问了三遍都没听懂，我电话{PHONE}"))
    (kept,) = await _ratings(memory, said)
    (case,) = await _cases(memory, said)
    assert kept.text.startswith("问了三遍都没听懂")
    assert case.text == kept.text
    assert PHONE not in kept.text


async def test_what_is_written_right_after_a_poor_rating_is_its_reason(assistant: Assistant, memory: SqlMemory) -> None:
    await assistant.respond(message("评价"))
    await assistant.respond(message("不满意"))
    said = await assistant.respond(message("等了老半天，闲话讲得太快，我听不清楚"))
    (case,) = await _cases(memory, said)
    assert case.text == "等了老半天，闲话讲得太快，我听不清楚"


@pytest.mark.parametrize("first", ["居住证怎么续", "转人工"])
async def test_a_question_after_a_poor_rating_is_a_question_and_what_comes_later_is_no_reason(
    assistant: Assistant, memory: SqlMemory, first: str
) -> None:
    await assistant.respond(message("评价"))
    await assistant.respond(message("不满意"))
    await assistant.respond(message(first))
    said = await assistant.respond(message("我父亲走了，户口本上还有他"))
    (case,) = await _cases(memory, said)
    assert case.text == ""


async def test_a_second_rating_says_that_it_corrects(assistant: Assistant, memory: SqlMemory) -> None:
    """EV-03."""
    for words in ("很满意", "基本满意"):
        await assistant.respond(message("评价"))
        answer = await assistant.respond(message(words))
    (kept,) = await _ratings(memory, answer)
    assert (kept.code, kept.times) == (3, 2)
    assert "改好了" in text_of(answer)


async def test_nobody_rates_a_service_of_another(assistant: Assistant, memory: SqlMemory) -> None:
    answer = await assistant.respond(message("", choice="rate:human:0123456789abcdef0123456789abcdef:5"))
    assert await _ratings(memory, answer) == []
    assert "没有要评价的" in text_of(answer)


async def _stuck(assistant: Assistant, person: str = "chen") -> Answer:
    await assistant.respond(message("为了办居住证我跑了三趟了还没办成", person))
    return await assistant.respond(message("", person, choice="case"))


async def test_what_could_not_be_done_is_registered_with_all_that_was_said(
    assistant: Assistant, memory: SqlMemory
) -> None:
    """NB-01, NB-05: opened at once, packet filled, exclusions asked."""
    answer = await _stuck(assistant)

    (case,) = await _cases(memory, answer)
    assert (case.kind, case.state, case.department) == ("stuck", "registered", "ga")
    assert case.code in text_of(answer)
    assert "跑了三趟" in case.text
    assert any("跑了三趟" in line["text"] for line in case.packet["said"])
    reasons = [c for c in choice_ids(answer) if c.startswith("case:why:")]
    assert {c.rsplit(":", 1)[1] for c in reasons} >= {"sent_round", "own_papers", "own_conditions", ""}


async def test_one_tap_registers_in_every_state(assistant: Assistant, memory: SqlMemory) -> None:
    """NB-05: also in the middle of a form, and before anything was said."""
    for n, words in enumerate(("", "低保要带什么材料", "公积金", "评价")):
        if words:
            await assistant.respond(message(words, f"p{n}"))
        answer = await assistant.respond(message("", f"p{n}", choice="case"))
        assert len(await _cases(memory, answer)) == 1, words


async def test_the_same_matter_is_registered_once(assistant: Assistant, memory: SqlMemory) -> None:
    await _stuck(assistant)
    again = await _stuck(assistant)
    (case,) = await _cases(memory, again)
    assert "登记过" in text_of(again)
    assert case.code in text_of(again)


async def test_the_same_message_twice_registers_once_and_answers_the_same(
    assistant: Assistant, memory: SqlMemory
) -> None:
    once = message("", choice="case", identity="tap")
    first, second = await assistant.respond(once), await assistant.respond(once)
    assert second.repeated
    assert text_of(first) == text_of(second)
    assert len(await _cases(memory, first)) == 1


async def test_an_exclusion_is_noted_and_told_and_refuses_nobody(assistant: Assistant, memory: SqlMemory) -> None:
    """NB-01: 排除项."""
    answer = await _stuck(assistant)
    own = next(c for c in choice_ids(answer) if c.endswith(":own_papers"))
    told = await assistant.respond(message("", choice=own))
    (case,) = await _cases(memory, told)
    assert case.reason == "own_papers"
    assert case.state == "registered"
    assert "核对" in text_of(told)


async def _asked_for_a_number(assistant: Assistant) -> Answer:
    answer = await _stuck(assistant)
    return await assistant.respond(message("", choice=next(c for c in choice_ids(answer) if c.endswith(":sent_round"))))


@pytest.mark.parametrize("words", [f"好的，{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", PHONE, "021-59530000"])
async def test_a_number_is_asked_with_its_purpose_sealed_and_never_in_the_talk(
    assistant: Assistant, memory: SqlMemory, safe: Vault, words: str
) -> None:
    """PI-02, PI-03."""
    asked = await _asked_for_a_number(assistant)
    assert "只用来联系和回访这一件事" in text_of(asked)

    kept = await assistant.respond(message(words))

    (case,) = await _cases(memory, kept)
    assert case.contact is not None
    number = safe.open(case.contact)
    assert number in (PHONE, "02159530000")
    async with memory.reading() as stores:
        said = await stores.conversations.said(kept.conversation, 50)
        raw = str(await stores.cases.events(case.id)) + str(said)
    assert number not in raw.replace(" ", "").replace("-", "")
    assert "请不要再发" not in text_of(kept), "the number was asked for"


async def test_an_unclear_number_is_asked_again_and_none_is_all_right(assistant: Assistant, memory: SqlMemory) -> None:
    await _asked_for_a_number(assistant)
    unclear = await assistant.respond(message("1380000"))
    assert "好像不对" in text_of(unclear)
    answer = await assistant.respond(message("不用留了"))
    (case,) = await _cases(memory, answer)
    assert case.contact is None
    assert "不留电话" in text_of(answer)


async def test_the_code_works_only_where_it_was_given(assistant: Assistant, memory: SqlMemory) -> None:
    """NB: only from the same channel identity."""
    registered = await _stuck(assistant)
    code = find_code(text_of(registered))
    assert code is not None

    mine = await assistant.respond(message(f"查一下 {code}"))
    spoken = await assistant.respond(message(f"帮我查查{code.lower().replace('-', ' ')}到哪了"))
    others = await assistant.respond(message(f"查一下 {code}", "somebody-else"))

    assert "等人接单" in text_of(mine)
    assert "11月27日" in text_of(mine)
    assert text_of(spoken) == text_of(mine)
    assert "没有查到" in text_of(others)
    assert "等人接单" not in text_of(others)


async def test_a_slip_in_the_code_is_told_as_a_slip(assistant: Assistant) -> None:
    code = find_code(text_of(await _stuck(assistant)))
    assert code is not None
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert "写错了一个字" in text_of(await assistant.respond(message(f"查一下 {wrong}")))


async def test_all_that_was_registered_here_is_listed(assistant: Assistant) -> None:
    nothing = await assistant.respond(message("我的登记", "new"))
    assert "还没有登记" in text_of(nothing)
    code = find_code(text_of(await _stuck(assistant, "new")))
    assert str(code) in text_of(await assistant.respond(message("我的登记", "new")))


async def test_a_failure_in_the_middle_registers_nothing(
    memory: SqlMemory, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assistant: Assistant
) -> None:
    """One message, one transaction: no code is told that is not kept."""
    monkeypatch.setattr("assistant.conversation.assistant.state_of", lambda dialog: 1 / 0)
    answer = await assistant.respond(message("", choice="case"))
    assert answer.state == "failed"
    assert find_code(text_of(answer)) is None
    assert await _cases(memory, answer) == ()
