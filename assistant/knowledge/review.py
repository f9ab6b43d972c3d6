"""Who has to verify what by when: pure rules over items, their statements and a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.problem import Loc
from assistant.knowledge.references import placed
from assistant.knowledge.schema import Item, Material, Question, Sourced

State = Literal["overdue", "soon", "never", "good"]
"""逾期: its day is over. 快到期: due within :data:`AHEAD`. 没核实: nobody vouched for it yet. 已核实: all is well."""

STATES: tuple[State, ...] = ("overdue", "soon", "never", "good")
"""What is urgent first."""

AHEAD = timedelta(days=30)
"""So long before its day an officer is reminded."""

WHOLE: Loc = ()
"""The place of the item as a whole: ``review`` in its file."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that somebody vouches for: the whole item, or one statement in it with a verification of its own."""

    code: str
    loc: Loc
    path: str
    text: str
    source: tuple[str, ...]
    by: str | None
    on: date | None
    due: date | None
    state: State


@dataclass(frozen=True, slots=True)
class Duty:
    """What is to be verified of one item; ``state`` is the most urgent among the whole and its parts."""

    item: Item
    whole: Check
    parts: tuple[Check, ...]
    state: State

    @property
    def late(self) -> tuple[Check, ...]:
        """What is past its day."""
        return tuple(check for check in (self.whole, *self.parts) if check.state == "overdue")

    @property
    def due(self) -> date | None:
        """The earliest day among all."""
        return min((c.due for c in (self.whole, *self.parts) if c.due), default=None)


def state_of(by: str | None, on: date | None, due: date | None, today: date) -> State:
    """A day counts even for what nobody ever verified: somebody set it as a promise."""
    if due and due < today:
        return "overdue"
    if due and due <= today + AHEAD:
        return "soon"
    return "good" if by and on else "never"


def whole_of(item: Item, today: date) -> Check:
    """The verification of the item as a whole."""
    review = item.review
    state = state_of(review.verified_by, review.verified_on, review.review_due, today)
    given = (review.verified_by, review.verified_on, review.review_due)
    return Check(item.code, WHOLE, "整个事项", item.item_name, item.summary.source, *given, state)


def parts_of(item: Item, today: date) -> Iterator[Check]:
    """Every statement; one without a verification of its own is ``never`` and falls under that of the item."""
    for loc, path, sourced in placed(item):
        state = state_of(sourced.verified_by, sourced.verified_on, sourced.review_due, today)
        given = (sourced.verified_by, sourced.verified_on, sourced.review_due)
        yield Check(item.code, loc, path, text_of(sourced), sourced.source, *given, state)


def text_of(sourced: Sourced) -> str:
    """What the statement says."""
    if isinstance(sourced, Material):
        return sourced.material_name
    return f"{sourced.q} {sourced.a}" if isinstance(sourced, Question) else str(getattr(sourced, "text", ""))


def duty_of(item: Item, today: date) -> Duty:
    """What is to be verified of the item, with only those parts that have a verification or a day of their own."""
    whole = whole_of(item, today)
    parts = tuple(check for check in parts_of(item, today) if check.by or check.due)
    return Duty(item, whole, parts, min((c.state for c in (whole, *parts)), key=STATES.index))


def duties(catalogue: Catalogue, today: date, department: str | None = None) -> tuple[Duty, ...]:
    """The items in use of a department (its name; ``None`` for all), most urgent first, then by day, then by code."""
    found = [
        duty_of(item, today)
        for item in catalogue.items.values()
        if item.status == "在用" and department in (None, item.department)
    ]
    return tuple(sorted(found, key=lambda d: (STATES.index(d.state), d.due or date.max, d.item.code)))


def counts(found: Iterable[Duty]) -> Mapping[State, int]:
    """How many items are in which state."""
    states = [duty.state for duty in found]
    return {state: states.count(state) for state in STATES}


def overdue_names(item: Item, today: date) -> tuple[str, ...]:
    """What a citizen calls the statements of the item whose own day is past, each once."""
    late = (
        sourced.material_name if isinstance(sourced, Material) else path.partition(".")[0]
        for _, path, sourced in placed(item)
        if sourced.review_due and sourced.review_due < today
    )
    return tuple(dict.fromkeys(late))
