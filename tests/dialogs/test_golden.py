"""The golden dialogs: whole conversations, written from the citizens' side, that must go well."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.knowledge.loader import load_catalogue
from assistant.library import Library
from tests.builders import KNOWLEDGE
from tests.dialogs.golden import complaints, dialogs, run

DIALOGS = list(dialogs())
EACH = 3


@pytest.mark.parametrize("dialog", [d for _, d in DIALOGS], ids=[name for name, _ in DIALOGS])
def test_the_conversation_goes_as_the_citizen_may_expect(library: Library, dialog: dict[str, Any]) -> None:
    found = complaints(dialog, run(library, dialog))
    assert not found, "\n".join(found)


def test_there_are_enough_dialogs_and_their_names_differ() -> None:
    names = [name for name, _ in DIALOGS]
    assert len(set(names)) == len(names)
    assert len(names) >= 150


def codes_of(dialog: dict[str, Any]) -> set[str]:
    """The items that a dialog leads to."""
    named = [turn[key] for turn in dialog["对话"] for key in ("事项", "候选", "认得") if key in turn]
    return {code for one in named for code in ([one] if isinstance(one, str) else one)}


def test_every_family_and_every_kind_of_matter_has_three_dialogs() -> None:
    items = load_catalogue(KNOWLEDGE).items
    families: dict[str, set[str]] = {}
    for code, item in items.items():
        families.setdefault(item.family or f"kind {_folder(code)}", set()).add(code)
        families.setdefault(f"kind {_folder(code)}", set()).add(code)
    talked = [codes_of(dialog) for _, dialog in DIALOGS]
    few = {name: n for name, codes in families.items() if (n := sum(bool(one & codes) for one in talked)) < EACH}
    assert not few


def _folder(code: str) -> str:
    return next(KNOWLEDGE.glob(f"items/*/{code}.yaml")).parent.name
