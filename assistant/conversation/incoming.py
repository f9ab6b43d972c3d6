"""What is done to a message before anything looks at it: unprintables out, endless texts cut, an id for all."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

from assistant.messages import IncomingMessage

LONGEST_ID = 200
LONGEST_CHOICE = 300
_UNPRINTABLE = ("Cc", "Cs", "Co", "Cn")


def fit(message: IncomingMessage, most: int) -> IncomingMessage:
    """The message as it can be stored. One character more than ``most`` is left, for :func:`too_long` to see."""
    identity = message.message_id or uuid4().hex
    if len(identity) > LONGEST_ID:
        identity = sha256(identity.encode(errors="replace")).hexdigest()
    choice = message.choice[:LONGEST_CHOICE] if message.choice else message.choice
    return replace(
        message, text=_printable(message.text[: 2 * most + 1])[: most + 1], message_id=identity, choice=choice
    )


def too_long(message: IncomingMessage, most: int) -> bool:
    """Whether the message as it came was longer than ``most`` characters."""
    return len(message.text) > most


def _printable(text: str) -> str:
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNPRINTABLE)
