"""The citizen's rights on the privacy page: a copy, and being forgotten."""

from __future__ import annotations

import httpx

from channels.web.session import TALK


async def _talks(client: httpx.AsyncClient, text: str) -> None:
    await client.get("/")
    await client.post("/chat", data={"text": text, "message_id": text})


async def test_the_page_says_how_long_things_are_kept(client: httpx.AsyncClient) -> None:
    """PI-03."""
    page = (await client.get("/privacy")).text
    for word in ("30 天", "180 天", "90 天", "15 个工作日", "被评价的人看不到"):
        assert word in page


async def test_a_citizen_takes_a_copy_of_the_talk(client: httpx.AsyncClient) -> None:
    """PI-07."""
    assert (await client.get("/privacy/copy")).status_code == 404
    await _talks(client, "敬老卡丢了怎么办")
    answer = await client.get("/privacy/copy")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "敬老卡丢了怎么办" in {row["text"] for row in answer.json()["utterances"]}


async def test_a_citizen_is_forgotten_on_request(client: httpx.AsyncClient) -> None:
    """PI-07."""
    await _talks(client, "敬老卡丢了怎么办")
    unsure = await client.post("/privacy/delete")
    assert unsure.status_code == 422
    before = client.cookies[TALK]

    answer = await client.post("/privacy/delete", data={"sure": "yes"})

    assert "已经删除" in answer.text
    assert client.cookies[TALK] != before
    client.cookies.set(TALK, before)
    assert "敬老卡丢了" not in (await client.get("/")).text


async def test_what_is_still_worked_on_is_deleted_later(client: httpx.AsyncClient) -> None:
    await _talks(client, "跑了三趟都没办成")
    await client.post("/chat", data={"choice": "case", "message_id": "m2"})
    answer = await client.post("/privacy/delete", data={"sure": "yes"})
    assert "办结以后就删" in answer.text
    assert "跑了三趟" in (await client.get("/")).text
