"""How long a message takes from the door to the disk and back: alone, and 400 of 40 people at once."""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from assistant.bootstrap import open_services  # noqa: E402
from assistant.conversation import Assistant  # noqa: E402
from assistant.messages import Address, IncomingMessage  # noqa: E402
from assistant.settings import Settings  # noqa: E402

SAID = ("结婚登记要带什么材料", "居住证到期了怎么续", "老人护理补贴怎么领", "我想开个小店，要办什么", "谢谢")
PEOPLE, EACH = 40, 10


async def timed(assistant: Assistant, person: int, number: int) -> float:
    """Milliseconds of one message."""
    text = SAID[(person + number) % len(SAID)]
    message = IncomingMessage(Address("bench", f"{person}"), f"{number}", text, datetime.now(UTC))
    start = time.perf_counter()
    await assistant.respond(message)
    return 1000 * (time.perf_counter() - start)


async def main() -> None:
    """Print opening time, latency of messages one by one, and throughput of many at once."""
    with tempfile.TemporaryDirectory() as folder:
        for word in ("first", "second"):
            start = time.perf_counter()
            services = await open_services(Settings(data=Path(folder), log_level="ERROR", reload_seconds=0))
            print(f"open, {word} time: {time.perf_counter() - start:.2f} s")
            if word == "first":
                await services.aclose()
        async with services:
            alone = [await timed(services.assistant, 1000 + n, 0) for n in range(200)]
            points = statistics.quantiles(alone, n=100)
            print(
                f"one after the other: median {points[49]:.1f} ms, 95 % {points[94]:.1f} ms, worst {max(alone):.1f} ms"
            )
            start = time.perf_counter()
            await asyncio.gather(*(timed(services.assistant, p, n) for n in range(EACH) for p in range(PEOPLE)))
            seconds = time.perf_counter() - start
            many = PEOPLE * EACH
            print(f"{many} messages of {PEOPLE} people at once: {seconds:.2f} s, {many / seconds:.0f} per second")


if __name__ == "__main__":
    asyncio.run(main())
