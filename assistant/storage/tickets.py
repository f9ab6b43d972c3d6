"""Tickets, their events and participants over one open session; the queue is one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.storage.desk_tables import ParticipantRow, TicketEventRow, TicketRow
from assistant.storage.staff_tables import CounterRow
from assistant.storage.tables import ConversationRow
from assistant.storage.upserts import insert_into
from assistant.tickets import OPEN_STATES, Participant, Ticket, TicketEvent

_FIELDS = tuple(Ticket.__dataclass_fields__)
_ORDER = (TicketRow.front.desc(), TicketRow.rank_at, TicketRow.number)
"""The order of taking, and by the same token the order of the places shown."""

_OWNED = ("claimed", "active", "wrap_up")


def _ticket(row: TicketRow) -> Ticket:
    return Ticket(**{name: getattr(row, name) for name in _FIELDS})


def _event(row: TicketEventRow) -> TicketEvent:
    return TicketEvent(row.ticket, row.seq, row.at, row.actor, row.move, row.state, row.epoch, row.detail, row.key)


def _of(departments: Sequence[str] | None) -> ColumnElement[bool]:
    return true() if departments is None else TicketRow.department.in_(departments)


def _places() -> Any:
    """id → place of every queued ticket in its department's queue."""
    place = func.row_number().over(partition_by=TicketRow.department, order_by=_ORDER).label("place")
    return select(TicketRow.id, place).where(TicketRow.state == "queued").subquery()


class SqlTickets:
    """The tickets of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, ticket: Ticket) -> bool:
        insert = insert_into(self._session, TicketRow).values(**asdict(ticket)).on_conflict_do_nothing()
        return bool((await self._session.execute(insert.returning(TicketRow.id))).all())

    async def find(self, identity: str) -> Ticket | None:
        return await self._one(select(TicketRow).where(TicketRow.id == identity))

    async def open_of(self, conversation: str, *, lock: bool = False) -> Ticket | None:
        here = (TicketRow.conversation == conversation, TicketRow.state.in_(OPEN_STATES))
        query = select(TicketRow).where(*here)
        return await self._one(query.with_for_update() if lock else query)

    async def latest_of(self, conversation: str, *, lock: bool = False) -> Ticket | None:
        row = await self._session.scalar(_LATEST_LOCKED if lock else _LATEST, {"conversation": conversation})
        return None if row is None else _ticket(row)

    async def change(self, was: Ticket, values: Mapping[str, Any]) -> Ticket | None:
        unchanged = (TicketRow.id == was.id, TicketRow.state == was.state, TicketRow.epoch == was.epoch)
        return await self._changed(update(TicketRow).where(*unchanged), values)

    async def claim_next(self, departments: Sequence[str] | None, values: Mapping[str, Any]) -> Ticket | None:
        # Conversations are locked before tickets everywhere; one that is being answered just now is passed over.
        first = (
            select(TicketRow.id)
            .join(ConversationRow, ConversationRow.id == TicketRow.conversation)
            .where(TicketRow.state == "queued", _of(departments))
            .order_by(*_ORDER)
            .limit(1)
            .with_for_update(skip_locked=True, of=(TicketRow, ConversationRow))
            .correlate(None)
            .scalar_subquery()
        )
        mine = update(TicketRow).where(TicketRow.id == first, TicketRow.state == "queued")
        return await self._changed(mine, {**values, "epoch": TicketRow.epoch + 1})

    async def _changed(self, statement: Any, values: Mapping[str, Any]) -> Ticket | None:
        returning = statement.values(**values).returning(TicketRow)
        again = {"populate_existing": True, "synchronize_session": False}
        row = (await self._session.scalars(returning, execution_options=again)).one_or_none()
        return None if row is None else _ticket(row)

    async def waiting(self, departments: Sequence[str] | None) -> tuple[tuple[Ticket, int], ...]:
        places = _places()
        query = select(TicketRow, places.c.place).join(places, places.c.id == TicketRow.id)
        rows = await self._session.execute(query.where(_of(departments)).order_by(*_ORDER), execution_options=_FRESH)
        return tuple((_ticket(row), int(place)) for row, place in rows)

    async def place(self, ticket: Ticket) -> int | None:
        places = _places()
        return await self._session.scalar(select(places.c.place).where(places.c.id == ticket.id))

    async def open_in(self, departments: Sequence[str] | None) -> tuple[Ticket, ...]:
        query = select(TicketRow).where(TicketRow.state.in_(OPEN_STATES), _of(departments))
        return await self._all(query.order_by(TicketRow.opened_at, TicketRow.id))

    async def of_agent(self, staff: str) -> tuple[Ticket, ...]:
        joined = select(ParticipantRow.ticket).where(ParticipantRow.staff == staff, ParticipantRow.state == "joined")
        owned = TicketRow.agent == staff
        query = select(TicketRow).where(TicketRow.state.in_(_OWNED), or_(owned, TicketRow.id.in_(joined)))
        return await self._all(query.order_by(TicketRow.claimed_at, TicketRow.id))

    async def invited(self, department: str) -> tuple[Ticket, ...]:
        asked = (ParticipantRow.department == department, ParticipantRow.state == "invited")
        here = TicketRow.id.in_(select(ParticipantRow.ticket).where(*asked))
        return await self._all(select(TicketRow).where(TicketRow.state.in_(_OWNED), here).order_by(TicketRow.id))

    async def number(self, day: date) -> int:
        name = f"ticket:{day:%y%m%d}"
        insert = insert_into(self._session, CounterRow).values(name=name, value=1)
        one_more = insert.on_conflict_do_update(index_elements=["name"], set_={"value": CounterRow.value + 1})
        return int(await self._session.scalar(one_more.returning(CounterRow.value)) or 0)

    async def renew(self, staff: str, until: datetime) -> None:
        owned = (TicketRow.agent == staff, TicketRow.state.in_(_OWNED))
        await self._session.execute(
            update(TicketRow).where(*owned).values(lease_until=until), execution_options={"synchronize_session": False}
        )

    async def overdue(self, now: datetime) -> tuple[Ticket, ...]:
        late = (TicketRow.state.in_(("queued", "claimed")), TicketRow.escalate_at <= now)
        return await self._all(select(TicketRow).where(*late).order_by(TicketRow.escalate_at, TicketRow.id))

    async def expired(self, now: datetime) -> tuple[Ticket, ...]:
        gone = (TicketRow.state.in_(_OWNED), TicketRow.lease_until <= now)
        return await self._all(select(TicketRow).where(*gone).order_by(TicketRow.lease_until, TicketRow.id))

    async def in_state(self, *states: str) -> tuple[Ticket, ...]:
        return await self._all(select(TicketRow).where(TicketRow.state.in_(states)).order_by(*_ORDER))

    async def served(self, department: str, most: int) -> tuple[timedelta, ...]:
        done = (TicketRow.department == department, TicketRow.state == "closed", TicketRow.claimed_at.is_not(None))
        query = select(TicketRow.claimed_at, TicketRow.closed_at).where(*done).order_by(TicketRow.closed_at.desc())
        rows = await self._session.execute(query.limit(most))
        return tuple(closed - claimed for claimed, closed in rows if claimed and closed)

    async def add_event(self, event: TicketEvent) -> TicketEvent:
        here = TicketEventRow.ticket == event.ticket
        if event.key is not None:
            before = await self._session.scalar(select(TicketEventRow).where(here, TicketEventRow.key == event.key))
            if before is not None:
                return _event(before)
        last = await self._session.scalar(select(func.max(TicketEventRow.seq)).where(here)) or 0
        event = replace(event, seq=last + 1)
        self._session.add(TicketEventRow(**asdict(event)))
        await self._session.flush()
        return event

    async def events(self, ticket: str) -> tuple[TicketEvent, ...]:
        query = select(TicketEventRow).where(TicketEventRow.ticket == ticket).order_by(TicketEventRow.seq)
        return tuple(_event(row) for row in await self._session.scalars(query))

    async def put_participant(self, participant: Participant) -> None:
        await self._session.merge(ParticipantRow(**asdict(participant)))
        await self._session.flush()

    async def participants(self, ticket: str) -> tuple[Participant, ...]:
        query = select(ParticipantRow).where(ParticipantRow.ticket == ticket).order_by(ParticipantRow.at)
        rows = await self._session.scalars(query, execution_options=_FRESH)
        return tuple(_participant(row) for row in rows)

    async def companions(self) -> tuple[Participant, ...]:
        owned = select(TicketRow.id).where(TicketRow.state.in_(_OWNED))
        there = (ParticipantRow.state.in_(("joined", "invited")), ParticipantRow.ticket.in_(owned))
        rows = await self._session.scalars(select(ParticipantRow).where(*there), execution_options=_FRESH)
        return tuple(_participant(row) for row in rows)

    async def _one(self, query: Select[Any]) -> Ticket | None:
        row = (await self._session.scalars(query.limit(1), execution_options=_FRESH)).one_or_none()
        return None if row is None else _ticket(row)

    async def _all(self, query: Select[Any]) -> tuple[Ticket, ...]:
        return tuple(_ticket(row) for row in await self._session.scalars(query, execution_options=_FRESH))


_FRESH = {"populate_existing": True}
"""Rows changed by an UPDATE of ours must not be shown as they were read before it."""

_LATEST = (
    select(TicketRow)
    .where(TicketRow.conversation == bindparam("conversation"))
    .order_by(TicketRow.opened_at.desc(), TicketRow.number.desc())
    .limit(1)
    .execution_options(**_FRESH)
)
_LATEST_LOCKED = _LATEST.with_for_update()
"""Asked with every message: built once."""


def _participant(row: ParticipantRow) -> Participant:
    state: Any = row.state
    return Participant(row.ticket, row.department, row.staff, state, row.at, row.by)
