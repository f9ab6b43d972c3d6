"""Retention, copies and deletion of one conversation, over one open session (PI-06, PI-07, RC-04)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from assistant.helpdesk.case_rules import CLOSED
from assistant.storage.desk_tables import (
    CaseEventRow,
    CaseRow,
    ErasureRow,
    NoticeRow,
    RatingChangeRow,
    RatingRow,
    TicketEventRow,
    TicketRow,
    UploadRow,
)
from assistant.storage.learning_tables import AskedRow
from assistant.storage.tables import Base, ChecklistRow, ConversationRow, HandoverRow, InboxRow, UtteranceRow
from assistant.tickets import ErasureRequest

NOBODY = "deidentified:"
"""How the address of a conversation begins that no longer belongs to anybody."""

_OPEN_TICKET = TicketRow.state.not_in(("closed", "returned"))
_FIELDS = tuple(ErasureRequest.__dataclass_fields__)
_TABLES: tuple[tuple[type[Base], InstrumentedAttribute[Any]], ...] = (
    (ConversationRow, ConversationRow.id),
    (UtteranceRow, UtteranceRow.conversation),
    (ChecklistRow, ChecklistRow.conversation),
    (HandoverRow, HandoverRow.conversation),
    (TicketRow, TicketRow.conversation),
    (CaseRow, CaseRow.conversation),
    (RatingRow, RatingRow.conversation),
    (UploadRow, UploadRow.conversation),
    (ErasureRow, ErasureRow.conversation),
    (AskedRow, AskedRow.conversation),
)
"""Every table with something of a conversation, and by which column."""


def _has(table: type[Base], column: InstrumentedAttribute[Any], *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(1).select_from(table).where(column == ConversationRow.id, *more))


class SqlForgetting:
    """Forgetting, in one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def to_deidentify(self, before: datetime, most: int) -> tuple[str, ...]:
        tied = ~ConversationRow.person.startswith(NOBODY, autoescape=True)
        return await self._conversations(before, most, tied, ~self._served())

    async def to_delete(self, before: datetime, most: int, *, served: bool) -> tuple[str, ...]:
        if not served:
            return await self._conversations(before, most, ~self._served())
        busy = or_(
            _has(TicketRow, TicketRow.conversation, _OPEN_TICKET),
            _has(CaseRow, CaseRow.conversation, CaseRow.state.not_in(CLOSED)),
        )
        late = or_(
            _has(TicketRow, TicketRow.conversation, TicketRow.closed_at >= before),
            _has(CaseRow, CaseRow.conversation, CaseRow.closed_at >= before),
        )
        return await self._conversations(before, most, self._served(), ~busy, ~late)

    async def _conversations(self, before: datetime, most: int, *conditions: ColumnElement[bool]) -> tuple[str, ...]:
        silent = (ConversationRow.last_at < before, ConversationRow.preserve.is_(False))
        query = select(ConversationRow.id).where(*silent, *conditions)
        return tuple(await self._session.scalars(query.order_by(ConversationRow.last_at).limit(most)))

    @staticmethod
    def _served() -> ColumnElement[bool]:
        return or_(_has(TicketRow, TicketRow.conversation), _has(CaseRow, CaseRow.conversation))

    async def deidentify(self, conversation: str) -> None:
        await self._session.execute(delete(InboxRow).where(InboxRow.conversation == conversation))
        await self._session.execute(delete(NoticeRow).where(NoticeRow.conversation == conversation))
        await self._session.execute(
            update(ConversationRow)
            .where(ConversationRow.id == conversation)
            .values(person=f"{NOBODY}{uuid4().hex}", dialog={})
        )

    async def delete(self, conversation: str) -> None:
        """The talk and all that hangs on it go; of cases, ratings, questions only what counts stays, without words."""
        cases = select(CaseRow.id).where(CaseRow.conversation == conversation)
        ratings = select(RatingRow.id).where(RatingRow.conversation == conversation)
        await self._session.execute(update(CaseEventRow).where(CaseEventRow.case.in_(cases)).values(detail={}))
        await self._session.execute(update(RatingChangeRow).where(RatingChangeRow.rating.in_(ratings)).values(text=""))
        bare: dict[str, Any] = {"conversation": "", "ticket": None, "text": ""}
        own: dict[str, Any] = {"contact": None, "packet": {}, "feedback": "", "appeal": {}}
        here = CaseRow.conversation == conversation
        await self._session.execute(update(CaseRow).where(here).values(**bare, **own))
        await self._session.execute(update(RatingRow).where(RatingRow.conversation == conversation).values(**bare))
        asked: dict[str, Any] = {"conversation": "", "question": "", "key": ""}
        await self._session.execute(update(AskedRow).where(AskedRow.conversation == conversation).values(**asked))
        shown = select(TicketRow.id).where(TicketRow.conversation == conversation)  # in the officers' group
        mine = or_(NoticeRow.conversation == conversation, NoticeRow.conversation.in_(shown))
        await self._session.execute(delete(NoticeRow).where(mine))
        await self._session.execute(delete(ConversationRow).where(ConversationRow.id == conversation))

    async def forget_contacts(self, before: datetime) -> int:
        """Call-back numbers of tickets closed before then go, unless a case goes on from the ticket."""
        still = exists(select(1).where(CaseRow.ticket == TicketRow.id, CaseRow.state.not_in(CLOSED)))
        query = update(TicketRow).where(TicketRow.contact.is_not(None), TicketRow.closed_at < before, ~still)
        gone = await self._session.scalars(
            query.values(contact=None).returning(TicketRow.id).execution_options(synchronize_session=False)
        )
        return len(gone.all())

    async def known_files(self) -> frozenset[str]:
        """Where the uploads lie that are not deleted."""
        return frozenset(await self._session.scalars(select(UploadRow.path).where(UploadRow.deleted_at.is_(None))))

    async def files_of(self, conversation: str) -> tuple[str, ...]:
        return tuple(await self._session.scalars(select(UploadRow.path).where(UploadRow.conversation == conversation)))

    async def hindered(self, conversation: str) -> str:
        if await self.preserved(conversation):
            return "preserve"
        here = TicketRow.conversation == conversation
        if await self._session.scalar(select(TicketRow.id).where(here, _OPEN_TICKET).limit(1)) is not None:
            return "ticket"
        open_case = (CaseRow.conversation == conversation, CaseRow.state.not_in(CLOSED))
        return "case" if await self._session.scalar(select(CaseRow.id).where(*open_case).limit(1)) else ""

    async def preserve(self, conversation: str, yes: bool) -> bool:
        query = update(ConversationRow).where(ConversationRow.id == conversation).values(preserve=yes)
        return await self._session.scalar(query.returning(ConversationRow.id)) is not None

    async def preserved(self, conversation: str) -> bool:
        query = select(ConversationRow.preserve).where(ConversationRow.id == conversation)
        return bool(await self._session.scalar(query))

    async def copy(self, conversation: str) -> dict[str, Sequence[dict[str, Any]]]:
        rows: dict[str, Sequence[dict[str, Any]]] = {}
        for table, column in _TABLES:
            found = await self._session.scalars(select(table).where(column == conversation))
            rows[table.__tablename__] = [_plain(row) for row in found]
        for child, key, parent in (
            (TicketEventRow, TicketEventRow.ticket, "tickets"),
            (CaseEventRow, CaseEventRow.case, "cases"),
            (RatingChangeRow, RatingChangeRow.rating, "ratings"),
        ):
            ids = [row["id"] for row in rows[parent]]
            events = await self._session.scalars(select(child).where(key.in_(ids)))
            rows[child.__tablename__] = [_plain(row) for row in events]
        return rows

    async def ask(self, request: ErasureRequest) -> None:
        self._session.add(ErasureRow(**asdict(request)))
        await self._session.flush()

    async def asked(self) -> tuple[ErasureRequest, ...]:
        query = select(ErasureRow).where(ErasureRow.done_at.is_(None)).order_by(ErasureRow.at)
        return tuple(ErasureRequest(**{n: getattr(r, n) for n in _FIELDS}) for r in await self._session.scalars(query))

    async def answered(self, request: ErasureRequest) -> None:
        values = {"done_at": request.done_at, "waits_for": request.waits_for}
        await self._session.execute(update(ErasureRow).where(ErasureRow.id == request.id).values(**values))


def _plain(row: Any) -> dict[str, Any]:
    """The row as JSON types; accounts of officers are not the citizen's to have (EV-11 the other way round)."""
    hidden = ("author", "agent", "asked", "first_responder", "owner", "about", "staff", "actor", "appeal")
    values = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key not in hidden}
    return {k: v.isoformat() if isinstance(v, (date, datetime)) else v for k, v in values.items()}
