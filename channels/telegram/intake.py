"""Intake that loses nothing: an update is confirmed to Telegram only after what it said is committed."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramConflictError, TelegramRetryAfter
from aiogram.types import Update
from pydantic import ValidationError

LONG_POLL = 25
"""Seconds that Telegram may hold a request for updates."""

A_MOMENT = 0.2
CHATS_AT_ONCE = 8
MOST_TRIES = 5
WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]

T = TypeVar("T")
Feed = Callable[[Update], Awaitable[Any]]

_log = structlog.get_logger(__name__)


class Keeper:
    """Feeds updates to the handlers: one chat's in their order, a few chats at once."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._failed: Counter[int] = Counter()
        self._room = asyncio.Semaphore(CHATS_AT_ONCE)

    async def keep(self, updates: Sequence[Update]) -> bool:
        """True when all of them may be confirmed: kept, or given up after :data:`MOST_TRIES` with an alarm."""
        by_chat: dict[int | None, list[Update]] = defaultdict(list)
        for update in sorted(updates, key=lambda u: u.update_id):
            by_chat[chat_of(update)].append(update)
        kept = await asyncio.gather(*(self._in_order(chat) for chat in by_chat.values()))
        return all(kept)

    async def _in_order(self, updates: Sequence[Update]) -> bool:
        async with self._room:
            for update in updates:
                if not await self._one(update):
                    return False  # the later ones wait for it
        return True

    async def _one(self, update: Update) -> bool:
        try:
            await self._feed(update)
        except Exception as error:
            self._failed[update.update_id] += 1
            tries = self._failed[update.update_id]
            _log.error("update_not_kept", update=update.update_id, tries=tries, exc_info=error)
            if tries < MOST_TRIES:
                return False
        self._failed.pop(update.update_id, None)
        return True


def chat_of(update: Update) -> int | None:
    """The chat that an update belongs to; ``None`` for what belongs to none."""
    event = update.message or update.edited_message or update.my_chat_member
    if event is not None:
        return event.chat.id
    query = update.callback_query
    if query is None:
        return None
    return query.message.chat.id if query.message is not None else query.from_user.id


async def poll(bot: Bot, keeper: Keeper, stop: asyncio.Event) -> None:
    """Fetch and keep until told to stop; what was fetched by then is kept first. Asking for more is confirming."""
    offset: int | None = None
    pause = 0.0
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        asked = loop.time()
        updates = await _until(stop, _fetch(bot, offset))
        if updates is None:
            continue
        if not updates:
            pause = 0.0
            if loop.time() - asked < A_MOMENT:  # a server that does not hold the request is not asked without end
                await _until(stop, asyncio.sleep(A_MOMENT))
            continue
        if await keeper.keep(updates):
            offset = max(u.update_id for u in updates) + 1
            pause = 0.0
        else:
            pause = min(10.0, pause * 2 or 0.5)
            await _until(stop, asyncio.sleep(pause))


async def _fetch(bot: Bot, offset: int | None) -> list[Update]:
    try:
        return await bot.get_updates(
            offset=offset, limit=100, timeout=LONG_POLL, allowed_updates=WANTED, request_timeout=LONG_POLL + 15
        )
    except TelegramRetryAfter as error:
        await asyncio.sleep(error.retry_after)
    except TelegramConflictError as error:
        _log.error("somebody_else_polls", error=error.message)
        await asyncio.sleep(5)
    except TelegramAPIError as error:
        _log.warning("updates_not_fetched", error=error.message)
        await asyncio.sleep(1)
    except ClientDecodeError as error:
        found = error.data.get("result") if isinstance(error.data, dict) else None
        if isinstance(found, list):
            return [readable(update, bot) for update in found]
        _log.warning("updates_not_fetched", error="no answer of Telegram")
        await asyncio.sleep(1)
    return []


def readable(plain: dict[str, Any], bot: Bot) -> Update:
    """The update; one of a kind that nobody here knows says nothing, but holds up none of the others."""
    if isinstance(plain.get("callback_query"), dict):
        plain["callback_query"].setdefault("chat_instance", "")
    try:
        return Update.model_validate(plain, context={"bot": bot})
    except ValidationError as error:
        _log.error("update_unreadable", update=plain.get("update_id"), fields=[e["loc"] for e in error.errors()])
        return Update(update_id=plain["update_id"])


async def _until(stop: asyncio.Event, work: Awaitable[T]) -> T | None:
    """The result of the work, or ``None`` when told to stop before: a fetch cut off has confirmed nothing new."""
    doing = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if doing.done():
        return doing.result()
    doing.cancel()
    return None
