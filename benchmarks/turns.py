"""Time of one turn as a browser counts it: every line of the long conversations over HTTP, SQLite on the disk.

``python benchmarks/turns.py``: one after the other, so that nothing waits for anything but itself.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parent))

from desk_processes import hall
from ruamel.yaml import YAML

PROJECT = Path(__file__).parents[1]


def conversations() -> list[list[str]]:
    """What the citizens of ``tests/dialogs/conversations`` say, button presses left out."""
    yaml = YAML(typ="safe")
    found = []
    for path in sorted((PROJECT / "tests" / "dialogs" / "conversations").glob("*.yaml")):
        for talk in yaml.load(path.read_text("utf-8")):
            lines = next(value for value in talk.values() if isinstance(value, list))
            found.append([line for line in lines if isinstance(line, str)])
    return found


async def main() -> None:
    """Print median, 95 % and 99 % of a turn."""
    took: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        async with hall(Path(name), "sqlite", 1) as opened, httpx.AsyncClient(base_url=opened.apps[0].base) as client:
            await client.post("/api/chat/messages", json={"message_id": "warm", "text": "您好"})
            for number, lines in enumerate(conversations()):
                token = None
                for n, text in enumerate(lines):
                    body = {"conversation": token, "message_id": f"{number}-{n}", "text": text}
                    start = time.perf_counter()
                    answer = await client.post("/api/chat/messages", json=body, timeout=60)
                    took.append(1000 * (time.perf_counter() - start))
                    answer.raise_for_status()
                    token = answer.json()["conversation"]
    points = statistics.quantiles(took, n=100)
    print(f"{len(took)} turns: median {points[49]:.1f} ms, 95 % {points[94]:.1f} ms, 99 % {points[98]:.1f} ms")


if __name__ == "__main__":
    asyncio.run(main())
