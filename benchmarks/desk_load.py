"""200 citizens and 20 officers at once: ``python benchmarks/desk_load.py [sqlite|postgresql] [processes] [seconds]``.

Citizens write every two to six seconds over the JSON door, a quarter of them to a person; officers take, answer and
close over the console. Measured from outside: a message until its answer; an officer's words until the citizen's page
has them; requests per second; memory of the processes.
"""

from __future__ import annotations

import asyncio
import os
import random
import ssl
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

sys.path.insert(0, str(Path(__file__).parent))

from desk_crash import SAID, epoch_of
from desk_processes import Hall, Person, hall, signed_in

CITIZENS, WITH_PERSON = 200, 50
DESKS = {
    "rs": "LB-RS-001",
    "yb": "LB-YB-001",
    "mz": "LB-MZ-001",
    "ga": "LB-GA-001",
    "sc": "LB-SC-001",
    "wj": "LB-WJ-001",
    "jy": "LB-JY-001",
}
OFFICERS = 20
PLAIN = ssl.create_default_context()
"""Made once: to read the machine's certificates for each of 270 clients takes longer than the whole measurement."""
POSTS = ("a", "b", "lead")


@dataclass
class Measured:
    """Seconds, each as a person would have counted them."""

    answers: list[float] = field(default_factory=list)
    deliveries: list[float] = field(default_factory=list)
    spoken: dict[str, float] = field(default_factory=dict)
    pushed: int = 0
    """News that officers' pages were sent."""


async def citizen(opened: Hall, number: int, got: Measured, until: float) -> None:
    """Writes until the time is over; every fourth asks for a person and then keeps the page open."""
    dice = random.Random(number)
    limits = httpx.Limits(max_connections=2)
    async with httpx.AsyncClient(limits=limits, verify=PLAIN) as client:
        person = Person(opened, client)
        token, asks, n = None, number < WITH_PERSON, 0
        await asyncio.sleep(dice.random() * 4)
        listening: asyncio.Task[None] | None = None
        while time.perf_counter() < until:
            body: dict[str, object] = {"conversation": token, "message_id": f"c{number}-{n}"}
            code = list(DESKS.values())[number % len(DESKS)]
            said = {0: {"text": f"第{number}号", "choice": f"item:{code}"}, 1: {"text": "转人工"}} if asks else {}
            body |= said.get(n, {"text": f"{SAID[(number + n) % 4]} {n}"})
            start = time.perf_counter()
            answer = await person.post("/api/chat/messages", number, json=body)
            got.answers.append(time.perf_counter() - start)
            token = answer.json()["conversation"]
            if asks and listening is None:
                listening = asyncio.create_task(_listen(opened, number, token, got, until))
            n += 1
            await asyncio.sleep(2 + 4 * dice.random())
        if listening is not None:
            await listening


async def _listen(opened: Hall, number: int, token: str, got: Measured, until: float) -> None:
    """The citizen's page: asks for news all the time."""
    after, mark = 0, ""
    base = opened.apps[number % len(opened.apps)].base
    async with httpx.AsyncClient(cookies={"linban_talk": token}, timeout=40, verify=PLAIN) as client:
        while time.perf_counter() < until:
            wait = max(0.0, min(20.0, until - time.perf_counter()))
            answer = await client.get(f"{base}/chat/news", params={"after": after, "mark": mark, "wait": wait})
            now, news = time.perf_counter(), answer.json()
            after, mark = news["last"], news["mark"]
            for key in [k for k in got.spoken if k in news["html"]]:
                got.deliveries.append(now - got.spoken.pop(key))


async def officer(opened: Hall, client: httpx.AsyncClient, login: str, which: int, got: Measured, until: float) -> None:
    """Takes what waits for the department and talks to those citizens in turn, with the console open."""
    person, desk = Person(opened, client), login.split("-")[0]
    mine: list[str] = []
    open_page = asyncio.create_task(_console(opened, client, which, got, until))
    try:
        while time.perf_counter() < until:
            async with opened.memory.reading() as stores:
                waiting = [t.id for t, _ in await stores.tickets.waiting([desk])]
            for ticket in waiting[:1] if len(mine) < 4 else ():
                data = {"epoch": await epoch_of(opened, ticket)}
                taken = await person.post(f"/console/tickets/{ticket}/take", which, data=data)
                mine += [ticket] if taken.status_code == 303 else []
            if mine:
                key = uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))
                got.spoken[key] = time.perf_counter()
                path = f"/console/tickets/{mine[which % len(mine)]}/say"
                await person.post(path, which, data={"key": uuid4().hex, "text": f"请稍等 {key}"})
                mine = mine[1:] + mine[:1]
            await asyncio.sleep(1 + random.random())
    finally:
        open_page.cancel()


async def _console(opened: Hall, client: httpx.AsyncClient, which: int, got: Measured, until: float) -> None:
    """The stream that keeps an officer's page up to date."""
    base = opened.apps[which % len(opened.apps)].base
    while time.perf_counter() < until:
        async with client.stream("GET", f"{base}/console/events", timeout=60) as stream:
            async for line in stream.aiter_lines():
                got.pushed += line.startswith("event: news")


async def warm(opened: Hall) -> None:
    """Every process has answered each kind of message once: a patron of a cold process waits for its patterns."""
    async with httpx.AsyncClient(verify=PLAIN) as client:
        for which in range(len(opened.apps)):
            for n, body in enumerate({"text": said} for said in (*SAID, "转人工")):
                message = {"conversation": None, "message_id": f"warm{n}", **body}
                await Person(opened, client).post("/api/chat/messages", which, json=message)


async def load(kind: str, processes: int, seconds: float) -> None:
    """Run it and print what was measured."""
    random.seed(7)
    got = Measured()
    with tempfile.TemporaryDirectory() as name:
        async with hall(Path(name), kind, processes) as opened:
            logins = [f"{desk}-{post}" for desk in DESKS for post in POSTS][:OFFICERS]
            clients = [httpx.AsyncClient(verify=PLAIN) for _ in logins]
            for login, client in zip(logins, clients, strict=True):
                await signed_in(opened, client, login)
            await warm(opened)
            pids = [a.process.pid for a in opened.apps if a.process]
            before, mine, start = [_cpu(pid) for pid in pids], time.process_time(), time.perf_counter()
            machine, until = _machine(), start + seconds
            await asyncio.gather(
                *(citizen(opened, n, got, until) for n in range(CITIZENS)),
                *(
                    officer(opened, who, login, n, got, until)
                    for n, (login, who) in enumerate(zip(logins, clients, strict=True))
                ),
            )
            took = time.perf_counter() - start
            used, mine = [_cpu(pid) - was for pid, was in zip(pids, before, strict=True)], time.process_time() - mine
            others = _machine() - machine - sum(used) - mine
            print(f"{kind}, {processes} process(es), {CITIZENS} citizens, {len(logins)} officers, {took:.0f} s")
            print(f"  messages answered: {len(got.answers)} ({len(got.answers) / took:.1f} per second)")
            _line("first reply", got.answers)
            _line("officer's words on the citizen's page", got.deliveries)
            print(f"  news sent to officers' pages: {got.pushed}")
            print(f"  memory per process: {', '.join(f'{_rss(pid):.0f} MB' for pid in pids)}")
            print(
                f"  CPU: {', '.join(f'{seconds:.1f}' for seconds in used)} s of the processes, {mine:.1f} s of this"
                f" program, {others:.1f} s of everything else on the machine"
            )
            for client in clients:
                await client.aclose()


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _machine() -> float:
    """Seconds of CPU that the whole machine has been busy."""
    fields = [int(n) for n in Path("/proc/stat").read_text("utf-8").split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def _line(what: str, seconds: list[float]) -> None:
    points = statistics.quantiles(seconds, n=100) if len(seconds) > 1 else [0.0] * 99
    p50, p95, p99 = (1000 * points[p - 1] for p in (50, 95, 99))
    print(f"  {what}: median {p50:.0f} ms, 95 % {p95:.0f} ms, 99 % {p99:.0f} ms ({len(seconds)})")


def _rss(pid: int) -> float:
    """Megabytes of memory in use by a process (Linux)."""
    text = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def main() -> None:
    """Read the arguments and run."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 60.0
    asyncio.run(load(kind, processes, seconds))


if __name__ == "__main__":
    main()
