"""From a reply to what a phone shows: texts that fit, and one keyboard under the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from assistant.messages import Choice, Reply
from channels.list_text import list_as_text
from channels.telegram import words

LONGEST = 4096
"""UTF-16 code units that one message may have."""

LONGEST_DATA = 64
"""Bytes that a button may carry."""

_FULL_WIDTH = 12
"""A label of at most so many characters may share its row with another short one."""


@dataclass(frozen=True, slots=True)
class Page:
    """One message on the phone."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def pages(reply: Reply, seq: int, public_url: str = "") -> tuple[Page, ...]:
    """The reply as messages; the keyboard is under the last. ``seq`` finds the reply again when a button's id is too
    long to travel in the button."""
    texts = split(_whole(reply, public_url))
    keyboard = _keyboard(reply.choices, seq)
    return tuple(Page(text, keyboard if n == len(texts) else None) for n, text in enumerate(texts, start=1))


def _whole(reply: Reply, public_url: str) -> str:
    parts = [f"【{reply.author} · 人工】\n{reply.text}" if reply.author else reply.text]
    parts += [_card(c.name, c.summary, c.how_long, c.fee, c.where) for c in reply.items]
    if reply.checklist is not None:
        address = f"{public_url.rstrip('/')}/checklist/{reply.token}" if public_url and reply.token else ""
        parts.append(list_as_text(reply.checklist, address).strip())
    hints = [f"· {c.label}：{c.hint}" for c in reply.choices if c.hint]
    parts += ["\n".join(hints)] if hints else []
    parts += ["电话：" + "、".join(reply.phones)] if reply.phones else []
    return "\n\n".join(part for part in parts if part.strip()) or "……"


def _card(name: str, summary: str, how_long: str, fee: str, where: str) -> str:
    facts = " · ".join(fact for fact in (how_long, fee, where) if fact)
    return "\n".join(line for line in (f"▪ {name}", summary, facts) if line)


def _keyboard(choices: Sequence[Choice], seq: int) -> InlineKeyboardMarkup | None:
    """Each choice a row of its own; the quiet ones, which are short, two beside each other below."""
    if not choices:
        return None
    buttons = [
        (choice, InlineKeyboardButton(text=choice.label, callback_data=_data(choice, place, seq)))
        for place, choice in enumerate(choices)
    ]
    rows = [[button] for choice, button in buttons if not choice.quiet]
    small = [button for choice, button in buttons if choice.quiet]
    rows += [small[n : n + 2] for n in range(0, len(small), 2)]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _data(choice: Choice, place: int, seq: int) -> str:
    return choice.id if len(choice.id.encode()) <= LONGEST_DATA else f"n:{seq}:{place}"


def split(text: str, most: int = LONGEST) -> tuple[str, ...]:
    """The text in pieces that fit: cut between paragraphs, else between lines, else after a sentence, else anywhere."""
    pieces: list[str] = []
    rest = text.strip()
    while _units(rest) > most:
        room = most - len(words.CONTINUED) - 1
        end = _cut(rest, room)
        pieces.append(rest[:end].rstrip())
        rest = f"{words.CONTINUED}\n{rest[end:].lstrip()}"
    return (*pieces, rest)


def _cut(text: str, room: int) -> int:
    """How many characters of the text go into the next piece: at least half of what fits."""
    end = len(text)
    while _units(text[:end]) > room:
        end -= max(1, (_units(text[:end]) - room) // 2)
    for boundary in ("\n\n", "\n", "。", "；"):
        found = text.rfind(boundary, end // 2, end)
        if found > 0:
            return found + len(boundary)
    return end


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
