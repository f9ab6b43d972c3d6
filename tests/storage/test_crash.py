"""The process is killed in the middle of its work: each message is there whole, or not at all and can come again."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from assistant.messages import Address
from assistant.settings import PROJECT
from assistant.storage.memory import SqlMemory
from tests.builders import assistant_over, memory_in, message
from tests.storage.busy import EMPTY, PEOPLE, count_up

ROUNDS = 6


def _run_until_killed(folder: Path, start: int, spins: int) -> int:
    """Let the process answer some messages, then kill -9 it at an arbitrary instruction. The last one it confirmed."""
    command = [sys.executable, "-m", "tests.storage.busy", str(folder), str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as process:
        assert process.stdout is not None
        last = start - 1
        for _ in range(5):
            last = int(process.stdout.readline())
        for _ in range(spins):  # passes some thousands of instructions, so that the blow falls anywhere
            pass
        process.kill()
        for line in process.stdout:
            last = int(line)
    return last


async def _whole(memory: SqlMemory, person: str) -> dict[str, list[tuple[str, str]]]:
    """Message id → what was kept of it."""
    kept: dict[str, list[tuple[str, str]]] = defaultdict(list)
    async with memory.reading() as stores:
        conversation = await stores.conversations.find(Address("web", person))
        assert conversation is not None
        for u in await stores.conversations.said(conversation.id, 1_000_000):
            kept[u.message_id or ""].append((u.speaker, u.text))
    return kept


async def test_killed_at_any_moment_no_message_is_lost_halved_or_answered_twice(tmp_path: Path) -> None:
    chance = random.Random(20261120)
    confirmed = -1
    for _ in range(ROUNDS):
        # The one in flight when the blow fell is sent again, as a channel would.
        confirmed = _run_until_killed(tmp_path, confirmed + 1, chance.randrange(200_000))

    async with memory_in(tmp_path) as memory:
        assistant = assistant_over(memory, EMPTY, tmp_path, decide=count_up)
        for n in (confirmed + 1, confirmed + 2):
            await assistant.respond(message(f"第{n}句", f"p{n % PEOPLE}", identity=f"m{n}"))

        for person in range(PEOPLE):
            mine = [n for n in range(confirmed + 3) if n % PEOPLE == person]
            expected = {
                f"m{n}": [("citizen", f"第{n}句"), *(("bot", f"{count}{part}") for part in "abc")]
                for count, n in enumerate(mine, start=1)
            }
            assert await _whole(memory, f"p{person}") == expected
