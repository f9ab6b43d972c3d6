"""The bot against the fake server: as a process that can be killed, or in this one, which starts at once."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from assistant.bootstrap import Services, open_services
from assistant.ports import Clock
from assistant.settings import PROJECT, Settings
from channels.telegram.run import run
from tests.builders import settings_for
from tests.channels.telegram.fake import TOKEN, FakeTelegram


def environment(fake: FakeTelegram, folder: Path, **given: str) -> dict[str, str]:
    """What the process is started with."""
    own = {
        "LINBAN_DATA": str(folder),
        "LINBAN_TELEGRAM_TOKEN": TOKEN,
        "LINBAN_TELEGRAM_API": fake.base,
        "LINBAN_RELOAD_SECONDS": "0",
        "LINBAN_DEMO": "false",
    }
    return {**os.environ, **own, **given}


async def started(fake: FakeTelegram, folder: Path, **given: str) -> asyncio.subprocess.Process:
    """A running ``linban telegram``."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "channels",
        "telegram",
        cwd=PROJECT,
        env=environment(fake, folder, **given),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


def _settings(fake: FakeTelegram, folder: Path, **given: Any) -> Settings:
    own = {"telegram_token": TOKEN, "telegram_api": fake.base, "demo": "false", "log_level": "WARNING"}
    return settings_for(folder, **{**own, **given})


@asynccontextmanager
async def serving(
    fake: FakeTelegram, folder: Path, clock: Clock | None = None, **given: Any
) -> AsyncIterator[Services]:
    """The bot at work in this process, told to stop at the end; an error of it is an error of the test."""
    stop = asyncio.Event()
    async with await open_services(_settings(fake, folder, **given), clock) as services:
        bot = asyncio.create_task(run(services, stop))
        try:
            yield services
        finally:
            stop.set()
            await asyncio.wait_for(bot, 30)
