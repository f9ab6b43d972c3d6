"""What reports are made of, over one open session: tickets opened in a span, and the days on which the bot served."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from assistant.knowledge.hours import SHANGHAI
from assistant.storage.desk_tables import TicketRow
from assistant.storage.tables import ChecklistRow, ConversationRow, HandoverRow, UtteranceRow
from assistant.tickets import Ticket

_AT_ONCE = 500

_FIELDS = tuple(Ticket.__dataclass_fields__)


def _ticket(row: TicketRow) -> Ticket:
    values: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    return Ticket(**values)


class SqlFigures:
    """The figures of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def tickets(self, since: datetime, until: datetime, channel: str = "") -> tuple[Ticket, ...]:
        query = select(TicketRow).where(TicketRow.opened_at >= since, TicketRow.opened_at < until)
        query = _through(query, TicketRow.conversation, channel).order_by(TicketRow.opened_at)
        return tuple(_ticket(row) for row in await self._session.scalars(query))

    async def talks(self, since: datetime, until: datetime, channel: str = "") -> frozenset[tuple[str, date]]:
        query = select(UtteranceRow.conversation, UtteranceRow.at).where(
            UtteranceRow.speaker == "citizen", UtteranceRow.at >= since, UtteranceRow.at < until
        )
        rows = await self._session.execute(_through(query, UtteranceRow.conversation, channel))
        return frozenset((conversation, at.astimezone(SHANGHAI).date()) for conversation, at in rows)

    async def channels(self, conversations: Iterable[str]) -> dict[str, str]:
        wanted, found = sorted(set(conversations)), dict[str, str]()
        for start in range(0, len(wanted), _AT_ONCE):
            some = ConversationRow.id.in_(wanted[start : start + _AT_ONCE])
            rows = await self._session.execute(select(ConversationRow.id, ConversationRow.channel).where(some))
            found.update((row[0], row[1]) for row in rows)
        return found

    async def lists(self, since: datetime, until: datetime, channel: str = "") -> tuple[tuple[str, datetime], ...]:
        code = func.coalesce(ChecklistRow.bundle, ChecklistRow.item)
        query = select(code, ChecklistRow.at).where(ChecklistRow.at >= since, ChecklistRow.at < until)
        rows = await self._session.execute(_through(query, ChecklistRow.conversation, channel))
        return tuple((item, at) for item, at in rows)

    async def calls(
        self, since: datetime, until: datetime, channel: str = ""
    ) -> tuple[tuple[str, str | None, datetime], ...]:
        query = select(HandoverRow.reason, HandoverRow.department, HandoverRow.at)
        query = query.where(HandoverRow.at >= since, HandoverRow.at < until)
        rows = await self._session.execute(_through(query, HandoverRow.conversation, channel))
        return tuple((reason, department, at) for reason, department, at in rows)


def _through(query: Any, conversation: InstrumentedAttribute[str], channel: str) -> Any:
    """The query, of one channel if it is given."""
    if not channel:
        return query
    return query.join(ConversationRow, ConversationRow.id == conversation).where(ConversationRow.channel == channel)
