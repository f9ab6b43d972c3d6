"""The dashboard: what was asked and how it was answered, by time, item, department and channel; pure counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.helpdesk.case_dates import local_day
from assistant.helpdesk.periods import Period
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.review import State, counts, duties
from assistant.learning.unanswered import Reason, why_unanswered
from assistant.ports_learning import Ended, FirstAnswer

MOST_ITEMS = 15
"""So many items stand in the list of those asked most."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures of a period, a channel, a service point or a language. ``talks`` are days on which somebody wrote."""

    name: str
    talks: int
    questions: int
    ended: Mapping[Ended, int]
    lists: int = 0
    calls: int = 0

    @property
    def direct_share(self) -> float | None:
        """Of the questions, how many were answered with an item or a life event at once."""
        direct = self.ended.get("sure", 0) + self.ended.get("bundle", 0)
        return direct / self.questions if self.questions else None

    @property
    def unknown_share(self) -> float | None:
        """Of the questions, how many were not understood."""
        return self.ended.get("unknown", 0) / self.questions if self.questions else None


@dataclass(frozen=True, slots=True)
class Popular:
    """An item or a department with how often it was asked, not answered well, and its lists given."""

    code: str
    name: str
    department: str
    questions: int
    unanswered: int
    lists: int


@dataclass(frozen=True, slots=True)
class Known:
    """How much of a department's knowledge is verified: items by state."""

    name: str
    items: int
    states: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class Sources:
    """What statements rest on, by the surest mark of each: a written source, else how sure general knowledge is."""

    written: int
    high: int
    medium: int
    low: int

    @property
    def total(self) -> int:
        return self.written + self.high + self.medium + self.low


@dataclass(frozen=True, slots=True)
class Heard:
    """The rows that a dashboard is made of."""

    rows: tuple[FirstAnswer, ...]
    talks: frozenset[tuple[str, date]]
    channels: Mapping[str, str]
    lists: tuple[tuple[str, datetime], ...]
    calls: tuple[tuple[str, str | None, datetime], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is counted of the bot and the knowledge."""

    total: Counted
    periods: tuple[Counted, ...]
    channels: tuple[Counted, ...]
    points: tuple[Counted, ...]
    tongues: tuple[Counted, ...]
    items: tuple[Popular, ...]
    departments: tuple[Popular, ...]
    reasons: tuple[tuple[str, int], ...]
    unanswered: tuple[tuple[Reason, int], ...]
    known: tuple[Known, ...] = ()
    sources: Sources = field(default_factory=lambda: Sources(0, 0, 0, 0))


def overview(
    heard: Heard, spans: Sequence[Period], catalogue: Catalogue, now: datetime, department: str | None
) -> Overview:
    """The figures of these rows; ``department`` is the name of the only one to be seen, ``None`` for all."""
    rows = heard.rows
    return Overview(
        total=_counted("合计", rows, heard),
        periods=tuple(_in(span, heard) for span in spans),
        channels=_split(heard, lambda row: row.channel, by_channel=True),
        points=_split(heard, lambda row: row.point),
        tongues=_split(heard, lambda row: row.tongue, empty=True),
        items=_items(heard, catalogue, now)[:MOST_ITEMS],
        departments=_departments(_items(heard, catalogue, now)),
        reasons=tuple(Counter(reason for reason, _, _ in heard.calls).most_common()),
        unanswered=tuple(Counter(why for row in rows if (why := why_unanswered(row, now))).most_common()),
        known=_known(catalogue, local_day(now), department),
        sources=_sources(catalogue, department),
    )


def _counted(name: str, rows: Sequence[FirstAnswer], heard: Heard) -> Counted:
    ended = Counter(row.outcome for row in rows)
    return Counted(name, len(heard.talks), len(rows), ended, len(heard.lists), len(heard.calls))


def _in(span: Period, heard: Heard) -> Counted:
    rows = [row for row in heard.rows if span.holds(row.at)]
    return Counted(
        name=span.label,
        talks=sum(1 for _, day in heard.talks if span.first <= day < span.end),
        questions=len(rows),
        ended=Counter(row.outcome for row in rows),
        lists=sum(1 for _, at in heard.lists if span.holds(at)),
        calls=sum(1 for _, _, at in heard.calls if span.holds(at)),
    )


def _split(
    heard: Heard, part: Callable[[FirstAnswer], str], *, by_channel: bool = False, empty: bool = False
) -> tuple[Counted, ...]:
    """One line per value, the most asked first. Talks are counted where the part is the channel."""
    parts: dict[str, list[FirstAnswer]] = {}
    for row in heard.rows:
        parts.setdefault(part(row), []).append(row)
    talks = (
        Counter(heard.channels.get(conversation, "") for conversation, _ in heard.talks) if by_channel else Counter()
    )
    names = [name for name in {*parts, *talks} if name or (empty and parts)]
    lines = [
        Counted(
            name,
            talks[name] if by_channel else len({(r.conversation, local_day(r.at)) for r in parts.get(name, ())}),
            len(parts.get(name, ())),
            Counter(row.outcome for row in parts.get(name, ())),
        )
        for name in names
    ]
    return tuple(sorted(lines, key=lambda line: (-line.questions, -line.talks, line.name)))


def _items(heard: Heard, catalogue: Catalogue, now: datetime) -> tuple[Popular, ...]:
    asked = Counter(row.item for row in heard.rows if row.item)
    failed = Counter(row.item for row in heard.rows if row.item and why_unanswered(row, now))
    lists = Counter(code for code, _ in heard.lists)
    found = [
        Popular(code, item.item_name, item.department, asked[code], failed[code], lists[code])
        for code in {*asked, *lists}
        if (item := catalogue.items.get(code)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (-one.questions, -one.lists, one.code)))


def _departments(items: Iterable[Popular]) -> tuple[Popular, ...]:
    by: dict[str, list[Popular]] = {}
    for one in items:
        by.setdefault(one.department, []).append(one)
    found = [
        Popular(
            "", name, name, sum(o.questions for o in own), sum(o.unanswered for o in own), sum(o.lists for o in own)
        )
        for name, own in by.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.questions, -one.lists, one.name)))


def _known(catalogue: Catalogue, today: date, department: str | None) -> tuple[Known, ...]:
    names = sorted({i.department for i in catalogue.items.values() if i.status == "在用"})
    lines = []
    for name in names:
        if department in (None, name):
            due = duties(catalogue, today, name)
            lines.append(Known(name, len(due), counts(due)))
    return tuple(sorted(lines, key=lambda line: (-line.items, line.name)))


def _sources(catalogue: Catalogue, department: str | None) -> Sources:
    found: Counter[str] = Counter()
    for item in catalogue.items.values():
        if item.status == "在用" and department in (None, item.department):
            found.update(_surest(one.source) for one in item.sourced())
    return Sources(found["written"], found["GK-H"], found["GK-M"], found["GK-L"])


def _surest(marks: Sequence[str]) -> str:
    if any(not mark.startswith("GK-") for mark in marks):
        return "written"
    return next(mark for mark in ("GK-H", "GK-M", "GK-L") if mark in marks)
