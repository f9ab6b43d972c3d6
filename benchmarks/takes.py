"""Many processes take the same tickets: ``python benchmarks/takes.py [sqlite|postgresql] [processes] [tickets]``.

Every process tries as many takes as there are tickets, half of them by number, half by “the next one”. Afterwards
every ticket must have exactly one owner, and whoever was slower must have been told by whom it was taken.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from assistant.errors import OutOfTurn  # noqa: E402
from assistant.helpdesk.desk import Desk  # noqa: E402
from assistant.helpdesk.opening import Call, open_ticket  # noqa: E402
from assistant.helpdesk.scene import Scene  # noqa: E402
from assistant.knowledge.hours import SHANGHAI  # noqa: E402
from assistant.knowledge.loader import load_catalogue  # noqa: E402
from assistant.library import Librarian, Library  # noqa: E402
from assistant.messages import Address  # noqa: E402
from assistant.people import Duty, Staff  # noqa: E402
from assistant.retrieval.judgement import Search  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.storage.memory import SqlMemory, open_engine  # noqa: E402
from assistant.storage.schema import bring_up_to_date  # noqa: E402

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
NOTHING: Search = None  # type: ignore[assignment]


class Still:
    """A clock that stands at Friday, ten o'clock."""

    def now(self) -> datetime:
        return FRIDAY


def officer(number: int) -> Staff:
    """The officer of one process."""
    return Staff(f"w{number}", f"w{number}", f"工号{number}", "agent", "rs", "-", False, True, FRIDAY)


def desk_on(memory: SqlMemory, settings: Settings) -> Desk:
    """A desk over the project's catalogue, without its search."""
    library = Library(load_catalogue(settings.knowledge), NOTHING)
    return Desk(memory, Librarian(settings, library, frozenset()), Still(), settings)


async def prepare(settings: Settings, processes: int, tickets: int) -> None:
    """Tables, officers who are present, and tickets that wait."""
    engine = open_engine(settings.database, 60)
    await bring_up_to_date(engine)
    memory = SqlMemory(engine)
    desk = desk_on(memory, settings)
    library = desk._librarian.library
    async with memory.writing() as stores:
        for number in range(processes):
            await stores.staff.add(officer(number))
        days = (1, 2, 3, 4, 5)
        await stores.duty.save(Duty("d", "rs", "A", "w0", days, "09:00", "17:00", date(2026, 1, 1)))
    for number in range(processes):
        await desk.present(officer(number), "present")
    async with memory.writing() as stores:
        scene = Scene(stores, library, settings, FRIDAY)
        for number in range(tickets):
            conversation = await stores.conversations.at(Address("web", f"p{number}"), FRIDAY)
            await open_ticket(scene, conversation, Call("区人社局", None, "race"))
    await memory.close()


def taker(data: str, address: str, number: int, gate: Any, results: Any) -> None:
    """One process: wait for the others, then take whatever there is."""
    settings = Settings(data=Path(data), database_url=address, reload_seconds=0)
    results.put(asyncio.run(take_all(settings, number, gate)))


async def take_all(settings: Settings, number: int, gate: Any) -> dict[str, Any]:
    """Try every ticket; what was won, and how many refusals named the winner."""
    memory = SqlMemory(open_engine(settings.database, 60))
    desk, me = desk_on(memory, settings), officer(number)
    async with memory.reading() as stores:
        waiting = [t for t, _ in await stores.tickets.waiting(("rs",))]
    random.Random(number).shuffle(waiting)
    gate.wait()
    won: list[str] = []
    told = untold = 0
    spans = []
    for ticket in waiting:
        start = time.perf_counter()
        try:
            if number % 2:
                taken = await desk.take_next(me)
                won += [taken.id] if taken is not None else []
            else:
                await desk.take(ticket.id, ticket.epoch, me)
                won.append(ticket.id)
        except OutOfTurn as error:
            told, untold = told + ("工号" in str(error)), untold + ("工号" not in str(error))
        spans.append(time.perf_counter() - start)
    await memory.close()
    return {"number": number, "won": won, "told": told, "untold": untold, "spans": spans}


async def owners(settings: Settings) -> dict[str, str | None]:
    """Ticket → owner, as the table says at the end."""
    memory = SqlMemory(open_engine(settings.database, 60))
    async with memory.reading() as stores:
        found = {t.id: t.agent for t in await stores.tickets.open_in(None)}
    await memory.close()
    return found


def race(folder: Path, address: str, processes: int, tickets: int) -> dict[str, Any]:
    """Run it; the counts."""
    settings = Settings(data=folder, database_url=address, reload_seconds=0)
    asyncio.run(prepare(settings, processes, tickets))
    context = multiprocessing.get_context("spawn")
    gate, results = context.Barrier(processes), context.Queue()
    args = [(str(folder), address, n, gate, results) for n in range(processes)]
    runners = [context.Process(target=taker, args=a) for a in args]
    start = time.perf_counter()
    for runner in runners:
        runner.start()
    done = [results.get(timeout=1200) for _ in runners]
    for runner in runners:
        runner.join()
    seconds = time.perf_counter() - start
    won = [(ticket, f"w{d['number']}") for d in done for ticket in d["won"]]
    table = asyncio.run(owners(settings))
    spans = sorted(span for d in done for span in d["spans"])
    return {
        "processes": processes,
        "tickets": tickets,
        "tries": len(spans),
        "taken": len(won),
        "taken_twice": len(won) - len({ticket for ticket, _ in won}),
        "owner_differs": sum(table.get(ticket) != who for ticket, who in won),
        "left": sum(agent is None for agent in table.values()),
        "told_who": sum(d["told"] for d in done),
        "told_nobody": sum(d["untold"] for d in done),
        "ms_p50": round(spans[len(spans) // 2] * 1000, 1),
        "ms_p99": round(spans[int(len(spans) * 0.99)] * 1000, 1),
        "seconds": round(seconds, 1),
    }


def main(kind: str = "sqlite", processes: str = "8", tickets: str = "1000") -> None:
    """Print one line of JSON."""
    from tests.postgres import running_postgres

    server = running_postgres() if kind == "postgresql" else nullcontext()
    with tempfile.TemporaryDirectory() as folder, server as running:
        address = asyncio.run(running.database()) if running is not None else ""
        print(json.dumps({"database": kind, **race(Path(folder), address, int(processes), int(tickets))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
