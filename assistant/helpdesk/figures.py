"""From rows to figures: first response, resolution, the three rates, cases by state and age; pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.helpdesk.case_dates import lateness, local_day
from assistant.helpdesk.case_rules import CLOSED
from assistant.helpdesk.periods import Period
from assistant.helpdesk.ratings import Rates, rates
from assistant.tickets import Case, Rating, Ticket

FIRST_RESPONSE_SECONDS = 60
"""AB-02: the first words of a person within one minute, in working hours."""

SOLVED = frozenset({"solved", "referred"})
LEFT = frozenset({"withdrawn", "no_answer"})
"""Outcomes in which nothing was there to be solved any more."""

AGES = (1, 5, 15)
"""Upper ends of the age groups of open cases, in days."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report: a period, or a department."""

    name: str
    tickets: int
    called_back: int
    """Opened while nobody was there: answered later, not part of the first response."""
    responded: int
    in_time: int
    median_seconds: float | None
    slowest_tenth_seconds: float | None
    closed: int
    solved: int
    to_solve: int
    human: Rates
    bot: Rates

    @property
    def in_time_share(self) -> float | None:
        """Of those answered, how many within :data:`FIRST_RESPONSE_SECONDS`."""
        return self.in_time / self.responded if self.responded else None

    @property
    def solved_share(self) -> float | None:
        """Of those closed with something to solve, how many were solved or led to the right place."""
        return self.solved / self.to_solve if self.to_solve else None


@dataclass(frozen=True, slots=True)
class CaseTable:
    """Open cases by state and by age in days; ``late`` of them have a day that has passed."""

    states: tuple[tuple[str, tuple[int, ...]], ...]
    late: int
    open: int
    closed: int


def line(name: str, tickets: Iterable[Ticket], ratings: Iterable[Rating], talks: int) -> Line:
    """The figures of these tickets, ratings and bot services."""
    own = list(tickets)
    queued = [t for t in own if t.promised_on is None]
    waits = sorted((t.first_response_at - t.opened_at).total_seconds() for t in queued if t.first_response_at)
    closed = [t for t in own if t.state == "closed"]
    to_solve = [t for t in closed if t.outcome not in LEFT]
    counted = [r for r in ratings if not r.excluded]
    served = sum(1 for t in closed if t.claimed_at is not None)
    return Line(
        name=name,
        tickets=len(own),
        called_back=len(own) - len(queued),
        responded=len(waits),
        in_time=sum(1 for w in waits if w <= FIRST_RESPONSE_SECONDS),
        median_seconds=_quantile(waits, 0.5),
        slowest_tenth_seconds=_quantile(waits, 0.9),
        closed=len(closed),
        solved=sum(1 for t in to_solve if t.outcome in SOLVED),
        to_solve=len(to_solve),
        human=rates(served, _by_code(counted, "human")),
        bot=rates(talks, _by_code(counted, "bot")),
    )


def by_period(
    spans: Sequence[Period],
    tickets: Sequence[Ticket],
    ratings: Sequence[Rating],
    talks: Iterable[tuple[str, date]],
) -> tuple[Line, ...]:
    """One line for each period."""
    days = [day for _, day in talks]
    return tuple(
        line(
            span.label,
            (t for t in tickets if span.holds(t.opened_at)),
            (r for r in ratings if span.holds(r.at)),
            sum(1 for day in days if span.first <= day < span.end),
        )
        for span in spans
    )


def by_department(name: Callable[[str], str], tickets: Sequence[Ticket], ratings: Sequence[Rating]) -> tuple[Line, ...]:
    """One line for each department with tickets or ratings; the bot belongs to none and is left out."""
    ids = sorted({t.department for t in tickets} | {r.department for r in ratings if r.department})
    return tuple(
        line(
            name(d),
            (t for t in tickets if t.department == d),
            (r for r in ratings if r.department == d and r.target == "human"),
            0,
        )
        for d in ids
    )


def case_table(cases: Iterable[Case], today: date) -> CaseTable:
    """Open cases by state and age group; the last group is older than the last of :data:`AGES`."""
    everything = list(cases)
    standing = [c for c in everything if c.state not in CLOSED]
    counts: dict[str, Counter[int]] = {}
    for case in standing:
        counts.setdefault(case.state, Counter())[_group((today - local_day(case.opened_at)).days)] += 1
    groups = range(len(AGES) + 1)
    states = tuple((state, tuple(counted[g] for g in groups)) for state, counted in counts.items())
    late = sum(1 for c in standing if lateness(c, today))
    return CaseTable(states, late, len(standing), len(everything) - len(standing))


def _group(days: int) -> int:
    return next((place for place, most in enumerate(AGES) if days <= most), len(AGES))


def _by_code(ratings: Iterable[Rating], target: str) -> dict[int, int]:
    return Counter(r.code for r in ratings if r.target == target)


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
