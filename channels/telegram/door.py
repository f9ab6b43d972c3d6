"""What happens to an update: it is answered and kept in one transaction; only then may it be confirmed."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
    User,
)

from assistant.bootstrap import Services
from assistant.knowledge.hours import SHANGHAI
from assistant.messages import Choice, IncomingMessage, Reply, reply_from_json
from assistant.outbox import Outbox
from channels.telegram import words
from channels.telegram.hearing import SAY, Heard, address_of, heard, is_for, pressed
from channels.telegram.sender import judged

_PRIVATE = F.chat.type == ChatType.PRIVATE


class Door:
    """Everything a handler needs, for one bot."""

    def __init__(self, services: Services, outbox: Outbox, me: User) -> None:
        self.services = services
        self.outbox = outbox
        self.me = me

    async def take(self, update: Update, chat: int, what: Heard, message: Message | None) -> None:
        """Answer and keep what was said; what it is answered with waits in the outbox when this returns."""
        at = message.date.astimezone(SHANGHAI) if message else self.services.clock.now()
        choice = await self._real_choice(chat, what.choice)
        text = what.text if len(what.text) > 0 else "……"
        incoming = IncomingMessage(address_of(chat), f"u{update.update_id}", text, at, choice)
        await self.revive(chat)
        await self.services.assistant.respond(incoming, self._instead(what))
        self.outbox.wake()

    async def revive(self, chat: int) -> None:
        """What could not be delivered while the person had blocked us is due again: she is back."""
        async with self.services.memory.writing() as stores:
            await stores.notices.revive(address_of(chat).channel, str(chat), self.services.clock.now())

    async def _real_choice(self, chat: int, choice: str | None) -> str | None:
        """The id behind a button that was too long to travel in it."""
        if choice is None or not choice.startswith("n:"):
            return choice
        _, seq, place = choice.split(":")
        async with self.services.memory.reading() as stores:
            conversation = await stores.conversations.find(address_of(chat))
            notice = await stores.notices.find(conversation.id, int(seq)) if conversation else None
        offered = reply_from_json(notice.body).choices if notice else ()
        return offered[int(place)].id if int(place) < len(offered) else None

    def _instead(self, what: Heard) -> tuple[Reply, ...]:
        human = (Choice("human", words.HUMAN, quiet=True),)
        if what.kind == "menu":
            events = tuple(Choice(SAY + event, event) for event in words.LIFE_EVENTS)
            return (Reply(words.MENU, choices=(*events, *human)),)
        if what.kind == "voice":
            return (Reply(words.VOICE, choices=human, kind="notice"),)
        if what.kind == "sticker":
            return (Reply(words.STICKER, choices=human, kind="notice"),)
        if what.kind == "case":
            return (Reply(words.CASE, kind="notice"),)
        if what.kind == "place":
            return (Reply(words.NO_PLACE, phones=("12345",), choices=human, kind="notice"),)
        if what.kind == "file":
            return (Reply(words.FILE_WITHOUT_PERSON, choices=human, kind="notice"),)
        return ()


def router() -> Router:
    """The handlers, to be included in a dispatcher whose data has ``door``."""
    made = Router()

    @made.message(_PRIVATE)
    async def said(message: Message, event_update: Update, door: Door) -> None:
        await door.take(event_update, message.chat.id, heard(message), message)

    @made.edited_message(_PRIVATE)
    async def corrected(message: Message, event_update: Update, door: Door) -> None:
        # A corrected message is said again: what was answered to the first wording stays true for that wording.
        await door.take(event_update, message.chat.id, heard(message), message)

    @made.callback_query(F.message.chat.type == ChatType.PRIVATE)
    async def button(query: CallbackQuery, event_update: Update, door: Door, bot: Bot) -> None:
        await door.take(event_update, query.from_user.id, pressed(query), None)
        await judged(lambda: bot.answer_callback_query(query.id))  # only stops the clock on the button

    @made.message(F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP}))
    async def in_a_group(message: Message, door: Door, bot: Bot) -> None:
        if is_for(message, door.me.id, door.me.username or ""):
            link = InlineKeyboardButton(text=words.GROUP_BUTTON, url=f"https://t.me/{door.me.username}")
            keyboard = InlineKeyboardMarkup(inline_keyboard=[[link]])
            await judged(lambda: bot.send_message(message.chat.id, words.GROUP, reply_markup=keyboard))

    @made.my_chat_member(_PRIVATE)
    async def blocked_or_back(change: ChatMemberUpdated, door: Door) -> None:
        if change.new_chat_member.status == "member":
            await door.revive(change.chat.id)
            door.outbox.wake()

    return made
