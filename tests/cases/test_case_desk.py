"""A case from its opening to its end: who may do what, in which order, by when, and what is kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from assistant.errors import AssistantError, BadMessage, NotAllowed, OutOfTurn
from assistant.helpdesk.case_moves import Given
from assistant.helpdesk.case_rules import CaseMove
from assistant.helpdesk.rating_desk import rate
from assistant.knowledge.hours import SHANGHAI
from assistant.library import Library
from assistant.people import Staff
from assistant.storage.memory import SqlMemory
from assistant.tickets import Case, CaseEvent
from tests.builders import PHONE
from tests.cases.people import ANNA, BO, DUTY, LEAD, STRANGER, Bench, bench_over, rating

STUCK: tuple[tuple[CaseMove, Given], ...] = (
    ("take", Given()),
    ("coordinate", Given(text="请民政局一起看", department="mz")),
    ("resolve", Given(text="两家说好了，由人社局收件")),
    ("answer", Given(text="可以办了，带身份证来二号窗口。")),
    ("call_back", Given(text="电话里说满意", result="content")),
    ("close", Given(outcome="solved")),
)


@pytest.fixture
async def bench(either: SqlMemory, library: Library, tmp_path: Path) -> Bench:
    made = bench_over(either, library, tmp_path)
    await made.staffed()
    return made


async def _walk(bench: Bench, case: Case, steps: tuple[tuple[CaseMove, Given], ...], by: Staff = BO) -> Case:
    for move, given in steps:
        case = await bench.desk.move(case.id, case.epoch, move, by, given, key=f"{move}{case.epoch}")
    return case


async def _events(bench: Bench, case: Case) -> list[tuple[str, str]]:
    async with bench.memory.reading() as stores:
        return [(e.move, e.state) for e in await stores.cases.events(case.id)]


async def test_a_stuck_matter_goes_all_the_way_to_the_archive(bench: Bench) -> None:
    """NB-02, FA-01."""
    case = await bench.opened()

    done = await _walk(bench, case, STUCK)

    assert (done.state, done.outcome, done.first_responder, done.callback_result) == (
        "archived",
        "solved",
        "bo",
        "content",
    )
    assert await _events(bench, case) == [
        ("open", "registered"),
        ("take", "taken"),
        ("coordinate", "coordinating"),
        ("resolve", "answering"),
        ("answer", "calling_back"),
        ("call_back", "calling_back"),
        ("close", "archived"),
    ]


async def test_the_citizen_reads_the_answer_in_the_talk(bench: Bench) -> None:
    """NB-02: 反馈."""
    case = await bench.opened()
    await _walk(bench, case, STUCK[:4])

    async with bench.memory.reading() as stores:
        said = await stores.conversations.said(case.conversation, 5)
    assert case.code in said[-1].text
    assert "带身份证来二号窗口" in said[-1].text


async def test_a_case_cannot_be_closed_before_somebody_called_back(bench: Bench) -> None:
    """EV-08, NB-02."""
    case = await _walk(bench, await bench.opened(), STUCK[:4])
    with pytest.raises(OutOfTurn, match="回访"):
        await bench.desk.move(case.id, case.epoch, "close", BO, Given(outcome="solved"), key="x")


async def test_no_step_is_skipped_whatever_is_tried(bench: Bench) -> None:
    """NB-02."""
    case = await bench.opened()
    for move, given in STUCK[1:]:
        with pytest.raises(OutOfTurn):
            await bench.desk.move(case.id, case.epoch, move, BO, given, key=f"try{move}")
    assert await _events(bench, case) == [("open", "registered")]


async def test_who_is_not_content_at_the_call_back_is_served_again(bench: Bench) -> None:
    case = await _walk(bench, await bench.opened(), STUCK[:4])
    unhappy = await _walk(bench, case, (("call_back", Given(text="还是没办成", result="not_content")),))
    again = await _walk(bench, unhappy, (("redo", Given(text="重新协调")),))

    assert (again.state, again.callback_result) == ("coordinating", "")


async def test_a_complex_one_says_why_and_gets_fifteen_days(bench: Bench) -> None:
    """EV-07, EV-08, EV-09."""
    case = await bench.opened("rating", about="anna")
    assert (case.contact_due, case.due) == (date(2026, 11, 23), date(2026, 11, 27))

    case = await _walk(bench, case, (("take", Given()),))
    with pytest.raises(BadMessage):
        await bench.desk.move(case.id, case.epoch, "verify", BO, Given(sort="complex"), key="a")
    with pytest.raises(BadMessage, match="分类"):
        await bench.desk.move(case.id, case.epoch, "verify", BO, Given(sort="mistaken", text="看过了"), key="b")
    case = await _walk(bench, case, (("verify", Given(sort="complex", text="牵涉三个部门")),))

    assert (case.state, case.sort, case.due) == ("fixing", "complex", date(2026, 12, 11))


async def test_a_mistaken_rating_is_explained_and_still_called_back(bench: Bench) -> None:
    """EV-07: 误评 has its own way; EV-12: the rating itself stays."""
    case = await _walk(bench, await bench.opened("rating", about="anna"), (("take", Given()),))
    case = await _walk(bench, case, (("explain", Given(sort="mistaken", text="点错了")),))
    assert case.state == "answering"


async def test_a_complaint_is_never_handled_by_the_person_complained_of(bench: Bench) -> None:
    """HL-05."""
    case = await bench.opened("rating", about="anna")

    with pytest.raises(NotAllowed, match="由别人办理"):
        await bench.desk.move(case.id, case.epoch, "take", ANNA, Given(), key="a")
    with pytest.raises(NotAllowed, match="改派别人"):
        await bench.desk.assign(case.id, case.epoch, LEAD, "anna", key="b")
    assert (await bench.desk.view(case.id, ANNA)).moves == ()


async def test_who_was_rated_does_not_learn_by_whom(bench: Bench) -> None:
    """EV-11."""
    talk = await bench.talk("chen")
    async with bench.memory.writing() as stores:
        rated = await rate(stores, bench.frame, rating(talk, 5, text="态度不好"))
        assert rated.case is not None
        sealed = replace(rated.case, contact=bench.vault.seal(PHONE))
        await stores.cases.change(sealed, _event(sealed))

    for seen in (
        (await bench.desk.view(rated.case.id, ANNA)).case,
        (await bench.desk.view(rated.case.id, BO)).case,
        *(line.case for line in await bench.desk.listed(ANNA)),
    ):
        assert (seen.conversation, seen.ticket, seen.contact, seen.packet) == ("", None, None, {})
    view = await bench.desk.view(rated.case.id, ANNA)
    assert view.rating is not None
    assert (view.rating.conversation, view.rating.ticket, view.rating.channel) == ("", None, "")
    assert not view.has_contact
    # The matter and the minute would tell who it was just as well.
    moments = (view.case.opened_at, view.rating.at, *(event.at for event in view.events))
    assert {m.astimezone(SHANGHAI).time() for m in moments} == {time(0)}
    assert (view.case.item, view.rating.item) == (None, None)
    with pytest.raises(NotAllowed):
        await bench.desk.contact(rated.case.id, ANNA)


def _event(case: Case) -> CaseEvent:
    return CaseEvent(case.id, 0, case.opened_at, "citizen", "contact_left", case.state)


async def test_the_number_is_opened_for_whoever_handles_the_case_and_the_look_is_written_down(bench: Bench) -> None:
    """PI-03, PI-11."""
    case = await bench.opened()
    async with bench.memory.writing() as stores:
        sealed = replace(case, contact=bench.vault.seal(PHONE))
        case = await stores.cases.change(sealed, _event(sealed)) or case
    case = await _walk(bench, case, STUCK[:1])

    assert await bench.desk.contact(case.id, BO) == PHONE
    with pytest.raises(NotAllowed):
        await bench.desk.contact(case.id, ANNA)
    async with bench.memory.reading() as stores:
        looks = await stores.audit.search(act="case.contact")
        kept = await stores.cases.by_id(case.id)
    assert [(e.actor, e.object) for e in looks] == [("bo", case.id)]
    assert kept is not None
    assert kept.contact is not None
    assert PHONE not in kept.contact


async def test_another_department_sees_nothing_until_it_is_asked_to_help(bench: Bench) -> None:
    """PI-11, NB-02: 分工协调."""
    case = await bench.opened()
    with pytest.raises(NotAllowed):
        await bench.desk.view(case.id, STRANGER)
    assert await bench.desk.listed(STRANGER) == ()

    await _walk(bench, case, STUCK[:2])

    assert [line.case.id for line in await bench.desk.listed(STRANGER)] == [case.id]
    assert (await bench.desk.view(case.id, STRANGER)).case.state == "coordinating"


async def test_a_colleague_cannot_move_what_another_took(bench: Bench) -> None:
    case = await _walk(bench, await bench.opened(), STUCK[:1])
    with pytest.raises(NotAllowed, match="改派"):
        await bench.desk.move(case.id, case.epoch, "coordinate", ANNA, Given(text="我来"), key="x")

    given = await bench.desk.assign(case.id, case.epoch, LEAD, "anna", key="y")
    moved = await bench.desk.move(case.id, given.epoch, "coordinate", ANNA, Given(text="我来"), key="z")
    assert (moved.owner, moved.first_responder) == ("anna", "bo")


async def test_of_two_who_take_at_once_one_is_told(bench: Bench) -> None:
    case = await bench.opened()
    outcomes = await asyncio.gather(
        *(bench.desk.move(case.id, case.epoch, "take", who, Given(), key=who.id) for who in (ANNA, BO, LEAD)),
        return_exceptions=True,
    )
    assert sum(isinstance(o, Case) for o in outcomes) == 1
    assert sum(isinstance(o, OutOfTurn) for o in outcomes) == 2
    assert len(await _events(bench, case)) == 2


async def test_the_same_click_twice_is_one_step(bench: Bench) -> None:
    case = await bench.opened()
    first = await bench.desk.move(case.id, case.epoch, "take", BO, Given(), key="click")
    second = await bench.desk.move(case.id, case.epoch, "take", BO, Given(), key="click")
    assert first == second
    assert len(await _events(bench, case)) == 2


async def test_an_appeal_is_decided_by_another_and_keeps_the_rating(bench: Bench) -> None:
    """EV-12."""
    talk = await bench.talk()
    async with bench.memory.writing() as stores:
        rated = await rate(stores, bench.frame, rating(talk, 5))
    case = rated.case
    assert case is not None
    with pytest.raises(NotAllowed):
        await bench.desk.appeal(case.id, BO, "不是我", key="a")

    await bench.desk.appeal(case.id, ANNA, "群众点错了，后来来说过", key="b")
    with pytest.raises(NotAllowed):
        await bench.desk.decide_appeal(case.id, ANNA, upheld=True, text="同意", key="c")
    await bench.desk.decide_appeal(case.id, LEAD, upheld=True, text="核实是误评", key="d")

    async with bench.memory.reading() as stores:
        kept = await stores.ratings.by_id(rated.rating.id)
        changes = await stores.ratings.changes(rated.rating.id)
    assert kept is not None
    assert (kept.code, kept.excluded) == (5, "核实是误评")
    assert [c.code for c in changes] == [5]


async def test_what_is_late_is_escalated_once_for_each_day_missed(bench: Bench) -> None:
    """EV-08, EV-09."""
    case = await bench.opened()
    assert await bench.desk.late(datetime(2026, 11, 23, 12, tzinfo=UTC)) == 0
    assert await bench.desk.late(datetime(2026, 11, 24, 1, tzinfo=UTC)) == 1
    assert await bench.desk.late(datetime(2026, 11, 24, 2, tzinfo=UTC)) == 0
    assert await bench.desk.late(datetime(2026, 11, 28, 1, tzinfo=UTC)) == 1

    async with bench.memory.reading() as stores:
        events = [e for e in await stores.cases.events(case.id) if e.move == "late"]
    assert [(e.detail["what"], e.detail["to"]) for e in events] == [("contact", "lead"), ("due", "officer")]


async def test_who_was_contacted_in_time_is_not_late(bench: Bench) -> None:
    case = await _walk(bench, await bench.opened(), STUCK[:1])
    await bench.desk.contacted(case.id, case.epoch, BO, "电话说明了", key="c")
    assert await bench.desk.late(datetime(2026, 11, 24, 1, tzinfo=UTC)) == 0


async def test_the_fifth_of_the_same_kind_in_a_month_opens_one_improvement_item(bench: Bench) -> None:
    """NB-04."""
    for n in range(6):
        async with bench.memory.reading() as stores:
            assert len(await stores.cases.improvements()) == (n >= 5)
        await bench.opened(item="LB-RS-001")
    async with bench.memory.reading() as stores:
        (improvement,) = await stores.cases.improvements()
    assert (improvement.kind, improvement.item, improvement.month, improvement.count) == (
        "process",
        "LB-RS-001",
        "2026-11",
        6,
    )


async def test_every_error_is_a_sentence_for_the_officer(bench: Bench) -> None:
    case = await bench.opened()
    with pytest.raises(AssistantError) as caught:
        await bench.desk.move(case.id, case.epoch + 1, "take", BO, Given(), key="x")
    assert "刷新" in str(caught.value)


async def test_the_duty_officer_sees_the_whole_district(bench: Bench) -> None:
    case = await bench.opened()
    assert [line.case.id for line in await bench.desk.listed(DUTY)] == [case.id]
