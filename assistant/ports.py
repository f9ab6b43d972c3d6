"""What the core asks of the world: a memory with its stores, and a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from assistant.messages import Address
from assistant.ports_cases import Cases, Figures, Forgetting, Ratings, SealedWords, Uploads
from assistant.ports_desk import Presences, Tickets
from assistant.ports_learning import Asked, Lessons
from assistant.ports_outbox import Notices, Topics
from assistant.ports_publishing import Drafts, Gates, Releases
from assistant.ports_staff import AuditLog, CannedBook, DutyBook, ExportBook, Factors, StaffBook
from assistant.ports_switches import SwitchBook
from assistant.records import Conversation, GivenChecklist, Handover, Processed, Utterance


class Clock(Protocol):
    """The time of day."""

    def now(self) -> datetime:
        """Now, with a time zone."""
        ...


class Conversations(Protocol):
    """会话 and what was said in them."""

    async def at(self, address: Address, now: datetime) -> Conversation:
        """The conversation at this address; begins one when there is none."""
        ...

    async def find(self, address: Address) -> Conversation | None:
        """The conversation at this address, if there is one."""
        ...

    async def glance(self, address: Address) -> tuple[str, int] | None:
        """The id of the conversation at this address and the ``seq`` last given in it, without reading more."""
        ...

    async def by_id(self, identity: str) -> Conversation | None: ...

    async def hold(self, identity: str) -> Conversation | None:
        """The conversation, and nobody else's until this transaction ends. Held before its ticket is touched."""
        ...

    async def latest(self, most: int) -> tuple[Conversation, ...]:
        """The conversations last spoken in, newest first."""
        ...

    async def save(self, conversation: Conversation) -> None:
        """Keep the conversation's dialog, version and time of last message."""
        ...

    async def say(self, utterances: Sequence[Utterance]) -> None:
        """Append utterances; their ``seq`` is given here, gapless from 1 in each conversation."""
        ...

    async def said(self, conversation: str, last: int) -> tuple[Utterance, ...]:
        """The last so many utterances, oldest first."""
        ...

    async def said_after(self, conversation: str, after: int, most: int) -> tuple[Utterance, ...]:
        """The first so many utterances with a higher ``seq``, oldest first."""
        ...

    async def last_seq(self, conversations: Sequence[str]) -> Mapping[str, int]:
        """Conversation → the ``seq`` last given in it."""
        ...

    async def answering(self, conversation: str, message_id: str) -> tuple[Utterance, ...]:
        """All utterances that belong to one message, in order: the citizen's and the bot's."""
        ...


class Inbox(Protocol):
    """Which messages were taken, so that one that comes twice is answered once."""

    async def find(self, address: Address, message_id: str) -> Processed | None: ...

    async def mark(self, processed: Processed) -> None:
        """Write, or write over, the row of this message."""
        ...


class Checklists(Protocol):
    """Checklists given out, each found again by its token."""

    async def add(self, given: GivenChecklist) -> None: ...

    async def find(self, token: str) -> GivenChecklist | None: ...


class Handovers(Protocol):
    """Requests for a person, with the packet that the person will read."""

    async def add(self, handover: Handover) -> None: ...

    async def of(self, conversation: str) -> tuple[Handover, ...]: ...


class Stores(Protocol):
    """The stores of one open transaction. Read-only properties, or strict typing would refuse any implementation."""

    @property
    def conversations(self) -> Conversations: ...

    @property
    def inbox(self) -> Inbox: ...

    @property
    def checklists(self) -> Checklists: ...

    @property
    def handovers(self) -> Handovers: ...

    @property
    def tickets(self) -> Tickets: ...

    @property
    def presence(self) -> Presences: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def topics(self) -> Topics: ...

    @property
    def staff(self) -> StaffBook: ...

    @property
    def factors(self) -> Factors: ...

    @property
    def exports(self) -> ExportBook: ...

    @property
    def switches(self) -> SwitchBook: ...

    @property
    def duty(self) -> DutyBook: ...

    @property
    def canned(self) -> CannedBook: ...

    @property
    def audit(self) -> AuditLog: ...

    @property
    def ratings(self) -> Ratings: ...

    @property
    def cases(self) -> Cases: ...

    @property
    def uploads(self) -> Uploads: ...

    @property
    def sealed(self) -> SealedWords: ...

    @property
    def figures(self) -> Figures: ...

    @property
    def forgetting(self) -> Forgetting: ...

    @property
    def drafts(self) -> Drafts: ...

    @property
    def releases(self) -> Releases: ...

    @property
    def gates(self) -> Gates: ...

    @property
    def asked(self) -> Asked: ...

    @property
    def lessons(self) -> Lessons: ...


class Memory(Protocol):
    """All that outlives the process. Leaving ``writing`` is the only thing that commits; an error inside undoes all."""

    def writing(self) -> AbstractAsyncContextManager[Stores]: ...

    def reading(self) -> AbstractAsyncContextManager[Stores]: ...
