"""办件 and 统计 in the console: what officers see, may do, and take away."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from assistant.conversation import Assistant
from assistant.helpdesk.case_opening import Cause, Frame, days_of, open_case
from assistant.helpdesk.rating_desk import rate
from assistant.messages import Address
from assistant.tickets import Case, Rating
from channels.web.house import House
from tests.builders import PHONE, message
from tests.channels.web.console.conftest import WORKING, Officer, SignsIn


@pytest.fixture
def house(app: FastAPI) -> House:
    found: House = app.state.house
    return found


async def _opened(house: House, about: str | None = None, person: str = "chen", at: datetime = WORKING) -> Case:
    services = house.services
    library, settings = services.librarian.library, services.settings
    frame = Frame(library.catalogue.holidays, days_of(settings), settings.improvement_from)
    async with services.memory.writing() as stores:
        talk = (await stores.conversations.at(Address("web", person), WORKING)).id
        if about is None:
            return await open_case(stores, frame, Cause("stuck", talk, "跑了三趟没办成", "rs", "LB-RS-001"), at)
        given = Rating("", f"human:{about}", "human", 5, "态度不好", "web", talk, None, None, "rs", about, WORKING)
        rated = await rate(stores, frame, given)
        assert rated.case is not None
        return rated.case


async def _page(officer: Officer, path: str) -> str:
    answer = await officer.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def _move(officer: Officer, case: Case, move: str, **form: str) -> httpx.Response:
    page = await _page(officer, f"/console/cases/{case.id}")
    epoch = re.search(r'name="epoch" value="(\d+)"', page)
    assert epoch is not None
    return await officer.post(f"/console/cases/{case.id}/move", move=move, epoch=epoch[1], key=uuid4().hex, **form)


async def test_a_case_goes_to_its_end_in_the_console(house: House, signs_in: SignsIn) -> None:
    """NB-02: every step by its form; the end needs the call-back."""
    officer = await signs_in("rs-a", "agent", "rs")
    case = await _opened(house)
    listed = await _page(officer, "/console/cases")
    assert case.code in listed
    assert "失业登记" in listed or "登记" in listed

    steps = (
        ("take", {}),
        ("coordinate", {"text": "请民政一起看", "department": "mz"}),
        ("resolve", {"text": "说好了"}),
        ("answer", {"text": "可以办了"}),
    )
    for move, form in steps:
        assert (await _move(officer, case, move, **form)).status_code == 303, move
    page = await _page(officer, f"/console/cases/{case.id}")
    assert 'value="close"' not in page
    refused = await _move(officer, case, "close", outcome="solved")
    assert refused.status_code == 409
    assert "回访" in refused.text

    assert (await _move(officer, case, "call_back", text="满意", result="content")).status_code == 303
    assert (await _move(officer, case, "close", outcome="solved")).status_code == 303
    async with house.services.memory.reading() as stores:
        kept = await stores.cases.by_id(case.id)
    assert kept is not None
    assert (kept.state, kept.outcome) == ("archived", "solved")
    assert case.code in await _page(officer, "/console/cases?open=no")
    assert case.code not in await _page(officer, "/console/cases")


async def test_what_is_late_stands_out_in_words(house: House, signs_in: SignsIn) -> None:
    """EV-08; AC-02: not by colour alone."""
    officer = await signs_in("rs-a", "agent", "rs")
    await _opened(house)
    assert "超期</span>" not in await _page(officer, "/console/cases")
    case = await _opened(house, person="wang", at=WORKING - timedelta(days=4))
    listed = await _page(officer, "/console/cases?late=yes")
    assert "联系超期" in listed
    assert case.code in listed


async def test_another_departments_case_is_not_shown(house: House, signs_in: SignsIn) -> None:
    """PI-11."""
    stranger = await signs_in("mz-a", "agent", "mz")
    case = await _opened(house)
    assert case.code not in await _page(stranger, "/console/cases")
    assert (await stranger.get(f"/console/cases/{case.id}")).status_code == 403
    assert (await stranger.get(f"/console/cases/{'0' * 32}")).status_code == 404


async def test_the_person_rated_sees_no_rater_and_no_way_but_to_appeal(house: House, signs_in: SignsIn) -> None:
    """EV-11, HL-05, EV-12."""
    rated = await signs_in("rs-a", "agent", "rs")
    lead = await signs_in("rs-lead", "lead", "rs")
    case = await _opened(house, about=rated.staff.id, person="citizen-with-a-name")

    page = await _page(rated, f"/console/cases/{case.id}")
    assert "/move" not in page
    assert "看电话" not in page
    assert case.conversation not in page
    assert "citizen-with-a-name" not in page
    assert (await rated.post(f"/console/cases/{case.id}/appeal", key=uuid4().hex, text="点错了")).status_code == 303

    page = await _page(lead, f"/console/cases/{case.id}")
    assert "点错了" in page
    form = {"key": uuid4().hex, "upheld": "yes", "text": "核实是误评"}
    assert (await lead.post(f"/console/cases/{case.id}/appeal/decide", **form)).status_code == 303
    async with house.services.memory.reading() as stores:
        assert case.rating is not None
        kept = await stores.ratings.by_id(case.rating)
    assert kept is not None
    assert (kept.code, kept.excluded) == (5, "核实是误评")


async def test_the_telephone_number_is_shown_on_demand_and_the_look_is_logged(house: House, signs_in: SignsIn) -> None:
    """PI-03, PI-11: the number left in the talk, seen by the one who handles the case."""
    officer = await signs_in("rs-a", "agent", "rs")
    services = house.services
    assistant = Assistant(services.memory, services.librarian, services.clock, services.settings, safe=services.vault)
    answer = await assistant.respond(message("失业登记怎么办", "li"))
    answer = await assistant.respond(message("", "li", choice="case"))
    async with house.services.memory.reading() as stores:
        (case,) = await stores.cases.of(answer.conversation)
    await assistant.respond(message("", "li", choice=f"case:why:{case.code}:refused"))
    await assistant.respond(message(PHONE, "li"))
    lead = await signs_in("rs-lead", "lead", None)

    assert PHONE not in await _page(lead, f"/console/cases/{case.id}")
    shown = await lead.post(f"/console/cases/{case.id}/contact")
    assert PHONE in shown.text
    async with house.services.memory.reading() as stores:
        looks = await stores.audit.search(act="case.contact")
    assert [look.object for look in looks] == [case.id]
    assert officer.staff.id not in [look.actor for look in looks]


async def test_figures_are_shown_with_the_three_rates_and_taken_away_as_files(house: House, signs_in: SignsIn) -> None:
    """EV-13, AB-02."""
    lead = await signs_in("rs-lead", "lead", "rs")
    await _opened(house, about="somebody")

    page = await _page(lead, "/console/figures?unit=week")
    for word in ("好评率", "主动评价率", "未评价率", "60 秒内响应", "<svg", "区人社局"):
        assert word in page

    answer = await lead.get("/console/figures/figures.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    total = next(r for r in rows if r and r[0] == "合计" and len(r) == 11)
    assert total[:8] == ["合计", "1", "1", "0", "0", "0", "0", "1"]

    answer = await lead.get("/console/figures/figures.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert len(book.sheetnames) == 16
    async with house.services.memory.reading() as stores:
        assert len(await stores.audit.search(act="report.export")) == 2


async def test_an_agent_gets_no_figures_and_an_auditor_takes_none_away(signs_in: SignsIn) -> None:
    """PI-11."""
    agent = await signs_in("rs-a", "agent", "rs")
    auditor = await signs_in("audit", "auditor", None)
    assert (await agent.get("/console/figures")).status_code == 403
    assert (await auditor.get("/console/figures")).status_code == 200
    assert (await auditor.get("/console/figures/figures.csv")).status_code == 403


async def test_a_lead_sees_what_waits_to_be_reported_tries_again_and_compares_a_day(
    house: House, signs_in: SignsIn
) -> None:
    """EV-14: a failed export is tried again, and every day is reconciled."""
    rated = await signs_in("rs-a", "agent", "rs")
    await _opened(house, about=rated.staff.id)
    lead = await signs_in("rs-lead", "lead", "rs")
    folder = house.services.rating_export.folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")

    failed = await lead.post("/console/cases/reported")
    assert failed.status_code >= 400
    page = await _page(lead, f"/console/cases/reported?day={WORKING:%Y-%m-%d}")
    assert "有 1 条评价等着上报，已经试了 1 次" in page
    assert "不一致" in page

    folder.unlink()
    assert (await lead.post("/console/cases/reported")).status_code == 303
    page = await _page(lead, f"/console/cases/reported?day={WORKING:%Y-%m-%d}")
    assert "没有等着的" in page
    assert "收到 1 条，上报文件里 1 条，一致" in page


async def test_who_works_on_a_poor_rating_reads_the_talk_and_who_is_rated_does_not(
    house: House, signs_in: SignsIn
) -> None:
    """EV-11."""
    await house.services.assistant.respond(message("我要办失业登记", person="wang"))
    rated = await signs_in("rs-a", "agent", "rs")
    case = await _opened(house, about=rated.staff.id, person="wang")

    assert "我要办失业登记" in await _page(await signs_in("rs-lead", "lead", "rs"), f"/console/cases/{case.id}")
    assert "我要办失业登记" not in await _page(rated, f"/console/cases/{case.id}")
