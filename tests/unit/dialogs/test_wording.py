"""Every sentence the code speaks exists; none promises (AI-03) or shouts; the plain ones are shorter (AC-15)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import assistant.dialogs
from assistant.dialogs.names import spell_out
from assistant.dialogs.wording import Voice
from assistant.knowledge.loader import load_catalogue
from tests.builders import KNOWLEDGE

CATALOGUE = load_catalogue(KNOWLEDGE)
SPOKEN = {key: text for key, text in CATALOGUE.wording.items() if not key.startswith("hear.")}
FOLDER = Path(assistant.dialogs.__file__).parent
PROMISES = ("一定能", "肯定能", "保证能", "包您", "绝对")


def keys_in_code() -> Iterator[tuple[str, str]]:
    """(file, key) of every literal key handed to a voice; of keys with a variable part, the fixed beginning."""
    for file in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            speaks = name == "voice" or (
                isinstance(node.func, ast.Call) and ast.unparse(node.func).startswith("voice_of")
            )
            if speaks and isinstance(node.args[0], ast.Constant):
                yield file.name, str(node.args[0].value)


def test_every_sentence_the_code_speaks_is_written() -> None:
    spoken = list(keys_in_code())
    assert len(spoken) > 60
    assert [(file, key) for file, key in spoken if key not in CATALOGUE.wording] == []


@pytest.mark.parametrize("key", sorted(SPOKEN))
def test_no_sentence_promises_or_shouts(key: str) -> None:
    assert not any(word in SPOKEN[key] for word in (*PROMISES, "！", "!", "亲，"))


@pytest.mark.parametrize("key", sorted(k for k in SPOKEN if k.endswith(".plain")))
def test_a_plain_sentence_is_not_longer_than_the_ordinary_one(key: str) -> None:
    assert len(SPOKEN[key]) <= len(SPOKEN[key.removesuffix(".plain")])


def test_the_greeting_says_machine_person_and_no_id_numbers() -> None:
    for plain in (False, True):
        hello = Voice(CATALOGUE.wording, plain)("greeting.hello")
        assert "机器人" in hello
        assert "找人工" in hello
        assert "身份证号" in hello


def test_no_sentence_for_citizens_is_written_in_python() -> None:
    for file in sorted(FOLDER.glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docs = {
            ast.get_docstring(n, clean=False)
            for n in ast.walk(tree)
            if isinstance(n, ast.Module | ast.FunctionDef | ast.ClassDef)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in docs:
                assert not re.search(r"[\u4e00-\u9fff]{4,}[，。？]", node.value), f"{file.name}: {node.value}"


def test_item_codes_are_spoken_as_names() -> None:
    said = spell_out("先办失业登记（LB-RS-001），再看LB-RS-002。", CATALOGUE.items)
    assert "LB-" not in said
    assert "失业保险金申领" in said
