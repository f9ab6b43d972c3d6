"""Cases, their events and the improvement items that grow out of them, over one open session."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.helpdesk.case_rules import CLOSED
from assistant.storage.desk_tables import CaseEventRow, CaseRow, ImprovementRow
from assistant.tickets import Case, CaseEvent, Improvement

_FIELDS = tuple(Case.__dataclass_fields__)
_EVENT_FIELDS = tuple(CaseEvent.__dataclass_fields__)
_IMPROVEMENT_FIELDS = tuple(Improvement.__dataclass_fields__)


def _case(row: CaseRow) -> Case:
    values: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    values["joined"] = tuple(d for d in row.joined.split(",") if d)
    return Case(**values)


def _values(case: Case) -> dict[str, Any]:
    joined = f",{','.join(case.joined)}," if case.joined else ""
    return {**asdict(case), "joined": joined}


class SqlCases:
    """The cases store of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, case: Case, event: CaseEvent) -> None:
        self._session.add(CaseRow(**_values(case)))
        await self._session.flush()
        await self._append(event)

    async def by_id(self, identity: str) -> Case | None:
        return await self._one(select(CaseRow).where(CaseRow.id == identity))

    async def by_code(self, code: str) -> Case | None:
        return await self._one(select(CaseRow).where(CaseRow.code == code))

    async def by_rating(self, rating: str) -> Case | None:
        return await self._one(select(CaseRow).where(CaseRow.rating == rating))

    async def of(self, conversation: str) -> tuple[Case, ...]:
        query = select(CaseRow).where(CaseRow.conversation == conversation).order_by(CaseRow.opened_at)
        return await self._all(query)

    async def change(self, case: Case, event: CaseEvent) -> Case | None:
        values = {k: v for k, v in _values(case).items() if k not in ("id", "epoch")}
        query = (
            update(CaseRow)
            .where(CaseRow.id == case.id, CaseRow.epoch == case.epoch)
            .values(**values, epoch=case.epoch + 1)
            .returning(CaseRow.epoch)
            .execution_options(synchronize_session=False)
        )
        epoch = await self._session.scalar(query)
        if epoch is None:
            return None
        await self._append(event)
        return replace(case, epoch=epoch)

    async def note(self, event: CaseEvent) -> bool:
        if event.key is not None and await self.happened(event.case, event.key):
            return False
        await self._append(event)
        return True

    async def happened(self, case: str, key: str) -> bool:
        query = select(CaseEventRow.seq).where(CaseEventRow.case == case, CaseEventRow.key == key)
        return await self._session.scalar(query) is not None

    async def _append(self, event: CaseEvent) -> None:
        last = await self._session.scalar(select(func.max(CaseEventRow.seq)).where(CaseEventRow.case == event.case))
        self._session.add(CaseEventRow(**{**asdict(event), "seq": (last or 0) + 1}))
        await self._session.flush()

    async def events(self, case: str) -> tuple[CaseEvent, ...]:
        query = select(CaseEventRow).where(CaseEventRow.case == case).order_by(CaseEventRow.seq)
        return tuple(CaseEvent(**{n: getattr(r, n) for n in _EVENT_FIELDS}) for r in await self._session.scalars(query))

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
        query = select(CaseRow).order_by(CaseRow.due, CaseRow.opened_at, CaseRow.id).limit(most)
        if department is not None:
            helped = CaseRow.joined.contains(f",{department},", autoescape=True)
            query = query.where(or_(CaseRow.department == department, helped))
        for column, value in ((CaseRow.state, state), (CaseRow.kind, kind), (CaseRow.target, target)):
            if value:
                query = query.where(column == value)
        if still_open is not None:
            closed = CaseRow.state.in_(CLOSED)
            query = query.where(~closed if still_open else closed)
        return await self._all(query)

    async def late(self, today: date) -> tuple[Case, ...]:
        late = or_(CaseRow.due < today, and_(CaseRow.contacted_at.is_(None), CaseRow.contact_due < today))
        query = select(CaseRow).where(CaseRow.state.not_in(CLOSED), late)
        return await self._all(query.order_by(CaseRow.due, CaseRow.id))

    async def opened_between(self, since: datetime, until: datetime) -> tuple[Case, ...]:
        query = select(CaseRow).where(CaseRow.opened_at >= since, CaseRow.opened_at < until)
        return await self._all(query.order_by(CaseRow.opened_at, CaseRow.id))

    async def improve(self, improvement: Improvement) -> bool:
        insert = insert_postgresql if self._session.get_bind().dialect.name == "postgresql" else insert_sqlite
        query = insert(ImprovementRow).values(**asdict(improvement)).on_conflict_do_nothing(index_elements=["key"])
        if await self._session.scalar(query.returning(ImprovementRow.id)) is not None:
            return True
        await self._session.execute(
            update(ImprovementRow)
            .where(ImprovementRow.key == improvement.key, ImprovementRow.count < improvement.count)
            .values(count=improvement.count)
        )
        return False

    async def improvements(self, *, still_open: bool | None = None) -> tuple[Improvement, ...]:
        query = select(ImprovementRow).order_by(ImprovementRow.opened_at.desc(), ImprovementRow.id)
        if still_open is not None:
            empty = ImprovementRow.closed_at.is_(None)
            query = query.where(empty if still_open else ~empty)
        return tuple(
            Improvement(**{n: getattr(r, n) for n in _IMPROVEMENT_FIELDS}) for r in await self._session.scalars(query)
        )

    async def improved(self, identity: str, at: datetime, result: str) -> bool:
        query = (
            update(ImprovementRow)
            .where(ImprovementRow.id == identity, ImprovementRow.closed_at.is_(None))
            .values(closed_at=at, result=result)
            .returning(ImprovementRow.id)
        )
        return await self._session.scalar(query) is not None

    async def _one(self, query: Select[Any]) -> Case | None:
        row = await self._session.scalar(query.execution_options(populate_existing=True))
        return None if row is None else _case(row)

    async def _all(self, query: Select[Any]) -> tuple[Case, ...]:
        rows = await self._session.scalars(query.execution_options(populate_existing=True))
        return tuple(_case(r) for r in rows)
