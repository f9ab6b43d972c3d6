"""The outbox in the database: a table, an order within each conversation, and a lease on what is being sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from assistant.storage.desk_tables import NoticeRow, TicketRow
from assistant.tickets import Notice

_UNFINISHED = ("new", "sending", "maybe_sent")
_IN_THE_WAY = (*_UNFINISHED, "undeliverable")
"""What holds back the later ones of its conversation: who blocked us gets everything, in order, when she is back."""

_A_PERSON_SPEAKS = ("claimed", "active", "wrap_up")
_WAITING = ("new", "maybe_sent", "undeliverable")


def _notice(row: NoticeRow) -> Notice:
    values: dict[str, Any] = {name: getattr(row, name) for name in Notice.__dataclass_fields__}
    return Notice(**values)


class SqlNotices:
    """The notices of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, notices: Sequence[Notice]) -> int:
        known = await self._session.scalars(select(NoticeRow.key).where(NoticeRow.key.in_([n.key for n in notices])))
        seen = set(known)
        added = 0
        for notice in notices:
            if notice.key in seen:
                continue
            last = select(func.max(NoticeRow.seq)).where(NoticeRow.conversation == notice.conversation)
            seq = (await self._session.scalar(last) or 0) + 1
            self._session.add(NoticeRow(**asdict(replace(notice, seq=seq))))
            await self._session.flush()
            seen.add(notice.key)
            added += 1
        return added

    async def take(self, channel: str, now: datetime, lease: timedelta, most: int) -> tuple[Notice, ...]:
        await self._void(channel)
        earlier = aliased(NoticeRow)
        first = ~exists().where(
            earlier.conversation == NoticeRow.conversation,
            earlier.seq < NoticeRow.seq,
            earlier.state.in_(_IN_THE_WAY),
        )
        # One that is being sent and whose lease has run out was left behind by a process that died.
        query = (
            select(NoticeRow)
            .where(NoticeRow.channel == channel, NoticeRow.state.in_(_UNFINISHED), NoticeRow.next_at <= now, first)
            .order_by(NoticeRow.next_at, NoticeRow.id)
            .limit(most)
            .with_for_update(skip_locked=True, of=NoticeRow)
        )
        taken = []
        for row in await self._session.scalars(query):
            found = _notice(row)
            taken.append(replace(found, state="maybe_sent") if found.state == "sending" else found)
            row.state, row.next_at = "sending", now + lease
        await self._session.flush()
        return tuple(taken)

    async def _void(self, channel: str) -> None:
        """What the bot said before a person took over is not sent any more: it would speak into that talk."""
        taken_over = exists().where(
            TicketRow.conversation == NoticeRow.conversation,
            TicketRow.state.in_(_A_PERSON_SPEAKS),
            TicketRow.epoch > NoticeRow.epoch,
        )
        waiting = (NoticeRow.channel == channel, NoticeRow.state.in_(_WAITING), NoticeRow.speaker == "bot")
        await self._session.execute(update(NoticeRow).where(*waiting, taken_over).values(state="void"))

    async def recover(self, channel: str, now: datetime) -> int:
        left = (NoticeRow.channel == channel, NoticeRow.state == "sending")
        done = update(NoticeRow).where(*left).values(state="maybe_sent", next_at=now)
        return len((await self._session.execute(done.returning(NoticeRow.id))).all())

    async def settle(
        self, notice: Notice, state: str, *, tries: int, next_at: datetime | None = None, error: str = ""
    ) -> None:
        values: dict[str, Any] = {"state": state, "tries": tries, "error": error}
        if next_at is not None:
            values["next_at"] = next_at
        await self._session.execute(update(NoticeRow).where(NoticeRow.id == notice.id).values(**values))

    async def revive(self, channel: str, person: str, now: datetime) -> int:
        here = and_(NoticeRow.channel == channel, NoticeRow.person == person, NoticeRow.state == "undeliverable")
        done = await self._session.execute(
            update(NoticeRow).where(here).values(state="new", next_at=now).returning(NoticeRow.id)
        )
        return len(done.all())

    async def find(self, conversation: str, seq: int) -> Notice | None:
        row = await self._session.scalar(
            select(NoticeRow).where(NoticeRow.conversation == conversation, NoticeRow.seq == seq)
        )
        return None if row is None else _notice(row)

    async def unfinished(self, channel: str) -> dict[str, int]:
        rows = await self._session.execute(
            select(NoticeRow.state, func.count())
            .where(NoticeRow.channel == channel, NoticeRow.state.not_in(("sent", "void")))
            .group_by(NoticeRow.state)
        )
        return {row[0]: row[1] for row in rows}
