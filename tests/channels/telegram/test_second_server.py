"""The bot against a Bot API server that we did not write: the npm package telegram-test-api."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from assistant.bootstrap import open_services
from channels.telegram.run import run
from tests.builders import settings_for
from tests.channels.telegram.fake import TOKEN, free_port

PACKAGE = Path(sys.prefix) / "telegram-test-api"
WHERE = PACKAGE / "node_modules" / "telegram-test-api" / "package.json"
MISSING = "没有 telegram-test-api：请先运行 sh .ci/telegram（要有 node 和 npm）。"
CHAT = 77
START = """
const TelegramServer = require('telegram-test-api');
const express = require('express');
const inner = new TelegramServer({port: Number(process.argv[1])});
const outer = express();
// The package leaves out a field that Telegram always sends.
outer.all('/bot:token/getMe', (_, answer) =>
  answer.json({ok: true, result: {id: 666, is_bot: true, first_name: 'Test', username: 'TestNameBot'}}));
outer.use(inner.webServer);
outer.listen(Number(process.argv[1]), '127.0.0.1', () => console.log('up'));
"""


@asynccontextmanager
async def _server() -> AsyncIterator[str]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        "node",
        "-e",
        START,
        str(port),
        env={**os.environ, "NODE_PATH": str(PACKAGE / "node_modules")},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert (await asyncio.wait_for(process.stdout.readline(), 60)).strip() == b"up"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


class Citizen:
    """A person with a phone, by the package's own client routes."""

    def __init__(self, session: ClientSession, base: str) -> None:
        self._session = session
        self._base = base
        self.phone: list[dict[str, Any]] = []

    async def does(self, what: str, **given: Any) -> None:
        person = {"id": CHAT, "is_bot": False, "first_name": "测试"}
        common = {"botToken": TOKEN, "from": person, "date": 1795140000}
        async with self._session.post(f"{self._base}/{what}", json={**common, **given}) as answer:
            assert answer.status == 200

    async def says(self, text: str) -> None:
        await self.does("sendMessage", text=text, chat={"id": CHAT, "type": "private", "first_name": "测试"})

    async def presses(self, button: dict[str, str]) -> None:
        shown = {"message_id": 1, "date": 1795140000, "text": "…", "chat": {"id": CHAT, "type": "private"}}
        await self.does("sendCallback", message=shown, data=button["callback_data"])

    async def reads(self, holds: Callable[[str], bool]) -> dict[str, Any]:
        """Look at the phone until such a text is there."""
        async with asyncio.timeout(60):
            while True:
                given = {"token": TOKEN, "chatId": CHAT}
                async with self._session.post(f"{self._base}/getUpdates", json=given) as answer:
                    self.phone += [u["message"] for u in (await answer.json())["result"]]
                found = next((m for m in self.phone if holds(m["text"])), None)
                if found is not None:
                    return found
                await asyncio.sleep(0.05)


async def test_a_citizen_is_answered_and_presses_a_button(folder: Path) -> None:
    if shutil.which("node") is None or not WHERE.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    stop = asyncio.Event()
    async with _server() as base, ClientSession() as session:
        settings = settings_for(
            folder, telegram_token=TOKEN, telegram_api=base, demo="false", log_level="ERROR", desk_sweep_seconds=0
        )
        async with await open_services(settings) as services:
            bot = asyncio.create_task(run(services, stop))
            citizen = Citizen(session, base)
            try:
                await citizen.says("/start LB-MZ-001")
                shown = await citizen.reads(lambda text: "最低生活保障" in text)
                button = shown["reply_markup"]["inline_keyboard"][0][0]
                before = len(citizen.phone)
                await citizen.presses(button)
                await citizen.reads(lambda text: any(m["text"] == text for m in citizen.phone[before:]))
                await citizen.says("残疾证怎么办")
                await citizen.reads(lambda text: "残疾" in text)
            finally:
                stop.set()
                await asyncio.wait_for(bot, 60)
