"""What is remembered: conversations and what was said in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from assistant.knowledge.checklist import Checklist
from assistant.messages import Address


@dataclass(frozen=True, slots=True)
class Matter:
    """One service item under discussion and what the person has told about her case."""

    item: str
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    listed: bool = False
    """True once the checklist was given."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """All that the dialog remembers between two messages. A value: steps return a new one, storage keeps it as JSON.

    ``matter`` is what is talked about now; ``offered`` the codes of the last choice between items, in the order shown;
    ``kept`` the matters said but not yet taken up; ``past`` those left behind (newest last, at most five);
    ``asking`` the id of the circumstance asked last, ``asked`` how often in a row it was not understood;
    ``misses`` how many messages in a row ended Unknown; ``plain`` is 长辈版; ``memo`` what single steps keep.
    """

    matter: Matter | None = None
    offered: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    past: tuple[Matter, ...] = ()
    asking: str | None = None
    asked: int = 0
    misses: int = 0
    greeted: bool = False
    plain: bool = False
    memo: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversation:
    """会话: one person at one address, from the first message until it is forgotten."""

    id: str
    address: Address
    started_at: datetime
    last_at: datetime
    dialog: Dialog = field(default_factory=Dialog)
    version: str = ""


Speaker = Literal["citizen", "bot", "agent", "system"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """对话记录: one thing said, masked before it gets here. ``reply`` is the JSON of a
    :class:`~assistant.messages.Reply` when the bot said it; ``version`` the catalogue's version that it rests on."""

    conversation: str
    seq: int
    speaker: Speaker
    text: str
    at: datetime
    message_id: str | None = None
    reply: dict[str, Any] | None = None
    version: str = ""
    choice: str | None = None
    """The id of the button that was pressed to say it."""
    author: str | None = None
    """The account that said it, when a person of the help desk did; never shown to citizens."""


BY_THE_PAGE = frozenset({"start", "plain:on", "plain:off"})
"""Choices that a page sends by itself, in a citizen's name."""


def by_the_page(said: Utterance) -> bool:
    """Whether no citizen said this, though it stands under the citizen's name."""
    return said.speaker == "citizen" and said.choice in BY_THE_PAGE


@dataclass(frozen=True, slots=True)
class Processed:
    """收件: what became of one incoming message. ``failed`` ones are taken up again when they come again; the replies
    are the bot's utterances with the same ``message_id``."""

    address: Address
    message_id: str
    conversation: str
    state: Literal["done", "failed"]
    at: datetime
    tries: int = 1
    dialog_state: str = ""
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GivenChecklist:
    """发出的清单: enough to compute it again with today's knowledge, and as it was given (``shown``, its JSON), for
    when that cannot be done any more. ``bundle`` is set for a bundle's."""

    token: str
    conversation: str
    item: str
    answers: dict[str, tuple[str, ...]]
    version: str
    at: datetime
    shown: dict[str, Any]
    bundle: str | None = None


@dataclass(frozen=True, slots=True)
class FoundChecklist:
    """A given checklist computed again today; ``changed`` when the knowledge is another than when it was given."""

    checklist: Checklist
    given_at: datetime
    changed: bool


@dataclass(frozen=True, slots=True)
class Handover:
    """转人工: who is wanted, why, and the packet: what a person needs to know before the first word."""

    id: str
    conversation: str
    department: str | None
    item: str | None
    reason: str
    packet: dict[str, Any]
    at: datetime
