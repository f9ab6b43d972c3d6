"""The web door over the real assistant, the real knowledge and an empty SQLite file, spoken to over ASGI."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from assistant.bootstrap import Services
from assistant.library import Librarian, Library
from assistant.storage.memory import SqlMemory
from channels.web.app import create_app
from channels.web.house import House
from tests.builders import assistant_over, settings_for

CARE = "item:LB-YB-001"
"""Button of 长期护理保险待遇申请, the item of the story that these tests tell."""


@dataclass
class Citizen:
    """Somebody at the JSON door: remembers the conversation, numbers the messages, presses the first button offered."""

    client: httpx.AsyncClient
    conversation: str | None = None
    said: dict[str, Any] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    async def says(self, text: str = "", *, choice: str | None = None, message_id: str = "") -> dict[str, Any]:
        """Send one message and return the answer's JSON."""
        body = {
            "conversation": self.conversation,
            "message_id": message_id or f"m{next(self.numbers)}",
            "text": text,
            "choice": choice,
        }
        response = await self.client.post("/api/chat/messages", json=body)
        assert response.status_code == 200, response.text
        self.said = response.json()
        self.conversation = self.said["conversation"]
        return self.said

    async def until_listed(self, choice: str = CARE) -> dict[str, Any]:
        """Take the item and press the first button of every question; the reply with the checklist."""
        said = await self.says(choice=choice)
        for _ in range(12):
            listed = [r for r in said["replies"] if r["checklist"]]
            if listed:
                reply: dict[str, Any] = listed[0]
                return reply
            said = await self.says(choice=said["replies"][-1]["choices"][0]["id"])
        raise AssertionError("twelve answers and no checklist")


@pytest.fixture
def app(memory: SqlMemory, library: Library, tmp_path: Path) -> FastAPI:
    """The application with its services put in, as its own start would."""
    settings = settings_for(tmp_path)
    app = create_app(settings)
    librarian = Librarian(settings, library, frozenset())
    app.state.house = House(Services(assistant_over(memory, library, tmp_path), librarian, memory, settings))
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without JavaScript: keeps cookies, follows nothing by itself."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers={"accept": "text/html"}
    ) as opened:
        yield opened


@pytest.fixture
def citizen(client: httpx.AsyncClient) -> Citizen:
    """One person at the JSON door."""
    return Citizen(client)
