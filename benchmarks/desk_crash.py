"""kill -9 of app processes under load: ``python benchmarks/desk_crash.py [sqlite|postgresql] [kills] [citizens]``.

Citizens write over the JSON door and ask for a person, officers take, answer and close over the console, and a process
is killed at random points (fixed seed) and started again. Whoever gets no answer sends the same again, to another
process. At the end every message must be there exactly once, and every ticket whole.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

sys.path.insert(0, str(Path(__file__).parent))

from desk_processes import Hall, Person, hall, signed_in

from channels.web.session import address_of

SAID = ("结婚登记要带什么材料", "居住证到期了怎么续", "老人护理补贴怎么领", "残疾证怎么办")
DESK = "rs"
ITEM = "item:LB-RS-001"

_NO_DIGITS = str.maketrans("0123456789", "ghijklmnop")
"""A ticket's id may hold something like a telephone number, which would be masked."""


@dataclass
class Told:
    """What was confirmed to somebody, to be found in the database."""

    citizens: dict[str, list[str]] = field(default_factory=dict)
    officers: list[str] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    tries: int = 0
    messages: int = 0


async def citizen(opened: Hall, number: int, told: Told, messages: int, seed: int) -> None:
    """One citizen: some questions, then a person is asked for, then a few words to that person."""
    dice = random.Random(seed * 1000 + number)
    async with httpx.AsyncClient() as client:
        person = Person(opened, client)
        token, said = "", []
        for n in range(messages):
            text = "转人工" if n == 2 else f"{SAID[(number + n) % 4]} 第{number}号{n}"
            body = {"conversation": token or None, "message_id": f"c{number}-{n}", "text": text}
            if n == 1:
                body |= {"text": f"第{number}号{n}", "choice": ITEM}
            answer = await person.post("/api/chat/messages", dice.randrange(8), json=body)
            assert answer.status_code == 200, answer.text
            token = answer.json()["conversation"]
            said.append(str(body["text"]))
            told.messages += 1
            await asyncio.sleep(dice.random() * 0.4)
        told.citizens[token] = said
        told.tries += person.tries


async def officer(opened: Hall, login: str, told: Told, done: asyncio.Event) -> None:
    """One officer: takes whatever waits, says three things, closes."""
    async with httpx.AsyncClient() as client:
        person = await signed_in(opened, client, login)
        while True:
            async with opened.memory.reading() as stores:
                waiting = [t for t, _ in await stores.tickets.waiting([DESK])]
            if not waiting:
                if done.is_set():
                    break
                await asyncio.sleep(0.1)
                await person.post("/console/presence", 0, data={"status": "present"})
                continue
            await _serve(opened, person, random.choice(waiting[:4]).id, told)
        told.tries += person.tries


async def _serve(opened: Hall, person: Person, ticket: str, told: Told) -> None:
    path = f"/console/tickets/{ticket}"
    which = random.randrange(8)
    await person.post(f"{path}/take", which, data={"epoch": await epoch_of(opened, ticket)})
    for n in range(3):
        text = f"{ticket.translate(_NO_DIGITS)}:{n}"
        answer = await person.post(f"{path}/say", which + n, data={"key": uuid4().hex, "text": text})
        if answer.status_code != 303 or not answer.headers["location"].endswith(ticket):
            told.refused[answer.status_code] += 1  # a colleague was faster
            return
        told.officers.append(text)
        told.messages += 1
    data = {"epoch": await epoch_of(opened, ticket), "summary": "说明了材料", "outcome": "solved"}
    await person.post(f"{path}/close", which, data=data)


async def epoch_of(opened: Hall, ticket: str) -> int:
    """The ticket's epoch now, as an officer's page would show it."""
    async with opened.memory.reading() as stores:
        found = await stores.tickets.find(ticket)
    return found.epoch if found else 0


async def campaign(kind: str, kills: int, citizens: int, seed: int = 7) -> Counter[str]:
    """Run it; what was found at the end, counted."""
    told, done = Told(), asyncio.Event()
    dice = random.Random(seed)
    random.seed(seed)
    with tempfile.TemporaryDirectory() as name:
        async with hall(Path(name), kind, 2) as opened:
            start = time.perf_counter()
            people = [asyncio.create_task(citizen(opened, n, told, 8, seed)) for n in range(citizens)]
            officers = [asyncio.create_task(officer(opened, who, told, done)) for who in (f"{DESK}-a", f"{DESK}-lead")]
            for _ in range(kills):
                await asyncio.sleep(0.3 + dice.random())
                await opened.kill(dice.choice(opened.apps))
            await asyncio.gather(*people)
            done.set()
            await asyncio.gather(*officers)
            seconds = time.perf_counter() - start
            print(f"{kind}: {opened.restarts} kills, {told.messages} messages, {told.tries} tries, {seconds:.0f} s")
            print(f"  officers told that a colleague was faster: {sum(told.refused.values())}")
            return await _found(opened, told)


async def _found(opened: Hall, told: Told) -> Counter[str]:
    found: Counter[str] = Counter()
    officers: Counter[str] = Counter()
    for token, expected in told.citizens.items():
        async with opened.memory.reading() as stores:
            conversation = await stores.conversations.find(address_of(token))
            assert conversation is not None
            said = await stores.conversations.said(conversation.id, 10_000)
            ticket = await stores.tickets.latest_of(conversation.id)
        spoken = [u.text for u in said if u.speaker == "citizen"]
        found["citizen messages"] += len(expected)
        found["citizen messages lost"] += sum((Counter(expected) - Counter(spoken)).values())
        found["citizen messages twice"] += sum((Counter(spoken) - Counter(expected)).values())
        found["out of order"] += spoken != expected
        officers.update(u.text for u in said if u.speaker == "agent")
        found["tickets"] += ticket is not None
        found["tickets lost"] += ticket is None
        found["tickets not closed"] += ticket is not None and ticket.state != "closed"
        found["gaps"] += [u.seq for u in said] != list(range(1, len(said) + 1))
    found["officer messages"] = len(told.officers)
    found["officer messages lost"] = sum(officers[text] == 0 for text in told.officers)
    found["officer messages twice"] = sum(officers[text] > 1 for text in told.officers)
    return found


def main() -> None:
    """Print what was found; exit 1 when anything was lost or doubled."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    citizens = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    found = asyncio.run(campaign(kind, kills, citizens))
    for what, number in found.items():
        print(f"  {what}: {number}")
    bad = ("lost", "twice", "order", "gaps", "not closed")
    sys.exit(any(number for what, number in found.items() if any(word in what for word in bad)))


if __name__ == "__main__":
    main()
