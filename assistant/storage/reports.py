"""What reports are made of, over one open session: tickets opened in a span, and the days on which the bot served."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.knowledge.hours import SHANGHAI
from assistant.storage.desk_tables import TicketRow
from assistant.storage.tables import UtteranceRow
from assistant.tickets import Ticket

_FIELDS = tuple(Ticket.__dataclass_fields__)


def _ticket(row: TicketRow) -> Ticket:
    values: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    return Ticket(**values)


class SqlFigures:
    """The figures of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def tickets(self, since: datetime, until: datetime) -> tuple[Ticket, ...]:
        query = select(TicketRow).where(TicketRow.opened_at >= since, TicketRow.opened_at < until)
        return tuple(_ticket(row) for row in await self._session.scalars(query.order_by(TicketRow.opened_at)))

    async def talks(self, since: datetime, until: datetime) -> frozenset[tuple[str, date]]:
        query = select(UtteranceRow.conversation, UtteranceRow.at).where(
            UtteranceRow.speaker == "citizen", UtteranceRow.at >= since, UtteranceRow.at < until
        )
        rows = await self._session.execute(query)
        return frozenset((conversation, at.astimezone(SHANGHAI).date()) for conversation, at in rows)
