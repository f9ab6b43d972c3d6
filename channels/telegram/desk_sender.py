"""One notice into a ticket's topic: the topic made first where there is none, and closed after the last word."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import escape

from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from assistant.bootstrap import Services
from assistant.outbox import Delivery
from assistant.tickets import Notice
from channels.telegram import desk_words as words
from channels.telegram.render import LONGEST, split
from channels.telegram.sender import PATIENCE, judged

_LOST = ("thread not found", "topic_deleted", "topic_id_invalid", "topic deleted")


class DeskSender:
    """Sends notices of the channel ``telegram-desk``."""

    def __init__(self, bot: Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._done: dict[str, int] = {}

    async def __call__(self, notice: Notice) -> Delivery:
        async with self._services.memory.reading() as stores:
            topic = await stores.topics.of(notice.conversation)
        if topic is None:  # forgotten meanwhile
            return Delivery("sent")
        thread = topic.thread
        if thread is None:
            made, thread = await self._made(notice)
            if thread is None:
                return made
        delivery = await self._said(notice, thread)
        if delivery.result == "sent" and notice.body["act"] == "end":
            closed = await judged(lambda: self._bot.close_forum_topic(notice.person, thread))
            return closed if closed.result in ("wait", "retry") else Delivery("sent")
        if delivery.result in ("refused", "gone") and any(reason in delivery.error.lower() for reason in _LOST):
            await self._remember(notice.conversation, None)  # an administrator deleted it: a new one is made
            return Delivery("retry", error=delivery.error)
        return delivery

    async def _made(self, notice: Notice) -> tuple[Delivery, int | None]:
        thread: list[int] = []

        async def make() -> None:
            made = await self._bot.create_forum_topic(notice.person, notice.body["title"], request_timeout=PATIENCE)
            thread.append(made.message_thread_id)

        delivery = await judged(make)
        if not thread:
            return delivery, None
        await self._remember(notice.conversation, thread[0])
        return delivery, thread[0]

    async def _said(self, notice: Notice, thread: int) -> Delivery:
        texts = split(notice.body["text"], LONGEST)
        for number in range(self._done.get(notice.id, 0), len(texts)):
            last = number == len(texts) - 1
            delivery = await judged(self._send(notice, thread, texts[number], last=last))
            if delivery.result != "sent":
                self._done[notice.id] = number
                return delivery
        self._done.pop(notice.id, None)
        return Delivery("sent")

    def _send(self, notice: Notice, thread: int, text: str, *, last: bool) -> Callable[[], Awaitable[object]]:
        told = escape(text, quote=False)
        if last and notice.body.get("mention"):
            person, name = notice.body["mention"]
            link = f'<a href="tg://user?id={person}">{escape(name, quote=False)}</a>'
            told += "\n" + words.MENTION.format(name=link)
        keyboard = keyboard_of(notice.body["buttons"]) if last else None
        return lambda: self._bot.send_message(
            notice.person,
            told,
            message_thread_id=thread,
            reply_markup=keyboard,
            parse_mode="HTML",
            request_timeout=PATIENCE,
        )

    async def _remember(self, ticket: str, thread: int | None) -> None:
        async with self._services.memory.writing() as stores:
            await stores.topics.change(ticket, thread=thread)


def keyboard_of(rows: list[list[list[str]]]) -> InlineKeyboardMarkup | None:
    """Rows of (label, data)."""
    if not rows:
        return None
    made = [[InlineKeyboardButton(text=label, callback_data=data) for label, data in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=made)
