"""Officers at the console: accounts with sign-ins, and a browser that sends what browsers send."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from assistant.bootstrap import Services
from assistant.knowledge.hours import SHANGHAI
from assistant.library import Librarian, Library
from assistant.people import Duty, Post, Role, Staff
from assistant.staff.passwords import hash_random
from assistant.storage.memory import SqlMemory
from channels.web.app import create_app
from channels.web.house import House
from tests.builders import Clock, assistant_over, settings_for

WORKING = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
"""A Friday morning at which every department is open."""
CHOSEN = "梧桐树下七号楼二单元"
SAME_SITE = {"sec-fetch-site": "same-origin", "origin": "http://test"}


@dataclass
class Officer:
    """One signed-in person with a browser of their own."""

    staff: Staff
    client: httpx.AsyncClient
    password: str

    async def get(self, path: str, **given: str) -> httpx.Response:
        return await self.client.get(path, params=given or None)

    async def post(self, path: str, /, **form: str) -> httpx.Response:
        return await self.client.post(path, data=form)


@pytest.fixture
def clock() -> Clock:
    return Clock(WORKING)


@pytest.fixture
def app(memory: SqlMemory, library: Library, tmp_path: Path, clock: Clock) -> FastAPI:
    """The application on a working day, its services put in."""
    settings = settings_for(tmp_path)
    app = create_app(settings)
    librarian = Librarian(settings, library, frozenset())
    assistant = assistant_over(memory, library, tmp_path, clock=clock)
    app.state.house = House(Services(assistant, librarian, memory, settings, clock=clock))
    return app


SignsIn = Callable[..., Awaitable[Officer]]


@pytest.fixture
async def signs_in(app: FastAPI) -> AsyncIterator[SignsIn]:
    """Makes an account and signs in: ``await signs_in("rs-a", "agent", "rs")``."""
    house: House = app.state.house
    async with AsyncExitStack() as stack:

        async def open_one(login: str, role: Role = "agent", department: str | None = "rs") -> Officer:
            staff, _ = await house.services.accounts.add(login, f"{login} 的人", role, department)
            # The password as if it had been changed; the hash is a cheap one, so that many tests do not wait for it.
            staff = replace(staff, password=hash_random(CHOSEN), must_change=False)
            async with house.services.memory.writing() as stores:
                await stores.staff.save(staff)
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            headers = {"accept": "text/html", **SAME_SITE}
            client = await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers)
            )
            answer = await client.post("/console/sign-in", data={"login": login, "password": CHOSEN})
            assert answer.status_code == 303, answer.text
            return Officer(staff, client, CHOSEN)

        yield open_one


CallsOut = Callable[..., Awaitable[str]]


@pytest.fixture
def calls_out(app: FastAPI) -> CallsOut:
    """A citizen talks about an item and asks for a person; the ticket's id: ``await calls_out()``."""
    house: House = app.state.house

    async def call(item: str = "LB-RS-001", words: str = "这个怎么办") -> str:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as citizen:
            talk = None
            for choice, text in ((f"item:{item}", ""), ("", words), ("human", "")):
                body = {"conversation": talk, "message_id": uuid4().hex, "text": text, "choice": choice or None}
                answer = await citizen.post("/api/chat/messages", json=body)
                assert answer.status_code == 200, answer.text
                talk = answer.json()["conversation"]
        async with house.services.memory.reading() as stores:
            open_ones = await stores.tickets.open_in(None)
        return max(open_ones, key=lambda t: t.number).id

    return call


async def on_duty(app: FastAPI, *officers: tuple[Officer, Post]) -> None:
    """Put officers on the roster for all week, and at their desks."""
    house: House = app.state.house
    async with house.services.memory.writing() as stores:
        for officer, post in officers:
            department = None if post == "officer" else officer.staff.department
            week = (1, 2, 3, 4, 5, 6, 7)
            await stores.duty.save(
                Duty(uuid4().hex, department, post, officer.staff.id, week, "00:00", "23:59", WORKING.date())
            )
    for officer, _ in officers:
        answer = await officer.post("/console/presence", status="present")
        assert answer.status_code == 303, answer.text
