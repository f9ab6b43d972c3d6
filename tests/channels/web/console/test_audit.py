"""审计 in the console: found by name and number, read without ids, taken out only with another person's consent."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from datetime import timedelta

import httpx
import openpyxl
from fastapi import FastAPI

from assistant.settings import PROJECT
from assistant.staff.roles import ACTS as RIGHTS
from channels.web.console.audit_names import ACTS, GROUPS
from channels.web.console.case_names import MOVES
from channels.web.house import House
from tests.builders import Clock
from tests.channels.web.console.conftest import CallsOut, Officer, SignsIn, on_duty

_ACT = re.compile(r"^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$")
_NO_ACTS = frozenset(
    [
        "demand",
        "may",
        "union",
        "require",
        "Door",
        "page",
        "fragment",
        "HTMLResponse",
        "Reply",
        "Voice",
        "sentence",
        "words",
        "voice",
        "_say",
        "_words",
        "heard",
        "html",
        "whole",
        "create_table",
        "ForeignKeyConstraint",
        "get_template",
    ]
)
"""Calls that are given rights, templates or sentences by such names, not acts."""


def _services(app: FastAPI) -> House:
    house: House = app.state.house
    return house


def _acts_in(text: str) -> set[str]:
    """Every name of an act in a module, wherever it stands but among the arguments of :data:`_NO_ACTS`."""
    found: set[str] = set()

    def walk(node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in _NO_ACTS:
                return
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _ACT.match(node.value):
            found.add(node.value)
        for child in ast.iter_child_nodes(node):
            walk(child)

    walk(ast.parse(text))
    return found


def test_every_act_that_the_program_writes_down_has_a_name() -> None:
    """A new act without a name fails here: say in audit_names.py what it is called."""
    nameless: dict[str, str] = {}
    for folder in ("assistant", "channels"):
        for file in (PROJECT / folder).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            if "audit.write" in text or "_writing(" in text or "_row(" in text:
                unknown = _acts_in(text) - set(ACTS) - set(RIGHTS)
                nameless |= {act: file.name for act in unknown if not act.endswith((".html", ".kept"))}
    assert nameless == {}
    written = {f"case.{move}" for move in MOVES} - {f"case.{m}" for m in ("open", "contact_left", "reason", "words")}
    assert written - {"case.contact"} - set(ACTS) == set()


def test_every_act_is_offered_in_the_search() -> None:
    lonely = {"password.change", "audit.export", "report.export", "held.drop", "review.reminder"}
    assert {act for act in ACTS if not act.startswith(tuple(GROUPS))} == lonely


async def _ask(auditor: Officer, **given: str) -> httpx.Response:
    return await auditor.post("/console/audit/export", **{"purpose": "年度检查，交给督查组", "kind": "csv", **given})


def _request_in(page: str, act: str) -> str:
    found = re.search(rf"/console/exports/([0-9a-f]+)/{act}", page)
    assert found is not None, page
    return found[1]


async def test_rows_are_read_by_names_and_numbers_and_not_by_ids(
    app: FastAPI, signs_in: SignsIn, calls_out: CallsOut
) -> None:
    officer, auditor = await signs_in("rs-a"), await signs_in("shenji", "auditor", None)
    admin = await signs_in("boss", "admin", None)
    await on_duty(app, (officer, "A"))
    ticket = await calls_out()
    await officer.get(f"/console/tickets/{ticket}")
    await admin.post(f"/console/people/{officer.staff.id}/change", name="甲", role="agent", department="yb")
    await admin.post("/console/switches/put", kind="item", target="LB-RS-001", reason="核对")
    async with _services(app).services.memory.reading() as stores:
        found = await stores.tickets.find(ticket)
    assert found is not None

    shown = (await auditor.get("/console/audit")).text
    by_number = (await auditor.get("/console/audit", object=found.number)).text
    by_name = (await auditor.get("/console/audit", who="boss 的人", act="people.")).text

    body = shown.split("<tbody>")[1]
    assert re.search(r"[0-9a-f]{24}", body) is None
    assert all(
        said in body for said in (f"工单 {found.number}", "甲（rs-a）", "部门：区医保局", "角色：云客服", "LB-RS-001")
    )
    assert by_number.count("<tr><td") >= 1
    assert all(found.number in row for row in by_number.split("<tbody>")[1].split("<tr>")[1:])
    assert "修改账号" in by_name.split("<tbody>")[1]
    assert "打开工单" not in by_name.split("<tbody>")[1]


async def test_an_export_needs_a_purpose_and_another_person_and_is_fetched_once(
    app: FastAPI, signs_in: SignsIn
) -> None:
    auditor, admin = await signs_in("shenji", "auditor", None), await signs_in("boss", "admin", None)
    vague = await _ask(auditor, purpose=" ")
    asked = await _ask(auditor, act="sign_")
    request = _request_in((await admin.get("/console/exports")).text, "decide")
    early = await auditor.post(f"/console/exports/{request}/fetch")
    own = await auditor.post(f"/console/exports/{request}/decide", yes="true")
    approved = await admin.post(f"/console/exports/{request}/decide", yes="true")
    foreign = await admin.post(f"/console/exports/{request}/fetch")
    late = await signs_in("later", "agent", "rs")

    taken = await auditor.post(f"/console/exports/{request}/fetch")
    twice = await auditor.post(f"/console/exports/{request}/fetch")

    assert (vague.status_code, "用途" in vague.text, asked.status_code) == (422, True, 303)
    assert [a.status_code for a in (early, own, approved, foreign, taken, twice)] == [409, 403, 303, 404, 200, 409]
    rows = list(csv.reader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert {row[3] for row in rows[1:]} == {"登录"}
    assert {row[2] for row in rows[1:]} == {
        "shenji 的人（shenji）",
        "boss 的人（boss）",
    }  # not who came after the asking
    assert late.staff.id not in taken.text
    async with _services(app).services.memory.reading() as stores:
        acts = [(r.act, r.actor) for r in await stores.audit.search(act="export.")]
    who, whom = auditor.staff.id, admin.staff.id
    assert acts == [("export.fetch", who), ("export.approve", whom), ("export.ask", who)]


async def test_a_refused_export_never_leaves_and_says_why(signs_in: SignsIn) -> None:
    auditor, admin = await signs_in("shenji", "auditor", None), await signs_in("boss", "admin", None)
    await _ask(auditor, kind="xlsx")
    request = _request_in((await admin.get("/console/exports")).text, "decide")
    speechless = await admin.post(f"/console/exports/{request}/decide", yes="false")
    refused = await admin.post(f"/console/exports/{request}/decide", yes="false", why="用途不清楚")
    again = await admin.post(f"/console/exports/{request}/decide", yes="true")

    assert [a.status_code for a in (speechless, refused, again)] == [422, 303, 409]
    assert (await auditor.post(f"/console/exports/{request}/fetch")).status_code == 409
    assert "没有同意：用途不清楚" in (await auditor.get("/console/exports")).text


async def test_an_approval_does_not_hold_for_ever(signs_in: SignsIn, clock: Clock) -> None:
    auditor, admin = await signs_in("shenji", "auditor", None), await signs_in("boss", "admin", None)
    await _ask(auditor, kind="xlsx")
    request = _request_in((await admin.get("/console/exports")).text, "decide")
    await admin.post(f"/console/exports/{request}/decide", yes="true")
    clock.time += timedelta(days=8)
    await auditor.post("/console/sign-in", login="shenji", password=auditor.password)

    late = await auditor.post(f"/console/exports/{request}/fetch")

    assert (late.status_code, "已经过期" in late.text) == (409, True)


async def test_the_excel_file_has_the_same_rows_and_no_formulas(app: FastAPI, signs_in: SignsIn) -> None:
    auditor, admin = await signs_in("shenji", "auditor", None), await signs_in("boss", "admin", None)
    await admin.post("/console/switches/put", kind="bot", reason="=1+1")
    await _ask(auditor, kind="xlsx", act="switch.")
    request = _request_in((await admin.get("/console/exports")).text, "decide")
    await admin.post(f"/console/exports/{request}/decide", yes="true")
    taken = await auditor.post(f"/console/exports/{request}/fetch")

    sheet = openpyxl.load_workbook(io.BytesIO(taken.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][3:6] == ("停用", "机器人", "原因：=1+1")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


async def test_what_is_kept_of_one_citizen_leaves_only_with_consent(
    app: FastAPI, signs_in: SignsIn, calls_out: CallsOut
) -> None:
    admin, auditor = await signs_in("boss", "admin", None), await signs_in("shenji", "auditor", None)
    await on_duty(app, (await signs_in("rs-a"), "A"))
    ticket = await calls_out(words="我的社保卡丢了")
    async with _services(app).services.memory.reading() as stores:
        found = await stores.tickets.find(ticket)
    assert found is not None
    nobody = await admin.post("/console/exports/person", which="BC-0000", purpose="本人申请复制")
    await admin.post("/console/exports/person", which=found.conversation, purpose="本人申请复制")
    request = _request_in((await auditor.get("/console/exports")).text, "decide")
    before = await admin.post(f"/console/exports/{request}/fetch")
    await auditor.post(f"/console/exports/{request}/decide", yes="true")

    taken = await admin.post(f"/console/exports/{request}/fetch")

    assert (nobody.status_code, before.status_code, taken.status_code) == (422, 409, 200)
    assert "我的社保卡丢了" in json.dumps(taken.json(), ensure_ascii=False)
    assert taken.headers["cache-control"] == "no-store"
