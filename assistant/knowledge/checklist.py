"""Which papers this person needs: a pure function of the item and the answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from assistant.knowledge.answers import holds, known
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.list_values import Answers, Checklist, ConditionLine, Line, Need, Said
from assistant.knowledge.notice import notice_of
from assistant.knowledge.office import opening_hours
from assistant.knowledge.paper_line import line_of
from assistant.knowledge.schema import Circumstance, Condition, Item, Sourced, Statement
from assistant.knowledge.speech import marks_of, said, said_or_expired

__all__ = ["Answers", "Checklist", "ConditionLine", "Line", "Need", "Said", "checklist", "conditions_for"]

_ORDER: tuple[Need, ...] = ("must", "yours", "maybe", "waived")


def checklist(catalogue: Catalogue, item: Item, answers: Answers, today: date) -> Checklist:
    """材料清单 of this item for these answers, as it may be said on that day.

    Answers to circumstances the item does not have change nothing. Parameters are filled in with today's values; a
    sentence whose parameter has expired is left out (or, for fee and result, replaced by saying so).
    """
    told = known(item, answers)
    lines = lines_for(catalogue, item, told)
    conditions = conditions_for(catalogue, item, told, today)
    notes = _notes(catalogue, item, told, today)
    steps, limits = _spoken(catalogue, item.steps, today), _limits(catalogue, item, today)
    places, basis = _spoken(catalogue, item.places, today), _spoken(catalogue, item.legal_basis, today)
    fee = said_or_expired(catalogue, item.fee, item.fee.text, today)
    result = said_or_expired(catalogue, item.result, item.result.text, today)
    office = catalogue.departments.get(item.department)
    everything: tuple[Said | Line | ConditionLine, ...] = (
        *conditions, *lines, *notes, *steps, *limits, fee, result, *places, *basis
    )  # fmt: skip
    return Checklist(
        code=item.code,
        item_name=item.item_name,
        answered=_answered(item, told),
        conditions=conditions,
        lines=lines,
        notes=notes,
        steps=steps,
        time_limits=limits,
        fee=fee,
        result=result,
        places=places,
        basis=basis,
        service_list=item.service_list,
        list_meaning=catalogue.wording.get(f"list_meaning.{item.service_list}", ""),
        fast=item.fast,
        department=item.department,
        phone=office.phone if office else "",
        address=office.address if office else "",
        hours=opening_hours(catalogue, office) if office else "",
        sources=marks_of(part.source for part in everything),
        verified_by=item.review.verified_by,
        verified_on=_iso(item.review.verified_on),
        compiled_on=_iso(item.review.compiled_on),
        notice=notice_of(catalogue, item, today, doubtful=any(part.doubtful for part in everything)),
        version=catalogue.version,
    )


def lines_for(catalogue: Catalogue, item: Item, told: Answers) -> tuple[Line, ...]:
    """The papers in the order must, yours, maybe, waived, each group in the item's order."""
    found = [line for m in item.materials if (line := line_of(catalogue, item, m, told)) is not None]
    return tuple(sorted(found, key=lambda line: _ORDER.index(line.need)))


def conditions_for(catalogue: Catalogue, item: Item, told: Answers, today: date) -> tuple[ConditionLine, ...]:
    """Every condition with how it stands for these answers: met, failed, or open (the office looks at it).

    Those that concern only people with other answers are left out.
    """
    found = []
    for condition in item.acceptance_conditions:
        if holds(condition.only_if, told) is False:
            continue
        spoken = said(catalogue, condition, condition.text, today)
        if spoken is not None:
            state = _state(condition, told)
            otherwise = condition.otherwise if state == "failed" else ()
            found.append(ConditionLine(spoken.text, state, spoken.source, spoken.doubtful, otherwise))
    return tuple(found)


def _state(condition: Condition, told: Answers) -> Literal["met", "failed", "open"]:
    if condition.failed_if and holds(condition.failed_if, told):
        return "failed"
    return "met" if condition.met_if and holds(condition.met_if, told) else "open"


def _notes(catalogue: Catalogue, item: Item, told: Answers, today: date) -> tuple[Said, ...]:
    chosen = [o for c in item.circumstances for o in c.options if o.id in told.get(c.id, ())]
    return _spoken(catalogue, [o.note for o in chosen if o.note], today)


def _spoken(catalogue: Catalogue, statements: Iterable[Statement], today: date) -> tuple[Said, ...]:
    return tuple(s for one in statements if (s := said(catalogue, one, one.text, today)) is not None)


def _limits(catalogue: Catalogue, item: Item, today: date) -> tuple[Said, ...]:
    limits: list[tuple[Sourced, str]] = [(limit, limit.text) for limit in item.time_limits]
    return tuple(s for limit, text in limits if (s := said(catalogue, limit, text, today)) is not None)


def _answered(item: Item, told: Answers) -> tuple[tuple[str, str], ...]:
    return tuple((c.question, _labels(c, told[c.id])) for c in item.circumstances if told.get(c.id))


def _labels(circumstance: Circumstance, chosen: tuple[str, ...]) -> str:
    return "、".join(o.label for o in circumstance.options if o.id in chosen)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
