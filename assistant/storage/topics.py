"""Topics and linked accounts over one open session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.storage.desk_tables import TicketEventRow, TicketRow
from assistant.storage.tables import UtteranceRow
from assistant.storage.topic_tables import StaffLinkRow, TopicRow
from assistant.tickets import Topic

_FIELDS = tuple(Topic.__dataclass_fields__)


def _topic(row: TopicRow) -> Topic:
    values: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    return Topic(**values)


class SqlTopics:
    """The topics of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(self, ticket: str, chat: str) -> Topic:
        row = await self._session.get(TopicRow, ticket, populate_existing=True)
        if row is None:
            row = TopicRow(ticket=ticket, chat=chat, thread=None, said=0, happened=0, closing={}, ended=False)
            self._session.add(row)
            await self._session.flush()
        return _topic(row)

    async def of(self, ticket: str) -> Topic | None:
        row = await self._session.get(TopicRow, ticket, populate_existing=True)
        return None if row is None else _topic(row)

    async def at(self, chat: str, thread: int) -> Topic | None:
        here = (TopicRow.chat == chat, TopicRow.thread == thread)
        row = await self._session.scalar(select(TopicRow).where(*here).execution_options(populate_existing=True))
        return None if row is None else _topic(row)

    async def change(self, ticket: str, **values: Any) -> None:
        await self._session.execute(update(TopicRow).where(TopicRow.ticket == ticket).values(**values))

    async def stale(self, most: int) -> tuple[str, ...]:
        over = TicketRow.state.in_(("closed", "returned"))
        happened = exists().where(TicketEventRow.ticket == TicketRow.id, TicketEventRow.seq > TopicRow.happened)
        said = exists().where(UtteranceRow.conversation == TicketRow.conversation, UtteranceRow.seq > TopicRow.said)
        behind = and_(TopicRow.ended.is_(False), or_(over, happened, said))
        fresh = and_(TopicRow.ticket.is_(None), not_(over))
        query = select(TicketRow.id).outerjoin(TopicRow, TopicRow.ticket == TicketRow.id).where(or_(fresh, behind))
        return tuple(await self._session.scalars(query.order_by(TicketRow.opened_at, TicketRow.id).limit(most)))

    async def put_code(self, staff: str, digest: str, expires_at: datetime) -> None:
        row = await self._session.get(StaffLinkRow, staff)
        if row is None:
            self._session.add(StaffLinkRow(staff=staff, digest=digest, expires_at=expires_at))
        else:
            row.digest, row.expires_at = digest, expires_at
        await self._session.flush()

    async def link(self, digest: str, person: str, now: datetime) -> str | None:
        valid = (StaffLinkRow.digest == digest, StaffLinkRow.expires_at > now)
        staff = await self._session.scalar(select(StaffLinkRow.staff).where(*valid))
        if staff is None:
            return None
        await self.unlink(person)
        linked = update(StaffLinkRow).where(StaffLinkRow.staff == staff, *valid)
        done = linked.values(digest="", person=person).returning(StaffLinkRow.staff)
        return await self._session.scalar(done)

    async def unlink(self, person: str) -> None:
        gone = update(StaffLinkRow).where(StaffLinkRow.person == person)
        await self._session.execute(gone.values(person=None, seen_at=None))

    async def staff_of(self, person: str) -> str | None:
        return await self._session.scalar(select(StaffLinkRow.staff).where(StaffLinkRow.person == person))

    async def persons(self) -> dict[str, str]:
        rows = await self._session.execute(select(StaffLinkRow.staff, StaffLinkRow.person))
        return {row[0]: row[1] for row in rows if row[1]}

    async def seen(self, staff: str, at: datetime | None) -> None:
        await self._session.execute(update(StaffLinkRow).where(StaffLinkRow.staff == staff).values(seen_at=at))

    async def at_work(self, since: datetime) -> tuple[str, ...]:
        query = (
            select(StaffLinkRow.staff)
            .where(StaffLinkRow.seen_at >= since, StaffLinkRow.person.is_not(None))
            .order_by(StaffLinkRow.staff)
        )
        return tuple(await self._session.scalars(query))
