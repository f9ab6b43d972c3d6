"""From an update to what the citizen said: words, buttons, commands; and what is no text at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aiogram.types import CallbackQuery, Message

from assistant.messages import Address

CHANNEL = "telegram"

Kind = Literal[
    "said",
    "menu",
    "voice",
    "sticker",
    "file",
    "place",
    "forget",
    "forget_yes",
    "forget_no",
    "case",
    "link",
    "on",
    "off",
]

_AS_CHOICE = {"human": "human", "restart": "restart", "list": "list"}
_AS_KIND: dict[str, Kind] = {"menu": "menu", "forget": "forget", "case": "case", "on": "on", "off": "off"}
_AS_ANSWER: dict[str, Kind] = {"forget:yes": "forget_yes", "forget:no": "forget_no"}
_AS_WORDS = {"rate": "评价"}
_ITEM = "LB-"
SAY = "say:"
"""Begins the data of a button that says its label."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said. ``choice`` is a pressed button's id, or ``n:seq:place`` to be looked up."""

    kind: Kind
    text: str = ""
    choice: str | None = None
    file_id: str = ""
    file_name: str = ""
    file_size: int = 0
    place: tuple[float, float] | None = None


def address_of(chat: int) -> Address:
    """Where a private chat is reached."""
    return Address(CHANNEL, str(chat))


def heard(message: Message) -> Heard:
    """What a message in a private chat says."""
    if message.text is not None:
        return _command(message.text) if message.text.startswith("/") else Heard("said", message.text)
    if message.location is not None:
        return Heard("place", "（位置）", place=(message.location.latitude, message.location.longitude))
    if message.photo:
        best = message.photo[-1]
        return Heard("file", message.caption or "（照片）", None, best.file_id, "photo.jpg", best.file_size or 0)
    if message.document is not None:
        sent = message.document
        name = sent.file_name or "文件"
        return Heard("file", message.caption or f"（文件：{name}）", None, sent.file_id, name, sent.file_size or 0)
    if message.voice is not None:
        size = message.voice.file_size or 0
        return Heard("voice", message.caption or "（语音）", None, message.voice.file_id, "语音.ogg", size)
    if message.audio or message.video or message.video_note:
        return Heard("voice", message.caption or "（语音或视频）")
    return Heard("sticker", message.caption or "（表情）")


def _command(text: str) -> Heard:
    head, _, rest = text[1:].partition(" ")
    name, payload = head.split("@", 1)[0].lower(), rest.strip()
    if name == "start":
        return Heard("said", text, f"item:{payload}" if payload.startswith(_ITEM) else "start")
    if name == "big":
        return Heard("said", text, "plain:off" if payload in ("off", "0", "关") else "plain:on")
    if name in _AS_CHOICE:
        return Heard("said", text, _AS_CHOICE[name])
    if name in _AS_WORDS:
        return Heard("said", _AS_WORDS[name])
    if name == "link":
        return Heard("link", payload)
    if name in _AS_KIND and not payload:
        return Heard(_AS_KIND[name], text)
    return Heard("said", f"查一下 {payload}" if name == "case" else payload or text)


def pressed(query: CallbackQuery) -> Heard:
    """What a pressed button says: its label, and its id."""
    data = query.data or ""
    label = _label(query, data)
    if data.startswith(SAY):
        return Heard("said", data.removeprefix(SAY))
    if data in _AS_ANSWER:
        return Heard(_AS_ANSWER[data], label or data)
    return Heard("said", label or data, data)


def _label(query: CallbackQuery, data: str) -> str:
    shown = query.message if isinstance(query.message, Message) else None
    keyboard = shown.reply_markup if shown else None
    rows = keyboard.inline_keyboard if keyboard else []
    return next((b.text for row in rows for b in row if b.callback_data == data), "")


def is_for(message: Message, bot_id: int, bot_name: str) -> bool:
    """Whether a message in a group is addressed to the bot: its name is in it, or it answers the bot."""
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == bot_id:
        return True
    return f"@{bot_name}".lower() in (message.text or message.caption or "").lower()
