"""A person served, the citizen rates: from the closing of the ticket to the case, and who learns what."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from assistant.errors import NotAllowed
from assistant.helpdesk.after_close import ask_rating, unsolved_case
from assistant.helpdesk.case_desk import CaseDesk
from assistant.helpdesk.case_moves import Given
from assistant.helpdesk.desk import Desk
from assistant.library import Librarian, Library
from assistant.messages import Address, Choice, reply_from_json
from assistant.storage.memory import SqlMemory
from assistant.tickets import Case, Rating, Ticket
from tests.builders import text_of
from tests.helpdesk.hall import Hall, Mirror, hall_over


@pytest.fixture
async def hall(either: SqlMemory, library: Library, tmp_path: Path) -> Hall:
    """The hall as the program joins it: after closing, rating and case follow."""
    made = await hall_over(either, library, tmp_path)
    librarian = Librarian(made.settings, library, frozenset())
    made.desk = Desk(
        either, librarian, made.clock, made.settings, vault=Mirror(), after_close=(unsolved_case, ask_rating)
    )
    await made.present("rs-a", "rs-b", "rs-lead")
    return made


async def _served(hall: Hall, outcome: str = "solved", person: str = "chen") -> Ticket:
    await hall.write("", person, choice="item:LB-RS-001")
    await hall.write("转人工", person)
    ticket = await hall.ticket(person)
    taken = await hall.desk.take(ticket.id, ticket.epoch, hall.staff["rs-a"])
    await hall.desk.say(taken.id, hall.staff["rs-a"], "您好，请讲", key="hello")
    taken = await hall.ticket(person)
    return await hall.desk.close(taken.id, taken.epoch, hall.staff["rs-a"], summary="讲清楚了", outcome=outcome)


async def _choices(hall: Hall, person: str = "chen") -> list[Choice]:
    said = await hall.assistant.history(Address("web", person))
    replies = [reply_from_json(u.reply) for u in said if u.reply]
    return [c for r in replies if r.kind == "rate" for c in r.choices]


async def _kept(hall: Hall, ticket: Ticket) -> Rating | None:
    async with hall.memory.reading() as stores:
        return await stores.ratings.of_service(f"ticket:{ticket.id}")


async def _cases(hall: Hall, ticket: Ticket) -> tuple[Case, ...]:
    async with hall.memory.reading() as stores:
        return await stores.cases.of(ticket.conversation)


async def test_after_the_talk_five_levels_are_offered_and_may_be_skipped(hall: Hall) -> None:
    """EV-01, EV-04."""
    ticket = await _served(hall)
    choices = await _choices(hall)
    assert [c.label for c in choices] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意", "不评价"]
    assert "不评也没关系" in "\n".join(await hall.heard())

    await hall.write("", choice="rate:skip")
    assert await _kept(hall, ticket) is None


@pytest.mark.parametrize(("words", "code"), [("很满意", 1), ("不满意 等了半小时", 4)])
async def test_the_person_is_rated_in_words(hall: Hall, words: str, code: int) -> None:
    ticket = await _served(hall)
    await hall.write(words)
    kept = await _kept(hall, ticket)
    assert kept is not None
    assert (kept.target, kept.code, kept.staff, kept.department) == ("human", code, "rs-a", "rs")
    assert len(await _cases(hall, ticket)) == (code > 3)


async def test_an_id_that_looks_like_a_telephone_number_is_not_masked(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service asked about is remembered over a message in between."""
    monkeypatch.setattr("assistant.helpdesk.opening.uuid4", lambda: UUID("a62345678b13800000000c62345678d0"))
    ticket = await _served(hall)
    await hall.write("要带身份证吗")
    await hall.write("很满意")
    kept = await _kept(hall, ticket)
    assert kept is not None
    assert kept.code == 1


async def test_a_poor_rating_is_followed_up_by_another_and_the_rated_one_learns_no_name(hall: Hall) -> None:
    """EV-07, EV-11, HL-05."""
    ticket = await _served(hall)
    answer = await hall.write("", choice=f"rate:human:{ticket.id}:5")
    (case,) = await _cases(hall, ticket)
    assert case.code in text_of(answer)
    assert (case.about, case.state, case.ticket) == ("rs-a", "received", ticket.id)

    librarian = Librarian(hall.settings, hall.library, frozenset())
    desk = CaseDesk(hall.memory, librarian, hall.clock, hall.settings, Mirror())
    with pytest.raises(NotAllowed):
        await desk.move(case.id, case.epoch, "take", hall.staff["rs-a"], Given(), key="a")
    seen = await desk.view(case.id, hall.staff["rs-a"])
    assert (seen.case.conversation, seen.case.ticket) == ("", None)
    taken = await desk.move(case.id, case.epoch, "take", hall.staff["rs-b"], Given(), key="b")
    assert taken.owner == "rs-b"


async def test_the_same_service_is_rated_once_however_often_the_button_is_pressed(hall: Hall) -> None:
    """EV-03."""
    ticket = await _served(hall)
    for level in (5, 5, 2):
        await hall.write("", choice=f"rate:human:{ticket.id}:{level}")
    kept = await _kept(hall, ticket)
    assert kept is not None
    assert (kept.code, kept.times) == (2, 2)
    assert len(await _cases(hall, ticket)) == 1


async def test_nobody_else_can_rate_this_service(hall: Hall) -> None:
    ticket = await _served(hall)
    answer = await hall.write("", "stranger", choice=f"rate:human:{ticket.id}:5")
    assert "没有要评价的" in text_of(answer)
    assert await _kept(hall, ticket) is None


async def test_bot_and_person_get_a_rating_each(hall: Hall) -> None:
    """EV-15."""
    ticket = await _served(hall)
    await hall.write("", choice=f"rate:human:{ticket.id}:1")
    asked = await hall.write("评价")
    bot = next(c.id for r in asked.replies for c in r.choices if c.id.startswith("rate:bot:") and c.id.endswith(":3"))
    await hall.write("", choice=bot)
    async with hall.memory.reading() as stores:
        kept = await stores.ratings.to_export(10)
    assert sorted((r.target, r.code) for r in kept) == [("bot", 3), ("human", 1)]


async def test_what_was_not_solved_goes_on_as_a_case(hall: Hall) -> None:
    """handoff.md: a case when the outcome is 未解决."""
    ticket = await _served(hall, "unsolved")
    (case,) = await _cases(hall, ticket)
    assert (case.kind, case.state, case.department, case.item) == ("stuck", "registered", "rs", "LB-RS-001")
    assert case.code in "\n".join(await hall.heard())
    assert (await hall.heard())[-1].startswith("刚才工作人员的服务"), "the last bubble is the one whose buttons count"


async def test_a_rating_in_words_after_an_unsolved_talk_does_not_call_the_officer_again(hall: Hall) -> None:
    await _served(hall, "unsolved")
    await hall.write("不满意")
    assert (await hall.ticket()).state == "closed"


async def test_who_was_never_served_is_not_asked(hall: Hall) -> None:
    await hall.write("转人工", "li")
    await hall.write("", "li", choice="desk:leave")
    assert await _choices(hall, "li") == []


async def test_a_stuck_matter_is_registered_while_somebody_is_waited_for(hall: Hall) -> None:
    """NB-05: one tap in every state, also in the queue and while a person has the talk."""
    await hall.write("转人工")
    await hall.write("", choice="case")
    ticket = await hall.ticket()
    (case,) = await _cases(hall, ticket)
    assert case.ticket == ticket.id

    taken = await hall.desk.take(
        ticket.id, ticket.epoch, hall.staff["rs-lead"] if ticket.department == "rs" else hall.staff["officer"]
    )
    answer = await hall.write("", choice=f"case:why:{case.code}:refused")
    assert taken.state == "claimed"
    assert "记下了" in text_of(answer)
    (case,) = await _cases(hall, ticket)
    assert case.reason == "refused"
