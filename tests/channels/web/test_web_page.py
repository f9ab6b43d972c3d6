"""The page without JavaScript: forms, redirects, cookies, and nothing lost when something is wrong."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from channels.web import words

from .conftest import CARE


def _choices(page: str) -> list[str]:
    """The ids on the large buttons of the page."""
    return [unescape(v) for v in re.findall(r'class="choice" name="choice" value="([^"]+)"', page)]


async def _post(client: httpx.AsyncClient, **form: str) -> httpx.Response:
    return await client.post("/chat", data=form, follow_redirects=True)


async def test_the_first_page_greets_and_offers_life_events_a_person_and_large_type(client: httpx.AsyncClient) -> None:
    """AC-07, AC-11: 长辈版入口、找人工、打电话在首屏."""
    page = (await client.get("/")).text
    assert "机器人" in page
    for label, _ in words.LIFE_EVENTS:
        assert f">{label}<" in page
    for value in ("human", "plain:on", "restart"):
        assert f'name="choice" value="{value}"' in page
    assert 'href="tel:12345"' in page
    assert '<html lang="zh-CN"' in page


async def test_the_whole_story_works_without_javascript(client: httpx.AsyncClient) -> None:
    await client.get("/")
    page = (await _post(client, choice=CARE)).text
    for _ in range(12):
        if "一定要带" in page:
            break
        page = (await _post(client, choice=_choices(page)[0])).text
    link = re.search(r'href="(/checklist/[^"]+)" data-print', page)
    assert link
    printed = await client.get(link.group(1))
    assert printed.status_code == 200
    assert "一定要带" in printed.text


async def test_a_reload_shows_the_same_talk(client: httpx.AsyncClient) -> None:
    await client.get("/")
    await _post(client, text="老人卧床，想申请长护险")
    assert "老人卧床，想申请长护险" in (await client.get("/")).text


async def test_only_the_newest_reply_still_offers_its_buttons(client: httpx.AsyncClient) -> None:
    await client.get("/")
    page = (await _post(client, choice=CARE)).text
    first = _choices(page)
    page = (await _post(client, choice=first[0])).text
    assert first[0] not in _choices(page)


async def test_a_double_tap_on_a_form_is_one_message(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    form = page[page.index('id="say"') :]
    found = re.search(r'name="message_id" value="([0-9a-f]+)"', form)
    assert found
    for _ in range(2):
        page = (await _post(client, text="敬老卡丢了怎么补", message_id=found.group(1))).text
    assert page.count("敬老卡丢了怎么补") == 1


@pytest.mark.parametrize(("text", "sentence"), [("", words.EMPTY), ("长" * 2001, words.TOO_LONG)])
async def test_a_text_that_cannot_be_sent_stays_in_the_box(client: httpx.AsyncClient, text: str, sentence: str) -> None:
    """AC-02: 错误有文字."""
    await client.get("/")
    response = await _post(client, text=text)
    assert response.status_code == 422
    assert sentence in response.text
    assert f">{text}</textarea>" in response.text


async def test_large_type_is_kept_and_told_to_the_assistant(client: httpx.AsyncClient) -> None:
    """AC-07: 长辈版可切换."""
    await client.get("/")
    page = (await _post(client, choice="plain:on")).text
    assert 'class="plain"' in page
    assert "普通版" in page
    client.cookies.delete("linban_talk")
    fresh = (await client.get("/")).text
    assert 'class="plain"' in fresh
    assert "一句话说就行" in fresh  # the greeting in its short form
    page = (await _post(client, choice="plain:off")).text
    assert 'class="plain"' not in page


async def test_restart_folds_the_old_talk_away_and_offers_life_events_again(client: httpx.AsyncClient) -> None:
    await client.get("/")
    await _post(client, text="敬老卡丢了怎么补")
    page = (await _post(client, choice="restart")).text
    before, now = page.split("之前的对话", 1)[1].split("</details>", 1)
    assert "敬老卡丢了怎么补" in before
    assert "敬老卡丢了怎么补" not in now
    assert "生孩子" in now


async def test_clearing_leaves_nothing_for_the_next_person_at_this_device(client: httpx.AsyncClient) -> None:
    """PI-13: 公共终端不留痕迹."""
    await client.get("/")
    await _post(client, text="敬老卡丢了怎么补")
    old = client.cookies["linban_talk"]
    page = (await client.post("/chat/clear", follow_redirects=True)).text
    assert "敬老卡丢了怎么补" not in page
    assert client.cookies["linban_talk"] != old


async def test_a_token_brought_by_a_stranger_is_never_taken_over(client: httpx.AsyncClient) -> None:
    response = await client.get("/", headers={"cookie": "linban_talk=" + "a" * 32})
    assert "a" * 32 not in response.headers["set-cookie"]


async def test_the_script_gets_only_the_new_bubbles(client: httpx.AsyncClient) -> None:
    await client.get("/")
    response = await client.post("/chat", data={"choice": CARE, "message_id": "m1"}, headers={"x-linban-fragment": "1"})
    assert response.status_code == 200
    assert "<html" not in response.text
    assert _choices(response.text)


async def test_what_people_write_is_never_markup(client: httpx.AsyncClient) -> None:
    await client.get("/")
    page = (await _post(client, text="<script>alert(1)</script><b>粗")).text
    assert "<script>alert" not in page
    assert "<b>粗" not in page


async def test_large_type_needs_no_fold_to_see_what_may_be_needed_too(client: httpx.AsyncClient) -> None:
    """长辈版：不用展开就看得到“如果……还需……”."""
    for choice in ("plain:off", "plain:on"):
        await client.get("/")
        await _post(client, choice=choice)
        page = (await _post(client, choice=CARE)).text
        for _ in range(8):
            skip = re.search(r'name="choice" value="(skip:[^"]+)"', page)
            if "材料清单</h3>" in page:
                break
            page = (await _post(client, choice=skip.group(1) if skip else "aspect:materials:LB-YB-001")).text
        assert ('<details class="papers maybe" open>' in page) == (choice == "plain:on")
        await _post(client, choice="restart")
