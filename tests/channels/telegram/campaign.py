"""Kills the bot again and again while citizens write, and counts what got lost, out of order, or came twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import ClientError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.messages import Address, reply_from_json
from assistant.storage.desk_tables import NoticeRow
from assistant.storage.memory import SqlMemory, open_engine
from channels.telegram.render import pages
from tests.channels.telegram.fake import FakeTelegram, free_port
from tests.channels.telegram.process import started

SAYINGS = ("您好", "残疾证怎么办", "居住证怎么办", "敬老卡丢了", "谢谢", "要带什么材料", "在哪里办", "失业金怎么领")
FIRST = 10_001
SECRET = "invented-secret"
Letter = tuple[int, int, str]
"""Number of the update, who writes, what."""

PATIENCE = 900.0
"""Seconds for one step; generous, since a busy machine may need minutes to start a process."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is written, and how often the process dies."""

    updates: int
    citizens: int
    kills: int
    terms: int
    seed: int
    webhook: bool = False


@dataclass
class Result:
    """What the far end and the database say at the end."""

    updates: int = 0
    lost_updates: list[int] = field(default_factory=list)
    """Updates that no committed answer belongs to."""
    lost_messages: int = 0
    """Messages decided but never arrived."""
    out_of_order: int = 0
    """Citizens whose phone shows another order than that in which they wrote and were answered."""
    messages: int = 0
    duplicates: int = 0
    exits: Counter[int] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Of the messages that arrived, how many were a second time the same."""
        return self.duplicates / max(1, self.messages)


async def campaign(
    plan: Plan, folder: Path, fake: FakeTelegram, tell: Callable[[str], None] = lambda _: None
) -> Result:
    """Write, kill, start again, until everything is answered; then count."""
    dice = random.Random(plan.seed)
    ends = ["kill"] * plan.kills + ["term"] * plan.terms
    dice.shuffle(ends)
    letters = [(FIRST + n, 1000 + dice.randrange(plan.citizens), dice.choice(SAYINGS)) for n in range(plan.updates)]
    parts = _in_order(letters, len(ends) + 1)
    port, result = free_port(), Result(plan.updates)
    given = {"LINBAN_LOG_LEVEL": "ERROR", "LINBAN_DESK_SWEEP_SECONDS": "0"}
    pusher = None
    if plan.webhook:
        given |= {
            "LINBAN_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
            "LINBAN_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "LINBAN_TELEGRAM_PORT": str(port),
        }
        pusher = asyncio.create_task(_push(fake))
    for number, part in enumerate(parts):
        end = ends[number] if number < len(ends) else ""
        code = await _life(plan, folder, fake, given, part, end, dice)
        result.exits[code] += 1
        tell(f"{number + 1}/{len(parts)} {end or 'end'}: {len(fake.sent)} sent")
    if pusher is not None:
        pusher.cancel()
        await asyncio.gather(pusher, return_exceptions=True)
    await _count(letters, folder, fake, result)
    return result


async def _life(
    plan: Plan,
    folder: Path,
    fake: FakeTelegram,
    given: dict[str, str],
    part: list[Letter],
    end: str,
    dice: random.Random,
) -> int:
    """One process from its start to its death (``kill``, ``term``), or until all is done; its exit code."""
    calls = len(fake.calls)
    process = await started(fake, folder, **given)
    drain = asyncio.create_task(_drain(process))
    try:
        await fake.until(partial(_ready, fake, calls, webhook=plan.webhook), PATIENCE)
        for update, chat, text in part:
            fake.push({"message": _message(update, chat, text)}, update)
        last, goal = part[-1][0], len(fake.sent) + dice.randrange(1, max(2, len(part)))
        if end:
            await fake.until(lambda: len(fake.sent) >= goal or _confirmed(fake, plan, last), PATIENCE)
            await asyncio.sleep(dice.random() * 0.05)
        else:
            await fake.until(partial(_confirmed, fake, plan, last), PATIENCE)
        (process.kill if end == "kill" else process.terminate)()
    except BaseException:
        process.kill()
        raise
    await process.wait()
    await drain
    return process.returncode or 0


def _in_order(letters: list[Letter], parts: int) -> list[list[Letter]]:
    size = -(-len(letters) // parts)
    return [letters[n * size : (n + 1) * size] for n in range(parts)]


def _message(update: int, chat: int, text: str) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "测试"}
    return {
        "message_id": update,
        "date": 1795140000 + update,
        "chat": {"id": chat, "type": "private", "first_name": "测试"},
        "from": person,
        "text": text,
    }


def _ready(fake: FakeTelegram, calls: int, *, webhook: bool) -> bool:
    wanted = "setwebhook" if webhook else "getupdates"
    return any(name == wanted for name, _ in fake.calls[calls:])


def _confirmed(fake: FakeTelegram, plan: Plan, last: int) -> bool:
    """Whether everything written so far is confirmed."""
    return not fake.updates if plan.webhook else fake.confirmed >= last


async def _drain(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    while await process.stdout.read(65536):
        pass


async def _push(fake: FakeTelegram) -> None:
    """As Telegram does: each chat's updates in order, a few chats at once, again and again until 200 came back."""
    room = asyncio.Semaphore(8)

    async def one(update: dict[str, Any]) -> None:
        async with room:
            try:
                done = await fake.push_by_webhook(update) == 200
            except (ClientError, ConnectionError, TimeoutError):
                done = False
        if done:
            fake.updates.remove(update)
        else:
            await asyncio.sleep(0.1)

    while True:
        heads: dict[int, dict[str, Any]] = {}
        for update in fake.updates:
            heads.setdefault(update["message"]["chat"]["id"], update)
        if heads and fake.webhook:
            await asyncio.gather(*(one(update) for update in heads.values()))
        else:
            await asyncio.sleep(0.02)


async def _count(letters: list[Letter], folder: Path, fake: FakeTelegram, result: Result) -> None:
    engine = open_engine(f"sqlite:///{folder / 'linban.db'}", 30)
    memory = SqlMemory(engine)
    by_chat: defaultdict[int, list[int]] = defaultdict(list)
    for update, chat, _ in letters:
        by_chat[chat].append(update)
    try:
        for chat, updates in by_chat.items():
            address = Address("telegram", str(chat))
            async with memory.reading() as stores:
                for update in updates:
                    done = await stores.inbox.find(address, f"u{update}")
                    if done is None or done.state != "done":
                        result.lost_updates.append(update)
                conversation = await stores.conversations.find(address)
                said = await stores.conversations.said(conversation.id, 10_000) if conversation else ()
            heard = [int(u.message_id[1:]) for u in said if u.speaker == "citizen" and u.message_id]
            expected = await _decided(engine, conversation.id) if conversation else []
            arrived = fake.texts(chat)
            lost, twice, tidy = compared(expected, arrived)
            result.lost_messages += lost
            result.duplicates += twice
            result.messages += len(arrived)
            result.out_of_order += not (tidy and heard == sorted(heard))
    finally:
        await memory.close()


async def _decided(engine: Any, conversation: str) -> list[str]:
    """Every message that was decided, as the phone should show it."""
    async with AsyncSession(engine) as session:
        query = select(NoticeRow).where(NoticeRow.conversation == conversation).order_by(NoticeRow.seq)
        rows = (await session.scalars(query)).all()
    return [page.text for row in rows for page in pages(reply_from_json(row.body), row.seq)]


def compared(expected: list[str], arrived: list[str]) -> tuple[int, int, bool]:
    """How many messages are missing, how many came twice, and whether the rest is in order."""
    place = twice = 0
    tidy = True
    for text in arrived:
        if place < len(expected) and text == expected[place]:
            place += 1
        elif text in expected[max(0, place - 3) : place]:
            twice += 1
        else:
            tidy = False
    return len(expected) - place, twice, tidy
