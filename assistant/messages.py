"""What crosses the door: an incoming message, and the reply with everything a door may render."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from assistant.knowledge.checklist import Checklist


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached: the channel's name and the person's id there (a conversation token on the web)."""

    channel: str
    person: str


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message as it came in. ``choice`` is the id of the pressed button, if one was pressed; ``text`` its label."""

    address: Address
    message_id: str
    text: str
    at: datetime
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. ``hint`` is one line on how it differs; ``quiet`` ones (不清楚 · 都不是 · 上一步) are shown smaller."""

    id: str
    label: str
    hint: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class ItemCard:
    """What a citizen sees of an item before its checklist."""

    code: str
    name: str
    summary: str
    how_long: str
    fee: str
    where: str
    service_list: str
    list_meaning: str
    fast: bool
    department: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble of the assistant.

    ``text`` is plain Chinese, paragraphs separated by newlines; ``sources`` are the marks and dates the text rests on,
    for the foot of the bubble; ``phone`` is a number to be offered as a call button.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    checklist: Checklist | None = None
    items: tuple[ItemCard, ...] = ()
    phones: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    kind: str = "answer"
    token: str = ""
    """Set whenever ``checklist`` is: finds this list again (printable page, link to send on)."""
    author: str = ""
    """Who is speaking when it is a person of the help desk: 区人社局. Empty for the bot."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one message is answered with, in order; ``state`` is the dialog's state for the door (see records)."""

    conversation: str
    replies: tuple[Reply, ...]
    state: str
    repeated: bool = False
    notes: dict[str, str] = field(default_factory=dict)


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def as_json(value: Reply | Answer | Checklist) -> dict[str, Any]:
    """The value as plain JSON types: what is stored, and what ``/api`` and ``--json`` give out."""
    kind: Any = type(value)
    plain: dict[str, Any] = _adapter(kind).dump_python(value, mode="json")
    return plain


def checklist_from_json(plain: dict[str, Any]) -> Checklist:
    """The checklist that :func:`as_json` wrote."""
    checklist: Checklist = _adapter(Checklist).validate_python(plain)
    return checklist


def reply_from_json(plain: dict[str, Any]) -> Reply:
    """The reply that :func:`as_json` wrote; fields added since get their defaults."""
    reply: Reply = _adapter(Reply).validate_python(plain)
    return reply
