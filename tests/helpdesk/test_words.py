"""Every sentence that the desk speaks is written in knowledge/wording, with the blanks that the code fills."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import assistant.conversation
import assistant.helpdesk
from assistant.knowledge.loader import load_catalogue
from tests.builders import KNOWLEDGE

WORDING = load_catalogue(KNOWLEDGE).wording
FOLDERS = [Path(module.__file__ or "").parent for module in (assistant.helpdesk, assistant.conversation)]
SPEAKERS = {"words": 0, "_told": 3, "_tell": 3, "_said": 1}
"""Functions that speak, and which argument is the key."""


def spoken() -> Iterator[tuple[str, str, set[str]]]:
    """(file, key, names of the blanks filled) of every sentence named in the code; of a choice of two, both."""
    for file in sorted(path for folder in FOLDERS for path in folder.glob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            place = SPEAKERS.get(name)
            if place is None or len(call.args) <= place:
                continue
            filled = {k.arg for k in call.keywords if k.arg} if name == "words" else {"name"}
            for node in ast.walk(call.args[place]):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield file.name, node.value, filled


def test_every_sentence_named_in_the_code_is_written_and_its_blanks_are_filled() -> None:
    found = list(spoken())
    assert len(found) > 30
    missing = [(file, key) for file, key, _ in found if f"desk.{key}" not in WORDING]
    assert missing == []
    for file, key, filled in found:
        wanted = {name for _, name, _, _ in Formatter().parse(WORDING[f"desk.{key}"]) if name}
        assert wanted <= filled, (file, key)


def test_every_written_sentence_is_spoken_somewhere() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for folder in FOLDERS for p in folder.glob("*.py"))
    written = [key.removeprefix("desk.") for key in WORDING if key.startswith("desk.")]
    idle = [key for key in written if f'"{key}"' not in code]
    assert idle == []
