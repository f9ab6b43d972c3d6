"""What an operator may set on the page, and what a citizen sees when the assistant itself stumbles."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.dialogs.steps import decide
from assistant.dialogs.turn import Outcome, Turn
from assistant.library import Library
from assistant.storage.memory import SqlMemory
from channels.web.render import qr_svg
from channels.web.typeset import blocks, named_sources, phone_href
from tests.builders import assistant_over, settings_for

from .conftest import CARE, Citizen

Stumble = Callable[[bool], None]


@pytest.fixture
def stumble(app: FastAPI, memory: SqlMemory, library: Library, tmp_path: Path) -> Stumble:
    """Switches a fault inside the assistant on and off."""
    fault = {"on": False}

    def faulty(turn: Turn) -> Outcome:
        if fault["on"]:
            raise RuntimeError("a bug")
        return decide(turn)

    app.state.house.services.assistant = assistant_over(memory, library, tmp_path, decide=faulty)

    def switch(on: bool) -> None:
        fault["on"] = on

    return switch


async def test_after_a_fault_the_question_can_still_be_answered(client: httpx.AsyncClient, stumble: Stumble) -> None:
    await client.get("/")
    page = (await client.post("/chat", data={"choice": CARE}, follow_redirects=True)).text
    offered = re.findall(r'class="choice" name="choice" value="([^"]+)"', page)
    stumble(True)
    page = (await client.post("/chat", data={"choice": offered[0]}, follow_redirects=True)).text
    assert "故障" in page
    assert re.findall(r'class="choice" name="choice" value="([^"]+)"', page) == offered


async def test_after_a_fault_the_script_may_send_the_same_message_again(
    client: httpx.AsyncClient, stumble: Stumble
) -> None:
    await client.get("/")
    form, header = {"choice": CARE, "message_id": "again"}, {"x-linban-fragment": "1"}
    stumble(True)
    failed = await client.post("/chat", data=form, headers=header)
    assert failed.status_code == 503
    assert "故障" in failed.json()["error"]
    stumble(False)
    answered = await client.post("/chat", data=form, headers=header)
    assert answered.status_code == 200
    assert 'class="choice"' in answered.text


async def test_an_emergency_notice_stands_on_top_when_one_is_set(app: FastAPI, client: httpx.AsyncClient) -> None:
    assert "紧急通知" not in (await client.get("/")).text
    app.state.settings = settings_for(Path(), emergency_notice="台风蓝色预警，今天下午窗口不开。")
    assert "台风蓝色预警，今天下午窗口不开。" in (await client.get("/")).text


async def test_the_code_on_the_list_leads_to_the_public_address_of_this_list(app: FastAPI, citizen: Citizen) -> None:
    reply = await citizen.until_listed()
    page = (await citizen.client.get(reply["checklist_url"])).text
    assert qr_svg("http://test" + reply["checklist_url"]) in page
    app.state.settings = settings_for(Path(), public_url="https://linban.example.gov.cn/")
    page = (await citizen.client.get(reply["checklist_url"])).text
    assert qr_svg("https://linban.example.gov.cn" + reply["checklist_url"]) in page


async def test_cookies_are_kept_to_https_where_citizens_come_by_https(app: FastAPI, client: httpx.AsyncClient) -> None:
    assert "Secure" not in (await client.get("/")).headers["set-cookie"]
    app.state.settings = settings_for(Path(), public_url="https://linban.example.gov.cn")
    assert "Secure" in (await client.get("/")).headers["set-cookie"]


def test_counted_lines_become_a_list_and_a_number_stands_out() -> None:
    text = "这样办：\n1. 先申请。\n2. 再评估。\n电话：\n962218\n（周末不开）\n以上内容还没有部门核实。"
    assert blocks(text) == [
        ("words", ["这样办："]),
        ("points", ["先申请。", "再评估。"]),
        ("words", ["电话："]),
        ("fact", ["962218"]),
        ("bracket", ["（周末不开）"]),
        ("honest", ["以上内容还没有部门核实。"]),
    ]


@pytest.mark.parametrize(
    ("written", "called"),
    [("12345", "tel:12345"), ("021-5953 0000（演示）", "tel:02159530000"), ("+86 21 59530000", "tel:+862159530000")],
)
def test_a_telephone_number_can_be_called_however_it_is_written(written: str, called: str) -> None:
    assert phone_href(written) == called


def test_general_knowledge_is_called_that_and_not_by_its_mark() -> None:
    assert named_sources(("S01", "GK-M", "S15")) == "出处：S01、S15；其余是一般知识，没有文件作依据。"
    assert named_sources(("GK-L",)) == "出处：一般知识，没有文件作依据。"
    assert named_sources(()) == ""
