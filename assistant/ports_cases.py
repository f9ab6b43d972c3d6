"""What the core asks of the world about ratings, cases, papers sent in, figures, and forgetting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from assistant.tickets import Case, CaseEvent, ErasureRequest, Improvement, Rating, RatingChange, Ticket, Upload


class Ratings(Protocol):
    """好差评."""

    async def of_service(self, service: str) -> Rating | None: ...

    async def by_id(self, identity: str) -> Rating | None: ...

    async def add(self, rating: Rating) -> bool:
        """Write the first rating of a service with its first change; False when there is one already."""
        ...

    async def correct(self, rating: Rating) -> None:
        """Write a rating over, and append what it is now to its changes."""
        ...

    async def save(self, rating: Rating) -> None:
        """Write over what is not the citizen's: export and exclusion."""
        ...

    async def changes(self, rating: str) -> tuple[RatingChange, ...]: ...

    async def to_export(self, most: int) -> tuple[Rating, ...]:
        """Those not exported as they are now, oldest first."""
        ...

    async def between(self, since: datetime, until: datetime) -> tuple[Rating, ...]: ...


class Cases(Protocol):
    """办件 and what happened to them."""

    async def add(self, case: Case, event: CaseEvent) -> None: ...

    async def by_id(self, identity: str) -> Case | None: ...

    async def by_code(self, code: str) -> Case | None: ...

    async def by_rating(self, rating: str) -> Case | None: ...

    async def of(self, conversation: str) -> tuple[Case, ...]: ...

    async def change(self, case: Case, event: CaseEvent) -> Case | None:
        """Write the case over if nobody did since it was read (its ``epoch``), append the event; the case with its new
        epoch, or ``None`` when somebody was faster. The event's ``seq`` is given here."""
        ...

    async def note(self, event: CaseEvent) -> bool:
        """Append an event that changes nothing; False when its key was there before."""
        ...

    async def happened(self, case: str, key: str) -> bool:
        """Whether an event with this key is there."""
        ...

    async def events(self, case: str) -> tuple[CaseEvent, ...]: ...

    async def listed(
        self,
        *,
        department: str | None = None,
        state: str = "",
        kind: str = "",
        target: str = "",
        still_open: bool | None = None,
        most: int = 500,
    ) -> tuple[Case, ...]:
        """Cases a department has or helps with (all when ``None``), by due date."""
        ...

    async def late(self, today: date) -> tuple[Case, ...]:
        """The open ones with a day that has passed."""
        ...

    async def opened_between(self, since: datetime, until: datetime) -> tuple[Case, ...]: ...

    async def improve(self, improvement: Improvement) -> bool:
        """Write an improvement item, or raise the count of the one with this key; True when it is new."""
        ...

    async def improvements(self, *, still_open: bool | None = None) -> tuple[Improvement, ...]: ...

    async def improved(self, identity: str, at: datetime, result: str) -> bool:
        """Close an improvement item; False when it is closed or there is none."""
        ...


class Uploads(Protocol):
    """材料预审: what is known of each file; the files themselves lie encrypted in the data folder."""

    async def add(self, upload: Upload) -> None: ...

    async def by_id(self, identity: str) -> Upload | None: ...

    async def of(self, conversation: str) -> tuple[Upload, ...]:
        """Those still there, oldest first."""
        ...

    async def save(self, upload: Upload) -> None: ...

    async def expired(self, now: datetime, most: int) -> tuple[Upload, ...]: ...


class Figures(Protocol):
    """What reports are made of."""

    async def tickets(self, since: datetime, until: datetime, channel: str = "") -> tuple[Ticket, ...]:
        """Tickets opened in between, of one channel if it is given."""
        ...

    async def talks(self, since: datetime, until: datetime, channel: str = "") -> frozenset[tuple[str, date]]:
        """(conversation, Shanghai day) of every day on which a citizen wrote in between: what the bot served."""
        ...

    async def channels(self, conversations: Iterable[str]) -> Mapping[str, str]:
        """Conversation → its channel."""
        ...

    async def lists(self, since: datetime, until: datetime, channel: str = "") -> tuple[tuple[str, datetime], ...]:
        """(item, or bundle, and when) of every checklist given in between."""
        ...

    async def calls(
        self, since: datetime, until: datetime, channel: str = ""
    ) -> tuple[tuple[str, str | None, datetime], ...]:
        """(reason, department's name, when) of every call for a person in between."""
        ...


class Forgetting(Protocol):
    """Retention, copies and deletion of what is kept of one conversation (PI-06, PI-07, RC-04)."""

    async def to_deidentify(self, before: datetime, most: int) -> tuple[str, ...]:
        """Conversations silent since ``before``, with no ticket and no case, still tied to a person, not preserved."""
        ...

    async def deidentify(self, conversation: str) -> None:
        """Cut the tie to the person: the address becomes a random word; what came in by it is dropped."""
        ...

    async def to_delete(self, before: datetime, most: int, *, served: bool) -> tuple[str, ...]:
        """Conversations silent since ``before``: those without ticket and case, or (``served``) those whose tickets
        and cases were all closed before then. Preserved ones never."""
        ...

    async def forget_contacts(self, before: datetime) -> int:
        """Drop the call-back numbers of tickets closed before then, unless a case goes on; how many."""
        ...

    async def known_files(self) -> frozenset[str]:
        """Where all uploads lie that are not deleted."""
        ...

    async def files_of(self, conversation: str) -> tuple[str, ...]:
        """Where its uploads lie."""
        ...

    async def delete(self, conversation: str) -> None:
        """Everything of the conversation: talk, lists, tickets, cases, ratings' words and ties, uploads' rows."""
        ...

    async def hindered(self, conversation: str) -> str:
        """``preserve``, ``ticket`` or ``case`` when it must not be deleted now; empty otherwise."""
        ...

    async def preserve(self, conversation: str, yes: bool) -> bool:
        """Set or lift the flag; False when there is no such conversation."""
        ...

    async def preserved(self, conversation: str) -> bool: ...

    async def copy(self, conversation: str) -> dict[str, Sequence[dict[str, Any]]]:
        """Table name → rows, all that is kept of the conversation."""
        ...

    async def ask(self, request: ErasureRequest) -> None: ...

    async def asked(self) -> tuple[ErasureRequest, ...]:
        """Those not yet done, oldest first."""
        ...

    async def answered(self, request: ErasureRequest) -> None: ...


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something short that lies encrypted: where, of whom, and the sealed word."""

    place: str
    identity: str
    text: str


class SealedWords(Protocol):
    """All that lies sealed in the database."""

    async def all(self) -> tuple[Sealed, ...]: ...

    async def exchange(self, was: Sealed, text: str) -> bool:
        """Put ``text`` in its place, if nobody has changed it meanwhile."""
        ...
