"""The process is killed in the middle of a message: it is there whole, or not at all and can come again."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from assistant.messages import Address
from assistant.settings import PROJECT
from assistant.storage.memory import SqlMemory
from tests.builders import assistant_over, memory_in, message
from tests.storage.busy import EMPTY, count_up


async def _kept(memory: SqlMemory) -> dict[str, list[str]]:
    """Message id → what was said in it."""
    kept: dict[str, list[str]] = defaultdict(list)
    async with memory.reading() as stores:
        conversation = await stores.conversations.find(Address("web", "chen"))
        assert conversation is not None
        for u in await stores.conversations.said(conversation.id, 1_000_000):
            kept[u.message_id or ""].append(u.text)
    return kept


async def test_killed_at_every_step_of_a_message_nothing_is_lost_halved_or_doubled(tmp_path: Path) -> None:
    async with memory_in(tmp_path) as memory:
        # A process of its own: it forks its victims, and this one has threads.
        command = [sys.executable, "-m", "tests.storage.busy", str(tmp_path)]
        run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
        died = int(run.stdout)
        assert died >= 7, "a message takes at least that many statements"

        assistant = assistant_over(memory, EMPTY, tmp_path, decide=count_up)
        for step in range(1, died + 1):
            await assistant.respond(message(f"断{step}句", identity=f"broken{step}"))
        kept = await _kept(memory)

    steps = range(1, died + 2)  # the last one lived
    assert set(kept) == {f"{kind}{step}" for kind in ("whole", "broken") for step in steps}
    numbers = []
    for identity, said in kept.items():
        text = ("第" if identity.startswith("whole") else "断") + identity.removeprefix("whole").removeprefix("broken")
        number = said[1][:-1]
        assert said == [f"{text}句", f"{number}a", f"{number}b", f"{number}c"]
        numbers.append(int(number))
    assert sorted(numbers) == list(range(1, len(kept) + 1))
