"""统计 and 月报: each figure once, with its sentence and its table; no person is named."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI

from assistant.knowledge.text_keys import key_of
from assistant.ports_learning import Ended, FirstAnswer
from channels.web.house import House
from tests.builders import message
from tests.channels.web.console.conftest import WORKING, Officer, SignsIn

ROW = 12
"""Columns of the first table."""


@pytest.fixture
def house(app: FastAPI) -> House:
    found: House = app.state.house
    return found


async def asked(
    house: House, outcome: Ended, told: tuple[str, ...] = (), days: int = 0, channel: str = "web", point: str = ""
) -> None:
    text, at = f"{outcome}{uuid4().hex[:4]}", WORKING - timedelta(days=days)
    row = FirstAnswer(
        uuid4().hex, "", at, text, key_of(text), outcome, told, (), "open", channel, point=point, version="v"
    )
    async with house.services.memory.writing() as stores:
        await stores.asked.add(row)


async def table_of(officer: Officer, name: str, **query: str) -> list[list[str]]:
    answer = await officer.get("/console/figures/figures.csv", table=name, **query)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_first_answers_are_counted_by_day_outcome_and_item(house: House, signs_in: SignsIn) -> None:
    lead = await signs_in("zhiban", "lead", None)
    await asked(house, "sure", ("LB-RS-001",))
    await asked(house, "sure", ("LB-RS-001",), days=1)
    await asked(house, "unknown")
    await asked(house, "unknown", days=1, channel="telegram")

    rows = await table_of(lead, "talks")
    assert rows[0] == ["对话和首答，按时间"]
    assert [row[:9] for row in rows[2:5]] == [
        ["2026-11-19", "0", "2", "1", "0", "0", "0", "1", "0"],
        ["2026-11-20", "0", "2", "1", "0", "0", "0", "1", "0"],
        ["合计", "0", "4", "2", "0", "0", "0", "2", "0"],
    ]
    items = await table_of(lead, "items")
    assert items[2][1:] == ["LB-RS-001", "区人社局", "2", "0", "0"]
    channels = await table_of(lead, "channels")
    assert [(row[0], row[2]) for row in channels[2:4]] == [("网页", "3"), ("Telegram", "1")]
    assert [row[2] for row in await table_of(lead, "talks", channel="telegram") if row and row[0] == "合计"] == ["1"]


async def test_a_row_of_zeros_is_not_shown(house: House, signs_in: SignsIn) -> None:
    lead = await signs_in("zhiban", "lead", None)
    await asked(house, "unknown", days=3)
    rows = await table_of(lead, "talks")
    assert [row[0] for row in rows[2:] if row] == ["2026-11-17", "合计"]
    assert [row[0] for row in (await table_of(lead, "served"))[2:] if row] == ["合计"]


async def test_a_service_point_has_its_line(house: House, signs_in: SignsIn) -> None:
    lead = await signs_in("zhiban", "lead", None)
    await asked(house, "unknown", channel="kiosk", point="point_01")
    assert (await table_of(lead, "points"))[2][0] == "演示服务点1"


async def test_a_talk_with_its_list_and_its_call_shows_up_everywhere(house: House, signs_in: SignsIn) -> None:
    lead = await signs_in("zhiban", "lead", None)
    for text, choice in (("我失业了，想去登记", None), ("要带什么材料", None), ("", "human")):
        await house.services.assistant.respond(message(text, choice=choice))
    page = (await lead.get("/console/figures")).text
    assert "1 次对话里问了 1 个问题，100.0% 直接答到了事项" in page
    assert (await table_of(lead, "calls"))[2] == ["群众要找人工", "1"]
    assert (await table_of(lead, "unanswered"))[2] == ["转了人工", "1"]


async def test_every_chart_has_a_sentence_and_every_table_its_own_file(house: House, signs_in: SignsIn) -> None:
    lead = await signs_in("rs-lead", "lead", "rs")
    page = (await lead.get("/console/figures?unit=week")).text
    assert page.count('class="chart"') == page.count("<figcaption>") > 3
    names = re.findall(r"table=([a-z-]+)", page)
    assert len(names) == len(set(names)) == 16
    for name in names:
        assert (await table_of(lead, name))[0][0] in page
    assert (await lead.get("/console/figures/figures.csv", table="nothing")).status_code == 404
    assert "只含区人社局" in page
    assert (await table_of(lead, "known"))[2][0] == "区人社局"
    assert len(await table_of(lead, "known")) == 4


async def test_a_department_sees_its_own_questions_only(house: House, signs_in: SignsIn) -> None:
    """PI-11."""
    stranger = await signs_in("mz-lead", "lead", "mz")
    await asked(house, "sure", ("LB-RS-001",))
    await asked(house, "unknown")
    assert [row[2] for row in await table_of(stranger, "talks") if row and row[0] == "合计"] == ["0"]
    assert len(await table_of(stranger, "items")) == 3


async def test_the_month_on_paper_is_beside_the_one_before(house: House, signs_in: SignsIn) -> None:
    lead = await signs_in("zhiban", "lead", None)
    await asked(house, "sure", ("LB-RS-001",))
    await asked(house, "unknown", days=25)
    page = (await lead.get("/console/monthly", month="2026-11")).text
    assert "2026 年 11 月（到 11 月 20 日）" in page
    assert "2026 年 10 月" in page
    key = re.search(r"问题（个）</th><td class=\"n\">(\d+)</td><td class=\"n\">(\d+)", page)
    assert key is not None
    assert key.groups() == ("1", "1")
    october = (await lead.get("/console/monthly", month="2026-10")).text
    assert "2026 年 9 月" in october
    assert "unknown" in october
    for wrong in ("2026-13", "next", "2027-01"):
        assert (await lead.get("/console/monthly", month=wrong)).status_code == 422
