"""A person takes over, as the citizen's page shows it: with the script by asking for news, without it by reloading."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from datetime import date, datetime

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from assistant.bootstrap import Services
from assistant.helpdesk.desk import Desk
from assistant.helpdesk.hints import Hints
from assistant.knowledge.hours import SHANGHAI
from assistant.people import Duty, Staff
from channels.web.server import Server
from channels.web.session import TALK
from tests.builders import Clock

OFFICER = Staff("w1", "w1", "王芳", "agent", "rs", "-", False, True, datetime(2026, 11, 1, tzinfo=SHANGHAI))
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
async def desk(app: FastAPI) -> Desk:
    """王芳 of 区人社局 is A 角 and present; it is Friday, ten o'clock."""
    services: Services = app.state.house.services
    clock = Clock(FRIDAY)
    services.clock = clock
    services.assistant._clock = clock
    async with services.memory.writing() as stores:
        await stores.staff.add(OFFICER)
        await stores.duty.save(Duty("d", "rs", "A", "w1", (1, 2, 3, 4, 5), "09:00", "17:00", date(2026, 1, 1)))
    desk = services.desk
    await desk.present(OFFICER, "present")
    return desk


class Asked(Hints):
    """Says when somebody waits for news."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = asyncio.Event()

    async def news(self, seconds: float, about: frozenset[str] | None = None) -> bool:
        self.waits.set()
        return await super().news(max(seconds, 60), about)


class Started(Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config, hints: Hints) -> None:
        super().__init__(config, hints)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


async def called(client: httpx.AsyncClient) -> None:
    await client.get("/")
    for form in ({"text": "我要办失业登记", "message_id": "a"}, {"choice": "human", "message_id": "b"}):
        assert (await client.post("/chat", data=form)).status_code == 303


async def news(client: httpx.AsyncClient, after: int = 0, mark: str = "") -> dict[str, str | int]:
    response = await client.get("/chat/news", params={"after": after, "mark": mark})
    assert response.status_code == 200
    found: dict[str, str | int] = response.json()
    return found


async def test_the_page_says_where_one_stands_and_offers_the_way_out(client: httpx.AsyncClient, desk: Desk) -> None:
    await called(client)

    page = (await client.get("/")).text

    assert "第 1 位" in page
    assert 'value="desk:leave"' in page
    found = await news(client)
    assert found["standing"] == "queued"
    assert "第 1 位" in str(found["strip"])


async def test_officers_words_come_as_news_and_stay_after_a_reload(client: httpx.AsyncClient, desk: Desk) -> None:
    await called(client)
    before = await news(client)
    (line,) = await desk.queue(OFFICER)
    ticket = await desk.take(line.ticket.id, line.ticket.epoch, OFFICER)
    await desk.say(ticket.id, OFFICER, "请带身份证来。", key="k", items=["LB-RS-001"])

    after = await news(client, int(before["last"]), str(before["mark"]))

    drawn = str(after["html"])
    assert "请带身份证来。" in drawn
    assert re.search(r'<span class="tag">人工</span>区人社局', drawn)
    assert "王芳" not in drawn
    assert after["standing"] == "person"
    page = (await client.get("/")).text
    assert "请带身份证来。" in page
    assert "正在和您说话的是：区人社局" in page
    again = await news(client, int(after["last"]), str(after["mark"]))
    assert again["html"] == ""


async def test_a_message_to_a_person_is_taken_without_an_answer_of_the_bot(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    await called(client)
    (line,) = await desk.queue(OFFICER)
    ticket = await desk.take(line.ticket.id, line.ticket.epoch, OFFICER)

    response = await client.post(
        "/chat", data={"text": "我带了户口本", "message_id": "c"}, headers={"x-linban-fragment": "1"}
    )

    assert response.status_code == 200
    assert response.text.strip() == ""
    said = await desk.said(ticket.id, OFFICER, 0)
    assert said[-1].text == "我带了户口本"


async def test_a_rating_can_be_given_from_the_page_after_the_end(client: httpx.AsyncClient, desk: Desk) -> None:
    await called(client)
    (line,) = await desk.queue(OFFICER)
    ticket = await desk.take(line.ticket.id, line.ticket.epoch, OFFICER)
    ticket = await desk.close(ticket.id, ticket.epoch, OFFICER, summary="说清楚了", outcome="solved")

    page = (await client.get("/")).text

    assert f'value="rate:human:{ticket.id}:1"' in page
    assert "checked" not in page
    assert 'value="rate:skip"' in page
    assert (await news(client))["standing"] == "none"


async def test_news_of_one_talk_are_not_given_to_another_browser(client: httpx.AsyncClient, desk: Desk) -> None:
    await called(client)
    client.cookies.clear()
    assert (await news(client))["html"] == ""
    await client.get("/")
    assert (await news(client))["standing"] == "none"


async def test_typing_is_shown_on_either_side(client: httpx.AsyncClient, desk: Desk) -> None:
    await called(client)
    (line,) = await desk.queue(OFFICER)
    ticket = await desk.take(line.ticket.id, line.ticket.epoch, OFFICER)
    await desk.typing(ticket.id, OFFICER)

    assert "正在输入" in str((await news(client))["strip"])
    assert not (await desk.updates(OFFICER)).typing
    assert (await client.post("/chat/typing")).status_code == 204
    assert (await desk.updates(OFFICER)).typing == {ticket.id}


async def test_a_long_question_for_news_does_not_hold_up_the_end(
    app: FastAPI, client: httpx.AsyncClient, desk: Desk
) -> None:
    await called(client)
    now = await news(client)
    services: Services = app.state.house.services
    services.hints = hints = Asked()
    server = Started(uvicorn.Config(app, port=0, lifespan="off", log_level="warning", ws="none"), hints)
    serving = asyncio.create_task(server._serve())
    await asyncio.wait_for(server.ready.wait(), 30)
    port = server.servers[0].sockets[0].getsockname()[1]
    cookies = {TALK: client.cookies[TALK]}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", cookies=cookies, timeout=60) as browser:
        question = {"after": now["last"], "mark": now["mark"], "wait": 20}
        asking = asyncio.create_task(browser.get("/chat/news", params=question))
        await asyncio.wait_for(hints.waits.wait(), 30)

        server.handle_exit(signal.SIGTERM, None)

        assert (await asyncio.wait_for(asking, 15)).status_code == 200
        await asyncio.wait_for(serving, 15)
        assert hints.closing
