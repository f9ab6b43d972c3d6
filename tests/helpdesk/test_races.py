"""Several processes take the same tickets at once, on either database (the large number: ``benchmarks/takes.py``)."""

from __future__ import annotations

import asyncio
from pathlib import Path

from benchmarks.takes import race

PROCESSES, TICKETS = 3, 24


async def test_no_ticket_is_taken_twice_and_every_loser_is_told_by_whom(tmp_path: Path, database: str) -> None:
    done = await asyncio.to_thread(race, tmp_path, database, PROCESSES, TICKETS)

    assert done["tries"] == PROCESSES * TICKETS
    assert done["taken"] == TICKETS
    assert (done["taken_twice"], done["owner_differs"], done["left"], done["told_nobody"]) == (0, 0, 0, 0)
    assert done["told_who"] > 0
