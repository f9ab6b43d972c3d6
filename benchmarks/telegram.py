"""How many updates a second the shipped Telegram bot answers with the real engine, and how long an answer takes.

``python -m benchmarks.telegram [--citizens 500] [--each 3] [--rate R]``: first everything at once (updates a second
until the last answer arrived), then a steady stream at half that rate (or ``--rate``): from the moment a citizen writes
to the moment her phone shows the first message of the answer. The far end is the fake Bot API server of the tests.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.evaluation.questions import read_questions
from assistant.library import build_library
from tests.builders import settings_for
from tests.channels.telegram.fake import FakeTelegram, fake_telegram
from tests.channels.telegram.process import started

QUESTIONS = Path(__file__).resolve().parents[1] / "knowledge" / "evaluation" / "dev.yaml"
SEED = 20261120
PATIENCE = 900.0


async def burst(fake: FakeTelegram, citizens: int, each: int, asked: list[str]) -> float:
    """Seconds until everything written at once is confirmed and answered."""
    began, last = time.monotonic(), 0
    for n in range(citizens * each):
        last = fake.say(1000 + n % citizens, asked[n % len(asked)])
    await fake.until(lambda: fake.confirmed >= last, PATIENCE)
    await _quiet(fake)
    return time.monotonic() - began


async def _quiet(fake: FakeTelegram) -> None:
    """Until nothing has arrived for a second."""
    before = -1
    while before != len(fake.sent):
        before = len(fake.sent)
        await asyncio.sleep(1)


async def stream(fake: FakeTelegram, citizens: int, rate: float, count: int, asked: list[str]) -> list[float]:
    """Seconds to the first message of each answer, writing ``rate`` times a second; one question open per citizen."""
    dice, waits, open_since = random.Random(SEED), [], dict[str, float]()
    seen = len(fake.sent)

    def look() -> None:
        nonlocal seen
        for message in fake.sent[seen:]:
            since = open_since.pop(message["chat_id"], None)
            if since is not None:
                waits.append(time.monotonic() - since)
        seen = len(fake.sent)

    began = time.monotonic()
    for n in range(count):
        while time.monotonic() < began + n / rate:
            await asyncio.sleep(0.001)
            look()
        free = [c for c in range(citizens) if str(1000 + c) not in open_since]
        if free:
            chat = 1000 + dice.choice(free)
            open_since[str(chat)] = time.monotonic()
            fake.say(chat, dice.choice(asked))
    until = time.monotonic() + 60
    while open_since and time.monotonic() < until:
        await asyncio.sleep(0.001)
        look()
    return waits


async def measure(given: argparse.Namespace, data: Path) -> None:
    """One process, first the burst, then the stream."""
    asked = [question.text for question in read_questions(QUESTIONS)]
    async with fake_telegram() as fake:
        process = await started(fake, data, LINBAN_LOG_LEVEL="ERROR", LINBAN_DESK_SWEEP_SECONDS="0")
        assert process.stdout is not None
        await process.stdout.readline()
        fake.say(999, "您好")
        await fake.until(lambda: bool(fake.sent), PATIENCE)
        seconds = await burst(fake, given.citizens, given.each, asked)
        updates = given.citizens * given.each
        speed = updates / seconds
        print(
            f"burst: {updates} updates, {len(fake.sent)} messages, {seconds:.1f} s, {speed:.1f} updates/s", flush=True
        )
        rate = given.rate or updates / seconds / 2
        waits = sorted(await stream(fake, given.citizens, rate, min(600, updates), asked))
        p95, p99 = (waits[int(len(waits) * share)] * 1000 for share in (0.95, 0.99))
        middle = median(waits) * 1000
        print(f"stream at {rate:.1f}/s: {len(waits)} answers, median {middle:.0f} ms, p95 {p95:.0f}, p99 {p99:.0f} ms")
        process.terminate()
        await process.communicate()


def main() -> None:
    """Build the index once, then measure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--citizens", type=int, default=500)
    arguments.add_argument("--each", type=int, default=3)
    arguments.add_argument("--rate", type=float, default=0.0)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build_library(settings_for(Path(folder)))
        data = Path(folder) / "data"
        shutil.copytree(Path(folder) / "cache", data / "cache")
        print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
        asyncio.run(measure(given, data))


if __name__ == "__main__":
    main()
