"""From the call for a person to the end, as the citizen sees it; rule numbers are those of the service standards."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from assistant.conversation import Assistant
from assistant.errors import NotAllowed, NotFound, OutOfTurn
from assistant.helpdesk.opening import new_id
from assistant.knowledge.hours import SHANGHAI
from assistant.library import Library
from assistant.messages import Address
from assistant.storage.memory import SqlMemory
from assistant.text.mask import mask
from tests.builders import ID_NUMBER, PHONE, message, text_of
from tests.helpdesk.hall import Hall, hall_over

SUBSIDY = "我要办失业登记"


async def test_who_calls_a_person_is_told_place_department_and_range(hall: Hall) -> None:
    await hall.present("rs-a")
    await hall.write(SUBSIDY)

    told = text_of(await hall.write("找人工"))

    assert "区人社局" in told
    assert "第 1 位" in told
    assert "分钟" in told
    ticket = await hall.ticket()
    assert ticket.number in told
    assert (ticket.state, ticket.department, ticket.asked) == ("queued", "rs", "rs-a")


async def test_asking_again_gives_the_current_place_and_no_second_entry(hall: Hall) -> None:
    await hall.present("rs-a")
    for person in ("first", "chen"):
        await hall.write(SUBSIDY, person)
        await hall.write("找人工", person)
    assert "第 2 位" in text_of(await hall.write("转人工"))

    first = await hall.ticket("first")
    await hall.desk.take(first.id, first.epoch, hall.staff["rs-a"])

    assert "第 1 位" in text_of(await hall.write("找人工"))
    assert len(await hall.desk.queue(hall.staff["rs-a"])) == 1
    async with hall.memory.reading() as stores:
        assert len(await stores.handovers.of((await hall.ticket()).conversation)) == 1


async def test_the_packet_holds_what_was_said_so_the_citizen_repeats_nothing(hall: Hall) -> None:
    """AB-07."""
    await hall.present("rs-a")
    await hall.write(SUBSIDY)
    await hall.write("找人工")

    ticket = await hall.ticket()

    assert ticket.packet["reason"] == "citizen_asked"
    assert ticket.item == ticket.packet["item"]
    assert any(SUBSIDY in line["text"] for line in ticket.packet["said"])


async def test_the_bot_answers_while_queueing_and_is_silent_after_the_claim(hall: Hall) -> None:
    await hall.present("rs-a")
    await hall.write("找人工")
    assert (await hall.write("身份证丢了怎么补办")).replies
    ticket = await hall.ticket()

    await hall.desk.take(ticket.id, ticket.epoch, hall.staff["officer"])
    answer = await hall.write("身份证丢了怎么补办")

    assert answer.replies == ()
    assert answer.state == "person"
    said = await hall.desk.said(ticket.id, hall.staff["officer"], 0)
    assert said[-1].text == "身份证丢了怎么补办"
    assert said[-1].speaker == "citizen"


async def test_danger_to_life_is_answered_even_while_a_person_has_the_talk(hall: Hall) -> None:
    """HL-01."""
    await hall.present("rs-a")
    await hall.write("找人工")
    ticket = await hall.ticket()
    await hall.desk.take(ticket.id, ticket.epoch, hall.staff["officer"])

    told = await hall.write("我家着火了")

    assert "119" in text_of(told) or any("119" in r.phones for r in told.replies)


async def test_officers_words_reach_the_citizen_with_the_department_and_without_the_name(hall: Hall) -> None:
    await hall.present("rs-a")
    await hall.write(SUBSIDY)
    await hall.write("找人工")
    ticket = await hall.ticket()
    await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-a"])
    await hall.desk.say(ticket.id, hall.staff["rs-a"], "请带身份证来。", key="k1")
    await hall.desk.say(ticket.id, hall.staff["rs-a"], "请带身份证来。", key="k1")

    history = await hall.assistant.history(Address("web", "chen"))

    words = [u for u in history if u.speaker == "agent"]
    assert [u.text for u in words] == ["请带身份证来。"]
    assert words[0].reply is not None
    assert words[0].reply["author"] == "区人社局"
    assert "王芳" not in str([u.reply for u in history])
    assert (await hall.ticket()).first_response_at == hall.clock.time


async def test_numbers_in_the_talk_with_a_person_are_masked(hall: Hall) -> None:
    """PI-02."""
    await hall.present("rs-a")
    await hall.write("找人工")
    ticket = await hall.ticket()
    await hall.desk.take(ticket.id, ticket.epoch, hall.staff["officer"])
    await hall.write(f"我的身份证是{ID_NUMBER}")
    await hall.desk.say(ticket.id, hall.staff["officer"], f"您的号码{PHONE}对吗", key="k")

    said = await hall.desk.said(ticket.id, hall.staff["officer"], 0)

    assert ID_NUMBER not in str(said)
    assert PHONE not in str(said)


async def test_the_slower_of_two_officers_is_told_who_won(hall: Hall) -> None:
    await hall.present("rs-a", "rs-b")
    await hall.write(SUBSIDY)
    await hall.write("找人工")
    ticket = await hall.ticket()
    await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-b"])

    with pytest.raises(OutOfTurn, match="李强"):
        await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-a"])
    again = await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-b"])
    assert again.agent == "rs-b"


async def test_an_officer_sees_and_takes_only_tickets_of_the_own_department(hall: Hall) -> None:
    """PI-11."""
    await hall.present("rs-a", "ss-a")
    await hall.write(SUBSIDY)
    await hall.write("找人工")
    ticket = await hall.ticket()

    assert await hall.desk.queue(hall.staff["ss-a"]) == ()
    for look in (
        hall.desk.take(ticket.id, ticket.epoch, hall.staff["ss-a"]),
        hall.desk.view(ticket.id, hall.staff["ss-a"]),
    ):
        with pytest.raises(NotAllowed):
            await look
    assert await hall.desk.take_next(hall.staff["ss-a"]) is None


async def test_every_look_at_a_ticket_is_written_down(hall: Hall) -> None:
    """RC-05."""
    await hall.present("rs-a")
    await hall.write(SUBSIDY)
    await hall.write("找人工")
    ticket = await hall.ticket()
    await hall.desk.view(ticket.id, hall.staff["rs-a"])
    await hall.desk.listen(ticket.id, hall.staff["rs-lead"])

    async with hall.memory.reading() as stores:
        rows = await stores.audit.search(object=f"ticket:{ticket.id}")
    assert [(row.actor, row.act) for row in rows] == [("rs-lead", "ticket.listen"), ("rs-a", "ticket.view")]


async def test_out_of_hours_nobody_queues_but_a_day_is_promised(
    either: SqlMemory, library: Library, tmp_path: Path
) -> None:
    """AB-04; the eve of 国庆: the next working day is 8 October."""
    hall = await hall_over(either, library, tmp_path, now=datetime(2026, 9, 30, 18, 0, tzinfo=SHANGHAI))
    await hall.present("rs-a")
    await hall.write(SUBSIDY)

    told = text_of(await hall.write("找人工"))

    ticket = await hall.ticket()
    assert ticket.state == "callback"
    assert ticket.promised_on == date(2026, 10, 8)
    assert "10月8日（星期四）" in told
    assert "位" not in told.replace("位置", "")
    assert await hall.desk.queue(hall.staff["rs-a"]) == ()


async def test_when_nobody_is_there_at_all_a_call_back_is_promised_instead_of_an_endless_queue(hall: Hall) -> None:
    """AB-01, AB-04: Friday at ten, but every seat is empty: the next working day is Monday."""
    await hall.write(SUBSIDY)
    told = text_of(await hall.write("找人工"))

    assert (await hall.ticket()).promised_on == date(2026, 11, 23)
    assert "没有工作人员在座位上" in told


async def test_the_call_back_number_is_sealed_and_never_in_the_talk(hall: Hall) -> None:
    """PI-02, PI-03."""
    await hall.write(SUBSIDY)
    asked = text_of(await hall.write("找人工"))
    assert "只用来就这件事联系您" in asked

    told = text_of(await hall.write("138 0000 0000"))

    ticket = await hall.ticket()
    assert "加密" in told
    assert ticket.contact is not None
    assert PHONE not in ticket.contact
    assert PHONE not in str(await hall.assistant.history(Address("web", "chen")))
    await hall.present("rs-a")
    taken = await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-a"])
    assert (await hall.desk.view(taken.id, hall.staff["rs-a"])).contact == PHONE
    assert (await hall.desk.view(taken.id, hall.staff["rs-lead"])).contact == ""


async def test_the_call_back_number_may_be_left_out(hall: Hall) -> None:
    await hall.write(SUBSIDY)
    await hall.write("找人工")
    await hall.write("", choice="desk:nocontact")

    told = text_of(await hall.write("身份证丢了怎么补办"))

    assert (await hall.ticket()).contact is None
    assert "身份证" in told


def test_the_id_of_a_ticket_is_never_masked_as_somebodys_number() -> None:
    """It stands in the dialog's notes, which are masked: of ids with digits one in twelve would be spoilt."""
    ids = [new_id() for _ in range(2000)]
    assert [i for i in ids if mask(i) != i] == []
    assert len(set(ids)) == 2000


async def test_who_declines_to_leave_a_number_is_still_called_back(hall: Hall) -> None:
    await hall.write(SUBSIDY)
    await hall.write("找人工")

    await hall.write("不用了")

    ticket = await hall.ticket()
    assert (ticket.state, ticket.contact) == ("callback", None)


@pytest.mark.parametrize("words", ["2026年11月23日", "20261123"])
async def test_a_day_is_not_taken_for_a_telephone_number(hall: Hall, words: str) -> None:
    await hall.write(SUBSIDY)
    await hall.write("找人工")

    await hall.write(words)

    assert (await hall.ticket()).contact is None


@pytest.mark.parametrize("words", ["取消排队", "不用了", "不等了"])
async def test_who_does_not_want_to_wait_leaves_the_queue(hall: Hall, words: str) -> None:
    await hall.present("rs-a", "officer")
    await hall.write("找人工")

    await hall.write(words)

    assert (await hall.ticket()).state == "closed"
    assert await hall.desk.queue(hall.staff["officer"]) == ()
    assert "没有在排队" in text_of(await hall.write("", choice="desk:place"))


async def test_given_back_to_the_bot_the_dialog_goes_on_where_it_was(hall: Hall) -> None:
    await hall.present("rs-a")
    asked = await hall.write("我妈中风躺在床上，想找人上门照顾，要带什么材料")
    await hall.write("找人工")
    ticket = await hall.ticket()
    taken = await hall.desk.take(ticket.id, ticket.epoch, hall.staff["officer"])
    await hall.write("我等着")
    await hall.desk.give_back(taken.id, taken.epoch, hall.staff["officer"])

    choice = next(c for r in asked.replies for c in r.choices if c.id.startswith("opt:"))
    answer = await hall.write(choice.label, choice=choice.id)

    assert answer.replies
    assert answer.state in ("asking", "listed")


async def test_nothing_is_closed_without_summary_and_outcome(hall: Hall) -> None:
    await hall.present("rs-a")
    await hall.write(SUBSIDY)
    await hall.write("找人工")
    ticket = await hall.ticket()
    taken = await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-a"])
    for summary, outcome in (("  ", "solved"), ("讲清楚了", ""), ("讲清楚了", "whatever")):
        with pytest.raises(NotFound):
            await hall.desk.close(taken.id, taken.epoch, hall.staff["rs-a"], summary=summary, outcome=outcome)

    await hall.desk.close(taken.id, taken.epoch, hall.staff["rs-a"], summary="讲清楚了", outcome="solved")

    closed = await hall.ticket()
    assert (closed.state, closed.summary, closed.outcome) == ("closed", "讲清楚了", "solved")
    history = await hall.assistant.history(Address("web", "chen"))
    rating = history[-1].reply
    assert rating is not None
    assert [c["id"] for c in rating["choices"]] == [*(f"rate:human:{ticket.id}:{n}" for n in range(1, 6)), "rate:skip"]


async def test_who_writes_again_after_an_unsolved_talk_goes_on_with_the_same_matter(hall: Hall) -> None:
    await hall.present("rs-a", "rs-b")
    await hall.write(SUBSIDY)
    await hall.write("找人工")
    ticket = await hall.ticket()
    taken = await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-b"])
    await hall.desk.close(taken.id, taken.epoch, hall.staff["rs-b"], summary="还差一份证明", outcome="unsolved")
    hall.passes(hours=2)
    await hall.present("rs-a", "rs-b")
    await hall.write("谢谢")
    assert (await hall.ticket()).id == ticket.id

    told = text_of(await hall.write("失业登记的证明开来了，接下来怎么办"))

    again = await hall.ticket()
    assert again.previous == ticket.id
    assert (again.state, again.asked) == ("queued", "rs-b")
    assert ticket.number in told


async def test_after_a_solved_talk_the_bot_answers_and_nobody_is_called(hall: Hall) -> None:
    await hall.present("rs-a")
    await hall.write(SUBSIDY)
    await hall.write("找人工")
    ticket = await hall.ticket()
    taken = await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-a"])
    await hall.desk.close(taken.id, taken.epoch, hall.staff["rs-a"], summary="好", outcome="solved")

    assert (await hall.write("身份证丢了怎么补办")).replies
    assert (await hall.ticket()).id == ticket.id


async def test_where_nobody_works_at_a_desk_the_telephone_is_told_and_no_ticket_pretends(
    assistant: Assistant, memory: SqlMemory
) -> None:

    await assistant.respond(message(SUBSIDY))
    answer = await assistant.respond(message("找人工"))

    assert "12333" in text_of(answer)
    async with memory.reading() as stores:
        assert await stores.tickets.open_of(answer.conversation) is None


async def test_the_packet_names_the_case_and_both_belong_to_the_department_of_the_matter(hall: Hall) -> None:
    """NB-01: whoever takes the ticket sees under which code 办不成事 is registered."""
    await hall.present("rs-a")
    await hall.write(SUBSIDY)
    await hall.write("跑了三趟都没办成")
    await hall.write("登记吧")

    ticket = await hall.ticket()
    async with hall.memory.reading() as stores:
        (case,) = await stores.cases.of(ticket.conversation)

    assert ticket.packet["case"] == case.code
    assert (ticket.department, ticket.item) == (case.department, case.item) == ("rs", ticket.packet["item"])
