"""The golden dialogs: whole conversations, written from the citizens' side, that must go well."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.library import Library
from tests.dialogs.golden import complaints, dialogs, run

DIALOGS = list(dialogs())


@pytest.mark.parametrize("dialog", [d for _, d in DIALOGS], ids=[name for name, _ in DIALOGS])
def test_the_conversation_goes_as_the_citizen_may_expect(library: Library, dialog: dict[str, Any]) -> None:
    found = complaints(dialog, run(library, dialog))
    assert not found, "\n".join(found)


def test_there_are_enough_dialogs_and_their_names_differ() -> None:
    names = [name for name, _ in DIALOGS]
    assert len(set(names)) == len(names)
    assert len(names) >= 150
