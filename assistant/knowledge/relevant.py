"""Which circumstances can still change what this person needs: a pure function of the item and the answers."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.knowledge.answers import decides, holds, known
from assistant.knowledge.list_values import Answers
from assistant.knowledge.schema import Circumstance, Item, When


def open_circumstances(item: Item, answers: Answers) -> tuple[Circumstance, ...]:
    """The circumstances not asked yet whose answer can change papers, conditions or notes, in the item's order.

    A circumstance answered with an empty tuple (不清楚, 跳过) was asked and is not in the list.
    """
    said = known(item, answers)
    return tuple(c for c in item.circumstances if c.id not in said and changes_something(item, c, said))


def changes_something(item: Item, circumstance: Circumstance, answers: Answers) -> bool:
    """Whether two options of ``circumstance`` can lead to different lists, whatever else is answered later."""
    if any(option.note for option in circumstance.options):
        return True
    return any(_turns_on(when, circumstance, answers) for when in conditions_of(item))


def conditions_of(item: Item) -> Iterator[When]:
    """Every condition on answers in the item: of papers, and of what must be met."""
    for material in item.materials:
        yield material.when
    for condition in item.acceptance_conditions:
        yield condition.only_if
        yield condition.met_if
        yield condition.failed_if


def _turns_on(when: When, circumstance: Circumstance, answers: Answers) -> bool:
    if circumstance.id not in when or not decides(circumstance, when[circumstance.id]):
        return False
    others = {name: options for name, options in when.items() if name != circumstance.id}
    return holds(others, answers) is not False
