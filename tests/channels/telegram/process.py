"""The shipped process, started against the fake server, stopped or killed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from assistant.settings import PROJECT
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


@asynccontextmanager
async def telegram(fake: FakeTelegram, folder: Path, **given: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A running ``linban telegram``, told to stop at the end."""
    process = await started(fake, folder, **given)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        output, _ = await asyncio.wait_for(process.communicate(), 30)
        print(output.decode())
