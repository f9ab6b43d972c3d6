"""What the core asks of the world about learning: what was asked and what became of it, and what was made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

Ended = Literal["sure", "unsure", "unknown", "elsewhere", "bundle", "beside"]
"""How a question was answered first: one item, items to choose from, not understood, not ours, a whole life event;
``beside``: asked about an item that says nothing on it."""

Became = Literal["answered", "open", "none", "chosen", "corrected", "handed", "poor"]
"""What came of it: ``open`` – nothing was chosen (yet); ``none`` – 都不是; ``corrected`` – 不是这个; ``handed`` – a
person was called; ``poor`` – the bot was rated poorly."""

LessonKind = Literal["example", "alias", "elsewhere", "topic", "evaluation", "faq", "dismissed"]
"""``elsewhere``: an example of a topic that is not ours; ``topic``: a new such topic; ``faq``: what an officer
answered; ``dismissed``: 不用管."""


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """一问一答 to learn from: a question, its numbers and names hidden, and its first answer.

    ``key`` is the question without spaces and punctuation. ``told`` are the codes that were told or offered (items, a
    bundle, a topic elsewhere); ``first`` the first candidates of the search with their probability. ``chosen`` is the
    item that the person took in the end. When a person's data is deleted, conversation, question and key become empty.
    """

    id: str
    conversation: str
    at: datetime
    question: str
    key: str
    outcome: Ended
    told: tuple[str, ...]
    first: tuple[tuple[str, float], ...]
    became: Became
    channel: str
    point: str = ""
    """The service point, where the channel is a device of one."""
    tongue: str = ""
    """``hu`` Shanghainese, ``latin`` pinyin or a foreign language, empty for standard Chinese."""
    chosen: str | None = None
    reason: str = ""
    """Why a person was called."""
    version: str = ""

    @property
    def item(self) -> str | None:
        """The item it is about: chosen in the end, else told as the only one."""
        if self.chosen is not None:
            return self.chosen
        return self.told[0] if self.outcome in ("sure", "beside") and self.told else None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an officer made of a question. ``text`` is what was written into the file ``path`` of the draft ``draft``;
    empty when dismissed. ``key`` is the question's (``ticket:<id>`` for an officer's answer)."""

    id: str
    key: str
    kind: LessonKind
    target: str
    text: str
    path: str
    draft: str
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PersonsAnswer:
    """What an officer answered in a ticket that was solved: the last question before it, and the words."""

    ticket: str
    number: str
    item: str
    department: str
    at: datetime
    question: str
    answers: tuple[str, ...]


class Asked(Protocol):
    """What was asked, and what became of it."""

    async def add(self, answer: FirstAnswer) -> None: ...

    async def last_of(self, conversation: str) -> FirstAnswer | None:
        """The question asked last in a conversation."""
        ...

    async def change(self, identity: str, **values: Any) -> None: ...

    async def between(self, since: datetime, until: datetime) -> tuple[FirstAnswer, ...]:
        """All of a span, oldest first; those of deleted conversations count, without their words."""
        ...

    async def recent(self, limit: int) -> tuple[str, ...]:
        """The questions asked last, each once, newest first."""
        ...

    async def by_persons(self, department: str | None, since: datetime, most: int) -> tuple[PersonsAnswer, ...]:
        """What officers of a department (all when ``None``) answered in solved tickets about an item, newest first."""
        ...


class Lessons(Protocol):
    """What officers made of questions."""

    async def add(self, lesson: Lesson) -> None: ...

    async def of(self, keys: Iterable[str]) -> tuple[Lesson, ...]:
        """The lessons of these questions, oldest first."""
        ...

    async def latest(self, most: int) -> tuple[Lesson, ...]:
        """Newest first."""
        ...
