"""Rosters, people, canned replies, the board and the audit page: what leads, administrators and auditors do."""

from __future__ import annotations

import re

import httpx
from fastapi import FastAPI

from channels.web.house import House
from tests.channels.web.console.conftest import SAME_SITE, CallsOut, SignsIn, on_duty

WEEK = {"weekday": ["1", "2", "3", "4", "5"], "starts": "09:00", "ends": "17:00"}


async def test_a_roster_with_a_gap_raises_an_alarm_until_it_is_filled(app: FastAPI, signs_in: SignsIn) -> None:
    """AB-01: both posts at every opening moment, or an alarm."""
    lead, a, b = await signs_in("rs-lead", "lead"), await signs_in("rs-a"), await signs_in("rs-b")
    at, line = "/console/roster", {"department": "rs", **WEEK}

    await lead.client.post(f"{at}/add", data={**line, "post": "A", "staff": a.staff.id})
    await lead.client.post(f"{at}/add", data={**line, "post": "B", "staff": b.staff.id, "ends": "16:00"})
    short = (await lead.get(at)).text
    assert "缺岗" in short
    assert "B角 16:00–17:00" in short

    await lead.client.post(f"{at}/add", data={**line, "post": "B", "staff": b.staff.id, "starts": "16:00"})
    assert "缺岗：" not in (await lead.get(at)).text

    house: House = app.state.house
    await house.services.accounts.set_active(a.staff.id, active=False)
    stopped = (await lead.get(at)).text
    assert "A角 09:00–17:00" in stopped
    assert a.staff.name not in stopped.split("<h2")[1]  # who is put out leaves the roster at once


async def test_a_roster_line_that_makes_no_sense_is_refused_with_its_reason(app: FastAPI, signs_in: SignsIn) -> None:
    lead, a, stranger = await signs_in("rs-lead", "lead"), await signs_in("rs-a"), await signs_in("yb-a", "agent", "yb")
    line = {"department": "rs", "post": "A", "staff": a.staff.id, **WEEK}
    for change, told in (
        ({"weekday": []}, "星期"),
        ({"ends": "08:00"}, "结束时间"),
        ({"starts": "九点"}, "09:00"),
        ({"staff": stranger.staff.id}, "本部门"),
        ({"post": "officer"}, "岗位"),
        ({"valid_to": "2020-01-01"}, "截止日期"),
    ):
        answer = await lead.client.post("/console/roster/add", data={**line, **change})
        assert (answer.status_code, told in answer.text) == (422, True), change


async def test_an_administrator_makes_resets_and_stops_accounts(
    app: FastAPI, signs_in: SignsIn, client: httpx.AsyncClient
) -> None:
    admin = await signs_in("admin", "admin", None)
    client.headers.update(SAME_SITE)

    made = await admin.post("/console/people/add", login="rs-c", name="区人社局丙", role="agent", department="rs")
    password = re.findall(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", made.text)[0]
    signed = await client.post("/console/sign-in", data={"login": "rs-c", "password": password})
    assert signed.status_code == 303

    house: House = app.state.house
    account = (await house.services.accounts.by_login("rs-c")).id
    assert "还没有改一次性密码" in (await admin.get("/console/people", q="rs-c")).text
    assert password not in (await admin.get("/console/people")).text
    await admin.post(f"/console/people/{account}/revoke")
    assert (await client.get("/console/password")).status_code == 303

    await admin.post(f"/console/people/{account}/active", on="false")
    assert (await client.post("/console/sign-in", data={"login": "rs-c", "password": password})).status_code == 403
    own = await admin.post(f"/console/people/{admin.staff.id}/active", on="false")
    assert own.status_code == 403
    odd = await admin.post("/console/people/add", login="x y", name="甲", role="agent", department="rs")
    assert "账号用小写字母开头" in odd.text


async def test_leads_keep_their_own_canned_replies_only(app: FastAPI, signs_in: SignsIn) -> None:
    rs, yb = await signs_in("rs-lead", "lead"), await signs_in("yb-lead", "lead", "yb")
    officer = await signs_in("rs-a")
    await rs.post("/console/canned/save", title="欢迎", text="您好，请说。")
    house: House = app.state.house
    async with house.services.memory.reading() as stores:
        reply = next(r for r in await stores.canned.of("rs") if r.title == "欢迎")

    assert "您好，请说。" in (await officer.get("/console/canned")).text
    assert "您好，请说。" not in (await yb.get("/console/canned")).text
    foreign = await yb.post("/console/canned/save", title="改", text="改了", identity=reply.id)
    assert foreign.status_code == 404
    assert (await yb.post(f"/console/canned/{reply.id}/remove")).status_code == 404
    await rs.post(f"/console/canned/{reply.id}/remove")
    assert "您好，请说。" not in (await officer.get("/console/canned")).text


async def test_a_lead_listens_in_unseen_and_it_is_written_down(
    app: FastAPI, signs_in: SignsIn, calls_out: CallsOut
) -> None:
    lead, officer, auditor = (
        await signs_in("rs-lead", "lead"),
        await signs_in("rs-a"),
        await signs_in("shenji", "auditor", None),
    )
    await on_duty(app, (officer, "A"))
    ticket = await calls_out()
    await officer.post(f"/console/tickets/{ticket}/take", epoch="1")

    heard = await lead.get(f"/console/tickets/{ticket}/listen")

    assert "旁听" in heard.text
    assert 'id="reply"' not in heard.text
    assert (await officer.get(f"/console/tickets/{ticket}/listen")).status_code == 403
    found = await auditor.get("/console/audit", act="ticket.listen")
    assert "rs-lead 的人" in found.text


async def test_who_read_what_is_searched(app: FastAPI, signs_in: SignsIn, calls_out: CallsOut) -> None:
    """RC-05: every look leaves a row."""
    officer, auditor = await signs_in("rs-a"), await signs_in("shenji", "auditor", None)
    await on_duty(app, (officer, "A"))
    ticket = await calls_out()
    await officer.get(f"/console/tickets/{ticket}")

    shown = await auditor.get("/console/audit", who="rs-a", object=f"ticket:{ticket}")
    assert "打开工单" in shown.text
    assert "日志完整" in (await auditor.get("/console/audit", check="1")).text


async def test_the_board_shows_who_waits_and_for_how_long(app: FastAPI, signs_in: SignsIn, calls_out: CallsOut) -> None:
    lead, officer = await signs_in("rs-lead", "lead"), await signs_in("rs-a")
    await on_duty(app, (officer, "A"))
    await calls_out()

    now = await lead.get("/console/board/now")

    assert "失业登记" in now.text
    assert "正在叫rs-a 的人" in now.text
    assert 'value="' + officer.staff.id in now.text
