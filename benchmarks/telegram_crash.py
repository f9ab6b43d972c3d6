"""The Telegram bot killed 12 times by SIGKILL and 12 times by SIGTERM while 60 citizens write 1,500 updates.

``python -m benchmarks.telegram_crash [--updates N] [--polling] [--webhook]``: against the fake Bot API server of the
tests, over real HTTP; exit code 1 when anything is lost or out of order, or 3 % of the messages came twice.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant.library import build_library
from tests.builders import settings_for
from tests.channels.telegram.campaign import Plan, Result, campaign
from tests.channels.telegram.fake import fake_telegram

MOST_TWICE = 0.03
SEED = 20261120


async def run(plan: Plan, ready: Path) -> Result:
    """One campaign in a fresh folder in which the index lies ready."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(ready / "cache", data / "cache")
        async with fake_telegram() as fake:
            return await campaign(plan, data, fake, tell=lambda line: print("  ", line, flush=True))


def main() -> None:
    """Both ways of intake, one after the other."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--updates", type=int, default=1500)
    arguments.add_argument("--citizens", type=int, default=60)
    arguments.add_argument("--deaths", type=int, default=12, help="of each kind")
    arguments.add_argument("--polling", action="store_true", help="only polling")
    arguments.add_argument("--webhook", action="store_true", help="only webhook")
    given = arguments.parse_args()
    ways = [False] if given.polling else [True] if given.webhook else [False, True]
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        build_library(settings_for(Path(folder)))
        for webhook in ways:
            plan = Plan(given.updates, given.citizens, given.deaths, given.deaths, SEED + webhook, webhook)
            began = time.monotonic()
            found = asyncio.run(run(plan, Path(folder)))
            seconds = time.monotonic() - began
            print(
                f"{'webhook' if webhook else 'polling'}: {found.updates} updates, {dict(found.exits)} exits, "
                f"lost updates {len(found.lost_updates)}, lost messages {found.lost_messages}, "
                f"citizens out of order {found.out_of_order}, messages {found.messages}, "
                f"twice {found.duplicates} ({found.share:.2%}), {seconds:.0f} s",
                flush=True,
            )
            failed |= bool(found.lost_updates or found.lost_messages or found.out_of_order)
            failed |= found.share >= MOST_TWICE
    sys.exit(failed)


if __name__ == "__main__":
    main()
