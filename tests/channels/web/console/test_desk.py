"""The desk over HTTP: what an officer sees and does, and that it reaches the citizen; without JavaScript."""

from __future__ import annotations

import httpx
from fastapi import FastAPI

from tests.channels.web.console.conftest import CallsOut, SignsIn, on_duty

KEY = "0f9d3c1a-0001"
SCRIPT = {"hx-request": "true", "accept": "*/*"}


async def test_an_officer_takes_talks_and_closes(app: FastAPI, signs_in: SignsIn, calls_out: CallsOut) -> None:
    officer = await signs_in("rs-a")
    await on_duty(app, (officer, "A"))
    ticket = await calls_out()

    desk = await officer.get("/console")
    assert f"/console/tickets/{ticket}" in desk.text
    assert "叫您" in desk.text
    shown = await officer.get(f"/console/tickets/{ticket}")
    assert "这个怎么办" in shown.text
    assert "群众要找人工" in shown.text

    taken = await officer.post(f"/console/tickets/{ticket}/take", epoch="1")
    assert taken.headers["location"] == f"/console/tickets/{ticket}"
    at = f"/console/tickets/{ticket}"
    await officer.post(f"{at}/say", key=KEY, text="我来帮您。")
    await officer.post(f"{at}/say", key=KEY, text="我来帮您。")
    again = await officer.get(at)
    assert again.text.count("我来帮您。") == 1

    nothing = await officer.post(f"{at}/close", epoch="2", summary="", outcome="solved")
    assert nothing.status_code == 422
    closed = await officer.post(f"{at}/close", epoch="2", summary="说清了要带的材料", outcome="solved")
    assert closed.headers["location"] == "/console"
    assert "已结束" in (await officer.get(at)).text


async def test_the_slower_of_two_is_told_who_was_faster(app: FastAPI, signs_in: SignsIn, calls_out: CallsOut) -> None:
    first, second = await signs_in("rs-a"), await signs_in("rs-b")
    await on_duty(app, (first, "A"), (second, "B"))
    ticket = await calls_out()

    await first.post(f"/console/tickets/{ticket}/take", epoch="1")
    late = await second.client.post(f"/console/tickets/{ticket}/take", data={"epoch": "1"}, headers=SCRIPT)

    assert late.status_code == 409
    assert late.json()["error"] == f"已被{first.staff.name}接走。"


async def test_tickets_of_other_departments_are_not_there(app: FastAPI, signs_in: SignsIn, calls_out: CallsOut) -> None:
    """PI-11: an officer sees the department's own tickets; of others not even that they exist."""
    officer, stranger = await signs_in("rs-a"), await signs_in("yb-a", "agent", "yb")
    await on_duty(app, (officer, "A"), (stranger, "A"))
    ticket = await calls_out()

    assert ticket not in (await stranger.get("/console")).text
    for method, path in (
        ("GET", ""), ("GET", "/said"), ("GET", "/suggest"), ("POST", "/take"), ("POST", "/say"), ("POST", "/note"),
        ("POST", "/transfer"), ("POST", "/close"), ("POST", "/typing"), ("POST", "/join"),
    ):  # fmt: skip
        data = {"epoch": "1", "key": KEY, "text": "您好", "summary": "无", "outcome": "solved"}
        form = data if method == "POST" else None
        answer = await stranger.client.request(method, f"/console/tickets/{ticket}{path}", data=form)
        assert (answer.status_code, path) == (404, path)


async def test_a_note_is_for_officers_only(app: FastAPI, signs_in: SignsIn, calls_out: CallsOut) -> None:
    officer = await signs_in("rs-a")
    await on_duty(app, (officer, "A"))
    ticket = await calls_out()
    await officer.post(f"/console/tickets/{ticket}/take", epoch="1")
    await officer.post(f"/console/tickets/{ticket}/note", key=KEY, text="家里情况特殊，慢慢说")

    assert "家里情况特殊" in (await officer.get(f"/console/tickets/{ticket}")).text
    said = await officer.get(f"/console/tickets/{ticket}/said", after="0")
    assert "家里情况特殊" not in said.text


async def test_a_card_and_a_list_go_out_with_one_click(app: FastAPI, signs_in: SignsIn, calls_out: CallsOut) -> None:
    officer = await signs_in("rs-a")
    await on_duty(app, (officer, "A"))
    ticket = await calls_out()
    await officer.post(f"/console/tickets/{ticket}/take", epoch="1")

    found = await officer.get("/console/find", q="失业保险金")
    assert "发清单" in found.text
    await officer.post(f"/console/tickets/{ticket}/say", key=KEY, checklist="LB-RS-001")
    shown = await officer.get(f"/console/tickets/{ticket}")
    link = shown.text.partition('href="/checklist/')[2].partition('"')[0]
    assert (await officer.get(f"/checklist/{link}")).status_code == 200


async def test_news_come_with_a_cursor(app: FastAPI, signs_in: SignsIn, calls_out: CallsOut) -> None:
    officer = await signs_in("rs-a")
    await on_duty(app, (officer, "A"))
    before = (await officer.get("/console/updates")).json()
    assert (await officer.get("/console/updates", after=before["cursor"])).status_code == 204

    ticket = await calls_out()

    news = (await officer.get("/console/updates", after=before["cursor"])).json()
    assert news["waiting"] == news["asked"] == [ticket]
    assert ticket in news["left"]


async def test_the_stream_tells_what_the_cursor_has_not_seen(
    app: FastAPI, signs_in: SignsIn, calls_out: CallsOut
) -> None:
    officer = await signs_in("rs-a")
    await on_duty(app, (officer, "A"))
    ticket = await calls_out()
    app.state.house.services.hints.closing = True  # the program ends: a stream says its news and ends too

    answer: httpx.Response = await officer.get("/console/events")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert ticket in answer.text or answer.text == "retry: 2000\n\n"


async def test_a_transfer_without_a_reason_or_to_nobody_is_refused(
    app: FastAPI, signs_in: SignsIn, calls_out: CallsOut
) -> None:
    officer = await signs_in("rs-a")
    await on_duty(app, (officer, "A"))
    ticket = await calls_out()
    await officer.post(f"/console/tickets/{ticket}/take", epoch="1")
    at = f"/console/tickets/{ticket}"

    assert (await officer.post(f"{at}/transfer", epoch="2", to="department:yb", why="")).status_code == 422
    absent = await officer.post(f"{at}/transfer", epoch="2", to="department:yb", why="归医保管")
    assert absent.status_code == 409
    assert "没有人在座位上" in absent.text
    assert "服务中" in (await officer.get(at)).text or "已接单" in (await officer.get(at)).text
