"""What happens to an update: it is answered and kept in one transaction; only then may it be confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

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
from channels.telegram import desk_words, words
from channels.telegram.desk_door import DeskDoor
from channels.telegram.forget import forget
from channels.telegram.hearing import SAY, Heard, address_of, heard, is_for, pressed
from channels.telegram.incoming_file import take_file
from channels.telegram.linking import Linking
from channels.telegram.places import near
from channels.telegram.sender import judged

_PRIVATE = F.chat.type == ChatType.PRIVATE


class Door:
    """Everything a handler needs, for one bot."""

    def __init__(self, services: Services, outbox: Outbox, me: User, bot: Bot, linking: Linking) -> None:
        self.services = services
        self.outbox = outbox
        self.me = me
        self._bot = bot
        self._linking = linking

    async def take(self, update: Update, chat: int, what: Heard, message: Message | None) -> None:
        """Answer and keep what was said; what it is answered with waits in the outbox when this returns."""
        if (told := await self._not_kept(chat, what)) is not None:
            await judged(lambda: self._bot.send_message(chat, told))
            return
        at = message.date.astimezone(SHANGHAI) if message else self.services.clock.now()
        choice = await self._real_choice(chat, what.choice)
        text = what.text if len(what.text) > 0 else "……"
        incoming = IncomingMessage(address_of(chat), f"u{update.update_id}", text, at, choice)
        await self.revive(chat)
        await self.services.assistant.respond(incoming, await self._instead(incoming, chat, what))
        self.outbox.wake()

    async def revive(self, chat: int) -> None:
        """What could not be delivered while the person had blocked us is due again: she is back."""
        async with self.services.memory.writing() as stores:
            await stores.notices.revive(address_of(chat).channel, str(chat), self.services.clock.now())

    async def _not_kept(self, chat: int, what: Heard) -> str | None:
        """The answer to what must leave no trace in the talk: codes, and the wish to be forgotten."""
        if what.kind == "link":
            return await self._linking.link(chat, what.text)
        if what.kind == "forget_yes":
            return await forget(self.services, chat)
        if what.kind in ("on", "off"):
            staff = await self._linking.staff(chat)
            status: Literal["present", "away"] = "present" if what.kind == "on" else "away"
            return await self._linking.present(staff, status) if staff else desk_words.NOT_LINKED_SHORT
        return None

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

    async def _instead(self, message: IncomingMessage, chat: int, what: Heard) -> tuple[Reply, ...] | None:
        """What is answered to what is no text; None when the dialog answers."""
        if what.kind == "file" or (what.kind == "voice" and what.file_id and await self._waited_for(message)):
            return None if await self._answered(message) else await take_file(self.services, self._bot, chat, what)
        if what.kind == "place" and what.place is not None:
            return (near(self.services.librarian.library.catalogue.service_points.values(), what.place),)
        if what.kind == "voice" and await self._waited_for(message):
            return (Reply(words.VOICE_TO_PERSON, kind="notice"),)
        return _FIXED.get(what.kind)

    async def _waited_for(self, message: IncomingMessage) -> bool:
        """Whether officers have or will have this talk, so that they can listen themselves."""
        ticket, _ = await self.services.papers.standing(message.address)
        return ticket is not None

    async def _answered(self, message: IncomingMessage) -> bool:
        """Whether this update was worked off before: a file is not taken twice."""
        async with self.services.memory.reading() as stores:
            before = await stores.inbox.find(message.address, message.message_id)
        return before is not None and before.state == "done"


_HUMAN = (Choice("human", words.HUMAN, quiet=True),)
_FIXED: Mapping[str, tuple[Reply, ...]] = {
    "menu": (Reply(words.MENU, choices=(*(Choice(SAY + e, e) for e in words.LIFE_EVENTS), *_HUMAN)),),
    "voice": (Reply(words.VOICE, choices=_HUMAN, kind="notice"),),
    "sticker": (Reply(words.STICKER, choices=_HUMAN, kind="notice"),),
    "case": (Reply(words.CASE, kind="notice"),),
    "forget": (
        Reply(
            words.FORGET,
            choices=(Choice("forget:yes", words.FORGET_YES), Choice("forget:no", words.FORGET_NO)),
            kind="notice",
        ),
    ),
    "forget_no": (Reply(words.KEPT, kind="notice"),),
}


def desk_router(chat: int) -> Router:
    """The handlers of the officers' group; goes before :func:`router`, in a dispatcher whose data has ``desk``."""
    made = Router()

    @made.message(F.chat.id == chat)
    @made.edited_message(F.chat.id == chat)
    async def in_the_group(message: Message, desk: DeskDoor) -> None:
        await desk.said(message)

    @made.callback_query(F.data.startswith("d:"))
    async def desk_button(query: CallbackQuery, desk: DeskDoor) -> None:
        await desk.pressed(query)

    return made


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
