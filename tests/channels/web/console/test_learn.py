"""学习 in the console: what officers see of unanswered questions, and what two clicks make of one."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI

from assistant.knowledge.text_keys import key_of
from assistant.ports_learning import FirstAnswer
from assistant.records import Utterance
from channels.web.house import House
from tests.builders import PHONE
from tests.channels.web.console.conftest import WORKING, CallsOut, Officer, SignsIn, on_duty

ASKED = "单位关门了我想去登一登"


@pytest.fixture
def house(app: FastAPI) -> House:
    found: House = app.state.house
    return found


async def asked(house: House, question: str = ASKED, told: tuple[str, ...] = ("LB-RS-001",)) -> None:
    row = FirstAnswer(
        uuid4().hex, "c", WORKING - timedelta(hours=1), question, key_of(question), "unknown", told, (), "open", "web"
    )
    async with house.services.memory.writing() as stores:
        await stores.asked.add(row)


async def page_of(officer: Officer, path: str = "/console/learn") -> str:
    answer = await officer.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_an_unanswered_question_becomes_an_example_by_its_form(house: House, signs_in: SignsIn) -> None:
    editor = await signs_in("zhishi", "editor", None)
    await asked(house)
    page = await page_of(editor)
    assert "问了 1 次" in page
    assert "没听懂 1 次" in page
    group = re.search(r'name="group" value="([0-9a-f]{16})"', page)
    assert group is not None

    form = {"group": group[1], "kind": "example", "text": ASKED, "target": "LB-RS-001 失业登记"}
    answer = await editor.post("/console/learn/teach", **form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/learn?done=example")
    assert ASKED not in await page_of(editor)
    taken = await page_of(editor, "/console/learn?state=taken")
    assert "当成了“失业登记”的例句" in taken.replace(
        house.services.librarian.library.catalogue.items["LB-RS-001"].item_name, "失业登记"
    )
    draft = await house.services.publishing.open_draft(editor.staff)
    assert draft is not None
    assert [f.text.count(ASKED) for f in draft.files.values() if f.text] == [1]


async def test_what_cannot_be_is_said_beside_the_form_and_what_was_written_stays(
    house: House, signs_in: SignsIn
) -> None:
    editor = await signs_in("zhishi", "editor", None)
    await asked(house)
    group = re.search(r'name="group" value="([0-9a-f]{16})"', await page_of(editor))
    assert group is not None
    form = {"group": group[1], "kind": "example", "text": f"我的电话{PHONE}，想登记", "target": "LB-RS-001"}
    answer = await editor.post("/console/learn/teach", **form)
    assert answer.status_code == 422
    assert "个人信息" in answer.text
    assert 'role="alert"' in answer.text
    assert await house.services.publishing.open_draft(editor.staff) is None


async def test_not_to_be_bothered_with_needs_a_reason(house: House, signs_in: SignsIn) -> None:
    lead = await signs_in("rs-lead", "lead", "rs")
    await asked(house)
    group = re.search(r'name="group" value="([0-9a-f]{16})"', await page_of(lead))
    assert group is not None
    assert "为什么不用管" in (await lead.post("/console/learn/dismiss", group=group[1])).text
    assert (await lead.post("/console/learn/dismiss", group=group[1], reason="试机器")).status_code == 303
    shown = await page_of(lead, "/console/learn?state=dismissed")
    assert "理由：试机器" in shown


async def test_what_an_officer_answered_becomes_a_frequent_question_only_once_read(
    app: FastAPI, house: House, signs_in: SignsIn, calls_out: CallsOut
) -> None:
    clerk, editor = await signs_in("rs-a", "agent", "rs"), await signs_in("zhishi", "editor", None)
    await on_duty(app, (clerk, "A"))
    ticket = await calls_out(words="档案在外地能登记吗")
    async with house.services.memory.reading() as stores:
        kept = await stores.tickets.find(ticket)
        assert kept is not None
    taken = await house.services.desk.take(ticket, kept.epoch, clerk.staff)
    said = "能登记，档案在外地不影响。"
    async with house.services.memory.writing() as stores:
        await stores.conversations.say([Utterance(kept.conversation, 0, "agent", said, WORKING, author=clerk.staff.id)])
    await house.services.desk.close(ticket, taken.epoch, clerk.staff, summary="说明了", outcome="solved")

    page = await page_of(editor, "/console/learn/answers")
    assert said in page
    assert "档案在外地能登记吗" in page
    form = {"ticket": ticket, "question": "档案在外地能登记吗？", "answer": said, "source": "GK-M"}
    refused = await editor.post("/console/learn/answers/faq", **form)
    assert (refused.status_code, "请先读一遍" in refused.text) == (422, True)
    assert (await editor.post("/console/learn/answers/faq", **form, read="yes")).status_code == 303
    draft = await house.services.publishing.open_draft(editor.staff)
    assert draft is not None
    (text,) = [file.text or "" for file in draft.files.values()]
    assert f"a: {said}" in text
    assert said not in await page_of(editor, "/console/learn/answers")
