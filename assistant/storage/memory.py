"""Memory over SQLAlchemy: opens the database and hands out transactions; leaving one is the only thing that commits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from assistant.storage.audit import SqlAudit
from assistant.storage.cases import SqlCases
from assistant.storage.conversations import SqlConversations, SqlInbox
from assistant.storage.duty import SqlCanned, SqlDuty
from assistant.storage.forgetting import SqlForgetting
from assistant.storage.given import SqlChecklists, SqlHandovers
from assistant.storage.learning import SqlAsked, SqlLessons
from assistant.storage.notices import SqlNotices
from assistant.storage.people import SqlExports, SqlFactors
from assistant.storage.presence import SqlPresence
from assistant.storage.publishing import SqlGates, SqlReleases
from assistant.storage.publishing_drafts import SqlDrafts
from assistant.storage.ratings import SqlRatings
from assistant.storage.reports import SqlFigures
from assistant.storage.sealed import SqlSealed
from assistant.storage.sqlite_here import PURPOSE, open_sqlite
from assistant.storage.staff import SqlStaff
from assistant.storage.switches import SqlSwitches
from assistant.storage.tickets import SqlTickets
from assistant.storage.topics import SqlTopics
from assistant.storage.uploads import SqlUploads


class SqlStores:
    """The stores of one open transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self.conversations = SqlConversations(session)
        self.inbox = SqlInbox(session)
        self.checklists = SqlChecklists(session)
        self.handovers = SqlHandovers(session)
        self.notices = SqlNotices(session)
        self.tickets = SqlTickets(session)
        self.topics = SqlTopics(session)
        self.presence = SqlPresence(session)
        self.staff = SqlStaff(session)
        self.factors = SqlFactors(session)
        self.exports = SqlExports(session)
        self.switches = SqlSwitches(session)
        self.duty = SqlDuty(session)
        self.canned = SqlCanned(session)
        self.audit = SqlAudit(session)
        self.ratings = SqlRatings(session)
        self.cases = SqlCases(session)
        self.uploads = SqlUploads(session)
        self.sealed = SqlSealed(session)
        self.figures = SqlFigures(session)
        self.forgetting = SqlForgetting(session)
        self.drafts = SqlDrafts(session)
        self.releases = SqlReleases(session)
        self.gates = SqlGates(session)
        self.asked = SqlAsked(session)
        self.lessons = SqlLessons(session)


class SqlMemory:
    """The :class:`~assistant.ports.Memory` over one engine."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._one_writer = engine.dialect.name == "sqlite"
        self._writer = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqlStores]:
        """One transaction that writes."""
        if not self._one_writer:
            async with self._session("write") as stores:
                yield stores
            return
        # SQLite takes one writer at a time and polls for its turn, unfairly: in one process they queue up here instead.
        async with self._writer, self._session("write") as stores:
            yield stores

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlStores]:
        """One transaction that reads; on SQLite it waits for no writer."""
        async with self._session("read") as stores:
            yield stores

    @asynccontextmanager
    async def _session(self, purpose: str) -> AsyncIterator[SqlStores]:
        async with AsyncSession(self._engine, expire_on_commit=False) as session:
            await session.connection(execution_options={PURPOSE: purpose})
            yield SqlStores(session)
            await session.commit()  # an error in the block leaves without this, and closing undoes all

    async def close(self) -> None:
        await self._engine.dispose()


def open_engine(address: str, wait_seconds: float) -> AsyncEngine:
    """An engine on ``address``; a SQLite one is set up for many readers and one careful writer."""
    if address.startswith("sqlite"):
        return open_sqlite(address, wait_seconds)
    # Parameters are what people said: an error must not carry them into the log.
    return create_async_engine(address, pool_pre_ping=True, hide_parameters=True)
