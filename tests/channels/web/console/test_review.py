"""核对 in the console: who sees what is due, and a filled-in Excel list that becomes a draft or is refused in words."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.yaml_text import read_yaml
from assistant.library import Librarian, Library
from assistant.publishing.reminders import REMINDED, Reminders
from channels.web.console.knowledge import spreadsheet
from channels.web.house import House
from tests.channels.web.console.conftest import WORKING, Officer, SignsIn

LIST = "/console/knowledge/review/list.xlsx"
UPLOAD = "/console/knowledge/review/upload"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def house(app: FastAPI) -> House:
    found: House = app.state.house
    return found


def is_due(house: House, library: Library, code: str, day: date) -> None:
    """Let an item have been promised for that day."""
    item = library.catalogue.items[code]
    review = item.review.model_copy(update={"review_due": day})
    items = {**library.catalogue.items, code: item.model_copy(update={"review": review})}
    catalogue = replace(library.catalogue, items=items, version=f"{code}{day}")
    house.services.librarian = Librarian(house.services.settings, replace(library, catalogue=catalogue), frozenset())


async def downloaded(officer: Officer, **chosen: str) -> Any:
    answer = await officer.get(LIST, **chosen)
    assert answer.status_code == 200
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    return load_workbook(io.BytesIO(answer.content))


async def uploaded(officer: Officer, content: bytes, name: str = "核对.xlsx") -> httpx.Response:
    return await officer.client.post(UPLOAD, files={"sheet": (name, content, XLSX)})


def filled(book: Any, code: str, *cells: str | None) -> bytes:
    row = next(r for r in book["整个事项"].iter_rows(min_row=2) if r[0].value == code)
    for cell, value in zip(row[6:9], cells, strict=True):
        cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_a_lead_sees_the_own_department_and_may_only_read(signs_in: SignsIn) -> None:
    lead = await signs_in("rs-lead", "lead", "rs")
    page = (await lead.get("/console/knowledge/review", which="all")).text
    assert "区人社局" in page
    assert "LB-RS-001" in page
    assert "LB-YB-001" not in page
    assert "交给本部门或区里的知识员上传" in page
    assert UPLOAD not in page
    asked = await downloaded(lead, department="区医保局", which="all")
    assert {r[0].value[:5] for r in asked["整个事项"].iter_rows(min_row=2)} == {"LB-RS"}


async def test_what_is_past_its_day_comes_first_and_is_counted_on_every_page(
    house: House, library: Library, signs_in: SignsIn
) -> None:
    editor = await signs_in("zhishi", "editor", None)
    assert "要核对" not in (await editor.get("/console/knowledge/review")).text
    is_due(house, library, "LB-YB-003", WORKING.date() - timedelta(days=1))
    page = (await editor.get("/console/figures")).text
    assert "要核对 <b>1</b> 项" in page
    page = (await editor.get("/console/knowledge/review")).text
    assert page.index("LB-YB-003") < page.index("LB-RS-001")
    assert "逾期" in page
    other = await signs_in("rs-lead", "lead", "rs")
    assert "要核对" not in (await other.get("/console/board")).text
    own = await signs_in("yb-lead", "lead", "yb")
    assert "要核对 <b>1</b> 项" in (await own.get("/console/board")).text
    assert "本部门有 1 项" in (await own.get("/console")).text


async def test_a_filled_in_list_becomes_a_draft_and_nothing_live_changes(house: House, signs_in: SignsIn) -> None:
    editor = await signs_in("zhishi", "editor", None)
    book = await downloaded(editor, which="all")
    answer = await uploaded(editor, filled(book, "LB-RS-001", "区人社局", "2026-11-19", "2027-05-19"))
    assert answer.status_code == 303, answer.text
    assert "told=verified&n=1&m=0" in answer.headers["location"]
    draft = await house.services.publishing.open_draft(editor.staff)
    assert draft is not None
    (path,) = draft.files
    assert read_yaml(draft.files[path].text or "")["review"]["verified_by"] == "区人社局"
    live = house.services.librarian.library.catalogue.items["LB-RS-001"]
    assert live.review.verified_by is None
    again = await downloaded(editor, which="good")
    assert [r[0].value for r in again["整个事项"].iter_rows(min_row=2)] == ["LB-RS-001"]


async def test_every_bad_cell_is_told_and_nothing_is_kept(house: House, signs_in: SignsIn) -> None:
    editor = await signs_in("zhishi", "editor", None)
    book = await downloaded(editor, which="all")
    filled(book, "LB-RS-001", "区人社局", "昨天", "2027-05-19")
    answer = await uploaded(editor, filled(book, "LB-RS-002", "", "2026-11-19", "2027-05-19"))
    assert answer.status_code == 422
    assert "里有 2 处要改，一处也没有收" in answer.text
    assert "应写成 2026-11-20 这样的日期（写成了“昨天”）" in answer.text
    assert "写了核实日期，也要写核实人" in answer.text
    assert await house.services.publishing.open_draft(editor.staff) is None


async def test_an_officer_of_a_department_cannot_vouch_for_another(signs_in: SignsIn) -> None:
    district, own = await signs_in("zhishi", "editor", None), await signs_in("rs-edit", "editor", "rs")
    book = await downloaded(district, which="all")
    answer = await uploaded(own, filled(book, "LB-YB-003", "区医保局", "2026-11-19", "2027-05-19"))
    assert (answer.status_code, "不归您的部门" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("核对.xls", b"x", "不是 .xlsx 文件"),
        ("照片.jpg", b"\xff\xd8", "不是 .xlsx 文件"),
        ("核对.xlsx", b"x", "打不开，请确认是 .xlsx 文件"),
        ("核对.xlsx", b"x" * (50 * 2**20), "超过 10 MB"),
        ("", b"", "请先选一个文件"),
    ],
)
async def test_what_is_no_list_is_refused_kindly(signs_in: SignsIn, name: str, content: bytes, told: str) -> None:
    editor = await signs_in("zhishi", "editor", None)
    answer = await uploaded(editor, content, name)
    assert (answer.status_code, told in answer.text) == (422, True), answer.text[:2000]
    assert "核对" in answer.text


async def test_a_form_beyond_all_measure_is_cut_off(signs_in: SignsIn) -> None:
    editor = await signs_in("zhishi", "editor", None)
    answer = await uploaded(editor, b"x" * (spreadsheet.READ_ON + 1))
    assert answer.status_code == 413


async def test_officers_are_reminded_once_a_day(house: House, library: Library, signs_in: SignsIn) -> None:
    lead, editor = await signs_in("yb-lead", "lead", "yb"), await signs_in("zhishi", "editor", None)
    await signs_in("rs-lead", "lead", "rs")
    is_due(house, library, "LB-YB-003", WORKING.date() + timedelta(days=3))
    services = house.services

    async def once(now: datetime) -> int:
        return (await Reminders(services.memory, services.librarian).once(now)).get(REMINDED, 0)

    assert await once(datetime(2026, 11, 20, 7, 59, tzinfo=SHANGHAI)) == 0
    assert [await once(WORKING), await once(WORKING + timedelta(hours=5))] == [1, 0]
    assert await once(WORKING + timedelta(days=1)) == 1
    async with services.memory.reading() as stores:
        row = (await stores.audit.search(act=REMINDED))[-1]
    assert (row.object, row.detail["soon"], row.detail["items"]) == ("yb", 1, ["LB-YB-003"])
    assert set(row.detail["to"]) == {lead.staff.id, editor.staff.id}
    assert "提醒了 2 人" in (await lead.get("/console/knowledge/review")).text
