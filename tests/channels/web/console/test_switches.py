"""开关 in the console and at the terminal: who may, what citizens' pages show, and that other processes see it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.settings import PROJECT
from channels.web.house import House
from tests.builders import Clock
from tests.channels.web.console.conftest import SignsIn

ITEM = "LB-RS-001"


@pytest.fixture
async def citizen(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def _look_away() -> None:
    """A moment in which other tests and the other process get on."""
    time.sleep(0.05)


def _linban(folder: Path, *given: str) -> str:
    environment = {**os.environ, "LINBAN_DATA": str(folder)}
    command = [sys.executable, "-m", "channels", *given]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


async def test_what_an_administrator_turns_off_shows_on_the_next_page_with_author_and_reason(
    app: FastAPI, signs_in: SignsIn, citizen: httpx.AsyncClient
) -> None:
    admin = await signs_in("boss", "admin", None)
    before = await citizen.get(f"/items/{ITEM}")

    put = await admin.post(
        "/console/switches/put", kind="item", target=f"{ITEM} 某某事", text="正在改。", reason="新规定"
    )
    await admin.post("/console/switches/put", kind="notice", text="台风来了，大厅下午关门。", reason="天气")

    assert put.status_code == 303
    shown, page = await citizen.get(f"/items/{ITEM}"), await citizen.get("/")
    assert "要什么材料" in before.text
    assert "要什么材料" not in shown.text
    assert "正在改。" in shown.text
    assert "台风来了，大厅下午关门。" in shown.text
    assert "台风来了，大厅下午关门。" in page.text
    listed = (await admin.get("/console/switches")).text
    assert all(said in listed for said in ("新规定", "天气", "boss 的人", ITEM))
    house: House = app.state.house
    async with house.services.memory.reading() as stores:
        rows = await stores.audit.search(act="switch.")
    assert [(r.act, r.object, r.actor) for r in rows] == [
        ("switch.notice", "notice", admin.staff.id),
        ("switch.off", f"item:{ITEM}", admin.staff.id),
    ]
    assert rows[1].detail["reason"] == "新规定"


async def test_turned_on_again_everything_is_as_before(signs_in: SignsIn, citizen: httpx.AsyncClient) -> None:
    admin = await signs_in("boss", "admin", None)
    await admin.post("/console/switches/put", kind="channel", target="web", reason="检修")
    paused = (await citizen.get("/privacy")).text
    page = (await admin.get("/console/switches")).text
    identity = page.split("/console/switches/")[1].split("/end")[0]

    done = await admin.post(f"/console/switches/{identity}/end")
    twice = await admin.post(f"/console/switches/{identity}/end")

    assert "这里的服务现在暂停" in paused
    assert (done.status_code, twice.status_code) == (303, 404)
    assert "这里的服务现在暂停" not in (await citizen.get("/privacy")).text
    assert "恢复的" in (await admin.get("/console/switches")).text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"kind": "item", "target": "LB-XX-999", "reason": "x"}, "没有这个事项"),
        ({"kind": "bot", "reason": "  "}, "请写一句原因"),
        ({"kind": "notice", "reason": "x"}, "请写通知的内容"),
        ({"kind": "bot", "reason": "x", "until": "2026-11-19T10:00"}, "结束时间要在现在以后"),
        ({"kind": "bot", "reason": "x", "until": "明天"}, "结束时间看不懂"),
        ({"kind": "channel", "target": "fax", "reason": "x"}, "没有这个渠道"),
    ],
)
async def test_a_switch_that_makes_no_sense_is_refused_and_the_form_keeps_what_was_written(
    app: FastAPI, signs_in: SignsIn, form: dict[str, str], told: str
) -> None:
    admin = await signs_in("boss", "admin", None)
    answer = await admin.post(
        "/console/switches/put", **{**form, "text": "" if form["kind"] == "notice" else "告诉群众"}
    )

    assert answer.status_code == 422
    assert told in answer.text
    assert form["kind"] == "notice" or "告诉群众" in answer.text
    house: House = app.state.house
    assert await house.services.switching.history() == ()


async def test_leads_and_auditors_see_the_switches_but_cannot_set_them(signs_in: SignsIn) -> None:
    auditor = await signs_in("shenji", "auditor", None)
    page = await auditor.get("/console/switches")
    assert page.status_code == 200
    assert "/console/switches/put" not in page.text
    assert (await auditor.post("/console/switches/put", kind="bot", reason="x")).status_code == 403


async def test_another_process_turns_off_and_on_and_this_one_sees_it_within_seconds(
    citizen: httpx.AsyncClient, tmp_path: Path
) -> None:
    async def until(shown: bool) -> None:
        async with asyncio.timeout(10):
            while ("大厅停电" in (await citizen.get("/privacy")).text) is not shown:
                await asyncio.to_thread(_look_away)

    await until(False)
    await asyncio.to_thread(_linban, tmp_path, "switch", "notice", "大厅停电，请明天来。", "--reason", "停电")
    await until(True)
    body = {"message_id": "m1", "text": "你好"}
    said = (await citizen.post("/api/chat/messages", json=body)).json()
    assert "大厅停电" in said["replies"][0]["text"]
    listed = await asyncio.to_thread(_linban, tmp_path, "switch", "list")
    assert "大厅停电，请明天来。" in listed
    await asyncio.to_thread(_linban, tmp_path, "switch", "on", "notice")
    await until(False)


async def test_the_time_that_was_set_ends_it_on_the_page_too(
    app: FastAPI, signs_in: SignsIn, citizen: httpx.AsyncClient, clock: Clock
) -> None:
    admin = await signs_in("boss", "admin", None)
    await admin.post("/console/switches/put", kind="bot", reason="试", until="2026-11-20T10:30")
    paused = (await citizen.get("/")).text
    clock.time += timedelta(minutes=31)
    house: House = app.state.house
    house.services.switchboard.forget()

    assert "机器人现在暂停" in paused
    assert "机器人现在暂停" not in (await citizen.get("/privacy")).text
    assert "到时间自动恢复" in (await admin.get("/console/switches")).text
