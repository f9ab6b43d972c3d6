"""The pages one can go back to: the printable list, the catalogue, the privacy notice, and pages that do not exist."""

from __future__ import annotations

import re

import httpx
import pytest

from assistant.knowledge.speech import parameters_in
from assistant.library import Library
from channels.web import words

from .conftest import Citizen


async def test_the_list_page_has_boxes_place_hours_telephone_code_and_version(citizen: Citizen) -> None:
    reply = await citizen.until_listed()
    checklist = reply["checklist"]
    page = (await citizen.client.get(reply["checklist_url"])).text
    bring = [line for line in checklist["lines"] if line["need"] in ("must", "yours")]
    assert page.count('type="checkbox"') == len(bring)
    for line in checklist["lines"]:
        assert line["name"] in page
    for fact in (checklist["address"], checklist["hours"], checklist["phone"], checklist["notice"]):
        assert fact in page
    assert checklist["version"][:12] in page
    assert 'class="qr"' in page


async def test_the_list_link_says_nothing_about_the_person_and_cannot_be_guessed(citizen: Citizen) -> None:
    """PI-01: 清单链接只含事项和情形."""
    await citizen.says("我叫张三，住在示范路一号")
    reply = await citizen.until_listed()
    token = reply["checklist_url"].removeprefix("/checklist/")
    assert len(token) >= 22
    page = (await citizen.client.get(reply["checklist_url"])).text
    assert "张三" not in page
    assert citizen.conversation not in page
    assert (await citizen.client.get(f"/checklist/{token[:-1]}")).status_code == 404


async def test_the_list_as_text_names_every_paper_under_its_group(citizen: Citizen) -> None:
    reply = await citizen.until_listed()
    text = (await citizen.client.get(reply["checklist_url"] + ".txt")).text
    assert "【一定要带】" in text
    for line in reply["checklist"]["lines"]:
        assert line["name"] in text
    assert reply["checklist"]["phone"] in text


async def test_a_list_that_does_not_exist_is_told_kindly(client: httpx.AsyncClient) -> None:
    response = await client.get("/checklist/none")
    assert response.status_code == 404
    assert "没有找到这份清单" in response.text


async def test_the_catalogue_page_lists_every_item_in_use(client: httpx.AsyncClient, library: Library) -> None:
    page = (await client.get("/items")).text
    for item in library.catalogue.items.values():
        assert f'href="/items/{item.code}"' in page


async def test_the_catalogue_can_be_searched_by_a_common_name(client: httpx.AsyncClient) -> None:
    page = (await client.get("/items", params={"q": "长护险"})).text
    assert "LB-YB-001" in page
    assert "LB-MZ-015" not in page
    assert "没有找到" in (await client.get("/items", params={"q": "<造火箭>"})).text


async def test_every_item_page_shows_its_sources_and_who_checked_it(
    client: httpx.AsyncClient, library: Library
) -> None:
    """AI-02: 每个事实带出处和核实日期，没有核实的照实说."""
    for item in library.catalogue.items.values():
        page = (await client.get(f"/items/{item.code}")).text
        assert item.item_name in page
        assert " ".join(item.fee.source) in page
        assert ("还没有部门核对过" in page) == (item.review.verified_on is None)


async def test_the_privacy_page_says_who_why_what_how_long_and_how_to_reach(client: httpx.AsyncClient) -> None:
    """PI-03: 告知页要素."""
    page = (await client.get("/privacy")).text
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings == [
        "谁处理", "为什么处理", "处理哪些内容", "怎么处理", "敏感的内容", "保存多久", "您的权利", "怎么联系",
    ]  # fmt: skip


async def test_item_pages_say_dated_amounts_and_never_their_names(client: httpx.AsyncClient, library: Library) -> None:
    """AI-04: 标准值只从带生效日期的参数表取."""
    items = library.catalogue.items.values()
    codes = [i.code for i in items if any(parameters_in(text) for text in i.spoken_texts())]
    assert "LB-GA-013" in codes
    for code in codes:
        assert parameters_in((await client.get(f"/items/{code}")).text) == (), code
    (fee,) = library.catalogue.parameters["id_card_fee"]
    assert f"期满换领{fee.value}" in (await client.get("/items/LB-GA-013")).text


@pytest.mark.parametrize("path", ["/nowhere", "/items/LB-XX-999", "/static/none.css"])
async def test_a_page_that_does_not_exist_is_a_chinese_page(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 404
    assert "回到首页" in response.text
    as_json = await client.get(path, headers={"accept": "application/json"})
    assert as_json.status_code == 404
    assert as_json.json()["error"] in (words.NO_PAGE, words.NO_ITEM)
