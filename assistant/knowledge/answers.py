"""What answers decide: a condition on them is true, false or still open."""

from __future__ import annotations

from assistant.knowledge.list_values import Answers
from assistant.knowledge.schema import Circumstance, Item, When


def known(item: Item, answers: Answers) -> dict[str, tuple[str, ...]]:
    """The answers that mean something to this item: unknown circumstances and options are dropped.

    A circumstance all of whose options are unknown counts as not asked; one left open (empty tuple) stays open.
    """
    kept: dict[str, tuple[str, ...]] = {}
    for circumstance in item.circumstances:
        if circumstance.id not in answers:
            continue
        said = answers[circumstance.id]
        chosen = tuple(o.id for o in circumstance.options if o.id in said)
        if chosen or not said:
            kept[circumstance.id] = chosen
    return kept


def holds(when: When, answers: Answers) -> bool | None:
    """Whether every circumstance named has one of its options; ``None`` while that depends on something open.

    An empty condition always holds.
    """
    states = [_one(answers.get(name, ()), options) for name, options in when.items()]
    if False in states:
        return False
    return None if None in states else True


def _one(said: tuple[str, ...], options: tuple[str, ...]) -> bool | None:
    return any(option in options for option in said) if said else None


def decides(circumstance: Circumstance, options: tuple[str, ...]) -> bool:
    """Whether choosing among the circumstance's options can make ``options`` both hit and missed."""
    return any(o.id in options for o in circumstance.options) and any(o.id not in options for o in circumstance.options)
