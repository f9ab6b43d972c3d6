"""Every item, every way through its circumstances: the talk ends in the list that the pure function gives (OT-03)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from assistant.dialogs.circumstances import named
from assistant.dialogs.replay import Exchange, Line, replay
from assistant.knowledge.checklist import checklist
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.loader import load_catalogue
from assistant.library import Library
from assistant.records import Dialog
from tests.builders import KNOWLEDGE

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=SHANGHAI)
CODES = sorted(load_catalogue(KNOWLEDGE).items)
MOST_PATHS = 300
MOST_QUESTIONS = 20


def press(library: Library, dialog: Dialog, choice: str) -> Exchange:
    return replay(library, [Line(choice=choice)], NOW, dialog)[0]


def answers_to(library: Library, dialog: Dialog) -> list[str]:
    """The buttons that answer the circumstance asked: each option, and 不清楚; 没有别的了 after one of several."""
    item = library.catalogue.items[dialog.matter.item] if dialog.matter else None
    asked = named(item, dialog.asking) if item else None
    assert asked is not None
    assert item is not None
    if dialog.memo.get("more"):
        return [f"done:{asked.id}:{item.code}"]
    return [*(f"opt:{asked.id}:{o.id}:{item.code}" for o in asked.options), f"skip:{asked.id}:{item.code}"]


def ends(library: Library, code: str) -> Iterator[Exchange]:
    """The last exchange of every way through the item's circumstances (the first three hundred)."""
    waiting = [(press(library, Dialog(greeted=True), f"aspect:materials:{code}"), 0)]
    found = 0
    while waiting and found < MOST_PATHS:
        exchange, asked = waiting.pop()
        dialog = exchange.outcome.dialog
        assert asked < MOST_QUESTIONS, "it never stops asking"
        if dialog.asking is None:
            found += 1
            yield exchange
            continue
        waiting += [(press(library, dialog, choice), asked + 1) for choice in answers_to(library, dialog)]


@pytest.mark.parametrize("code", CODES)
def test_every_path_ends_in_the_list_of_the_pure_function(library: Library, code: str) -> None:
    item = library.catalogue.items[code]
    for exchange in ends(library, code):
        matter = exchange.outcome.dialog.matter
        assert matter is not None
        given = exchange.outcome.replies[-1].checklist
        assert given == checklist(library.catalogue, item, matter.answers, NOW.date())


@pytest.mark.parametrize("code", CODES)
def test_a_question_is_asked_once_on_every_path(library: Library, code: str) -> None:
    dialog = press(library, Dialog(greeted=True), f"aspect:materials:{code}").outcome.dialog
    asked = []
    while dialog.asking:
        asked.append(dialog.asking)
        dialog = press(library, dialog, answers_to(library, dialog)[-1]).outcome.dialog
    assert len(asked) == len(set(asked))
