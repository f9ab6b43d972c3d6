"""Officers at the console: accounts with sign-ins, and a browser that sends what browsers send."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI

from assistant.people import Role, Staff
from channels.web.house import House

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


SignsIn = Callable[..., Awaitable[Officer]]


@pytest.fixture
async def signs_in(app: FastAPI) -> AsyncIterator[SignsIn]:
    """Makes an account and signs in: ``await signs_in("rs-a", "agent", "rs")``."""
    house: House = app.state.house
    async with AsyncExitStack() as stack:

        async def open_one(login: str, role: Role = "agent", department: str | None = "rs") -> Officer:
            accounts = house.services.accounts
            staff, password = await accounts.add(login, f"{login} 的人", role, department)
            person, _ = await accounts.sign_in(login, password)
            await accounts.change_password(person, password, CHOSEN)
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            headers = {"accept": "text/html", **SAME_SITE}
            client = await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers)
            )
            answer = await client.post("/console/sign-in", data={"login": login, "password": CHOSEN})
            assert answer.status_code == 303, answer.text
            return Officer(staff, client, CHOSEN)

        yield open_one
