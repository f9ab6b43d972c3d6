"""What was asked, and what was learnt from it, over one open session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.ports_learning import FirstAnswer, Lesson, PersonsAnswer
from assistant.storage.desk_tables import TicketRow
from assistant.storage.learning_tables import AskedRow, LessonRow
from assistant.storage.tables import UtteranceRow

_ANSWER = tuple(FirstAnswer.__dataclass_fields__)
_LESSON = tuple(Lesson.__dataclass_fields__)
_AT_ONCE = 500
"""Keys in one question to the database."""


def _answer(row: AskedRow) -> FirstAnswer:
    values: dict[str, Any] = {name: getattr(row, name) for name in _ANSWER}
    first = tuple((str(code), float(p)) for code, p in row.first)
    return FirstAnswer(**{**values, "told": tuple(row.told), "first": first})


class SqlAsked:
    """What was asked, in one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, answer: FirstAnswer) -> None:
        values = asdict(answer)
        self._session.add(AskedRow(**{**values, "told": list(answer.told), "first": [list(f) for f in answer.first]}))
        await self._session.flush()

    async def last_of(self, conversation: str) -> FirstAnswer | None:
        query = select(AskedRow).where(AskedRow.conversation == conversation).order_by(AskedRow.at.desc()).limit(1)
        row = await self._session.scalar(query.execution_options(populate_existing=True))
        return None if row is None else _answer(row)

    async def change(self, identity: str, **values: Any) -> None:
        await self._session.execute(update(AskedRow).where(AskedRow.id == identity).values(**values))

    async def between(self, since: datetime, until: datetime) -> tuple[FirstAnswer, ...]:
        query = select(AskedRow).where(AskedRow.at >= since, AskedRow.at < until).order_by(AskedRow.at, AskedRow.id)
        return tuple(_answer(row) for row in await self._session.scalars(query))

    async def recent(self, limit: int) -> tuple[str, ...]:
        query = select(AskedRow.question, AskedRow.key).where(AskedRow.key != "").order_by(AskedRow.at.desc())
        found: dict[str, str] = {}
        for question, key in await self._session.execute(query.limit(4 * limit)):  # the same is asked often
            found.setdefault(key, question)
        return tuple(found.values())[:limit]

    async def by_persons(self, department: str | None, since: datetime, most: int) -> tuple[PersonsAnswer, ...]:
        done = (TicketRow.state == "closed", TicketRow.outcome == "solved", TicketRow.item.is_not(None))
        query = select(TicketRow).where(*done, TicketRow.closed_at >= since).order_by(TicketRow.closed_at.desc())
        if department is not None:
            query = query.where(TicketRow.department == department)
        found = [await self._said(row) for row in await self._session.scalars(query.limit(most))]
        return tuple(one for one in found if one is not None)

    async def _said(self, ticket: TicketRow) -> PersonsAnswer | None:
        """The officers' words in a ticket, and the last that the citizen wrote before the first of them."""
        if ticket.closed_at is None or ticket.item is None:
            return None
        here = UtteranceRow.conversation == ticket.conversation
        rows = await self._session.scalars(select(UtteranceRow).where(here).order_by(UtteranceRow.seq))
        question = ""
        answers: list[str] = []
        for row in rows:
            if row.speaker == "citizen" and row.text and not row.choice and not answers:
                question = row.text
            elif row.speaker == "agent" and ticket.opened_at <= row.at <= ticket.closed_at:
                answers.append(row.text)
        if not question or not answers:
            return None
        return PersonsAnswer(
            ticket.id, ticket.number, ticket.item, ticket.department, ticket.closed_at, question, tuple(answers)
        )


class SqlLessons:
    """What officers made of questions, in one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, lesson: Lesson) -> None:
        self._session.add(LessonRow(**asdict(lesson)))
        await self._session.flush()

    async def of(self, keys: Iterable[str]) -> tuple[Lesson, ...]:
        wanted = sorted(set(keys))
        found: list[Lesson] = []
        for start in range(0, len(wanted), _AT_ONCE):
            query = select(LessonRow).where(LessonRow.key.in_(wanted[start : start + _AT_ONCE]))
            found += [_lesson(row) for row in await self._session.scalars(query)]
        return tuple(sorted(found, key=lambda lesson: (lesson.at, lesson.id)))

    async def latest(self, most: int) -> tuple[Lesson, ...]:
        query = select(LessonRow).order_by(LessonRow.at.desc(), LessonRow.id).limit(most)
        return tuple(_lesson(row) for row in await self._session.scalars(query))


def _lesson(row: LessonRow) -> Lesson:
    return Lesson(**{name: getattr(row, name) for name in _LESSON})
