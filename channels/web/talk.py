"""One message from a browser to the assistant and back: checked, throttled, named, answered."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.errors import BadMessage
from assistant.messages import Answer, IncomingMessage, Reply
from assistant.records import Utterance
from channels.web import words
from channels.web.house import House
from channels.web.render import reply_of
from channels.web.session import address_of, is_token, new_token

LONGEST = 2000
_ALLOWED_CONTROLS = frozenset("\n\t\r")


class TooFast(Exception):
    """This conversation or network address sends more than a person can write."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What came of one message: the answer, under which token, and whether an old talk was gone."""

    answer: Answer
    token: str
    text: str
    forgotten: bool


def checked(text: str, choice: str | None) -> str:
    """The text as it may be handed on; :class:`BadMessage` with a Chinese sentence otherwise."""
    if len(text) > LONGEST:
        raise BadMessage(words.TOO_LONG)
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co") and c not in _ALLOWED_CONTROLS for c in text):
        raise BadMessage(words.CONTROL)
    if not text.strip() and not choice:
        raise BadMessage(words.EMPTY)
    return text.strip()


async def earlier(house: House, token: str | None) -> tuple[Utterance, ...]:
    """What was said under this token, oldest first; empty when the token is none of ours or forgotten."""
    if not is_token(token) or token is None:
        return ()
    return tuple(await house.services.assistant.history(address_of(token)))


async def say(
    house: House, *, token: str | None, message_id: str, text: str, choice: str | None, client: str
) -> Spoken:
    """Hand one message to the assistant. An unknown token gets a fresh conversation; nobody can bring his own."""
    text = checked(text, choice)
    if not house.allows(client, token):
        raise TooFast
    forgotten = token is not None and not (is_token(token) and await house.services.assistant.knows(address_of(token)))
    if token is None or forgotten:
        token = new_token()
    if choice and not text:
        text = label_of(choice, await earlier(house, token)) or _name_of(house, choice)
    message = IncomingMessage(address_of(token), message_id, text, datetime.now(UTC), choice)
    answer = await house.services.assistant.respond(message)
    return Spoken(answer, token, text, forgotten)


def label_of(choice: str, past: Sequence[Utterance]) -> str:
    """What stood on the button with this id: looked up where it was last offered."""
    if choice in words.COMMANDS:
        return words.COMMANDS[choice]
    for utterance in reversed(past):
        for offered in _choices(reply_of(utterance)):
            if offered[0] == choice:
                return offered[1]
    return ""


def _name_of(house: House, choice: str) -> str:
    """The name of the item whose button stands on its own page, where nothing was offered before."""
    item = house.services.librarian.library.catalogue.items.get(choice.removeprefix("item:"))
    return item.item_name if item else ""


def _choices(reply: Reply | None) -> list[tuple[str, str]]:
    return [(c.id, c.label) for c in reply.choices] if reply else []
