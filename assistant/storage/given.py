"""What was given out of a conversation: checklists by their token, and requests for a person."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.records import GivenChecklist, Handover
from assistant.storage.tables import ChecklistRow, HandoverRow


class SqlChecklists:
    """The given checklists of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, given: GivenChecklist) -> None:
        self._session.add(ChecklistRow(**asdict(given)))
        await self._session.flush()

    async def find(self, token: str) -> GivenChecklist | None:
        row = await self._session.get(ChecklistRow, token)
        if row is None:
            return None
        answers = {name: tuple(options) for name, options in row.answers.items()}
        return GivenChecklist(
            row.token, row.conversation, row.item, answers, row.version, row.at, row.shown, row.bundle
        )


class SqlHandovers:
    """The requests for a person of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, handover: Handover) -> None:
        self._session.add(HandoverRow(**asdict(handover)))
        await self._session.flush()

    async def of(self, conversation: str) -> tuple[Handover, ...]:
        query = select(HandoverRow).where(HandoverRow.conversation == conversation).order_by(HandoverRow.at)
        return tuple(
            Handover(r.id, r.conversation, r.department, r.item, r.reason, r.packet, r.at)
            for r in await self._session.scalars(query)
        )
