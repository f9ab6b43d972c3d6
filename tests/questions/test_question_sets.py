"""The question sets only measure: their codes exist, and nothing that is indexed is also asked."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any

import pytest
from ruamel.yaml import YAML

from assistant.knowledge.loader import load_catalogue
from assistant.retrieval.corpus import corpus_of
from assistant.settings import PROJECT
from assistant.text.normalise import normalise

FOLDER = PROJECT / "knowledge" / "evaluation"
FILES = ("dev.yaml", "dev_real.yaml", "letters.yaml")
KINDS = {"agency", "complaint", "emergency", "other_city", "chitchat", "nonsense", "injection", "near_miss"}


@lru_cache
def questions(name: str) -> dict[str, list[dict[str, Any]]]:
    """One question file, as written."""
    read: dict[str, list[dict[str, Any]]] = YAML(typ="safe").load((FOLDER / name).read_text(encoding="utf-8"))
    return read


def bare(text: str) -> str:
    """A text without case, script, spaces and marks; a text of marks only stays as it is."""
    text = normalise(text)
    return re.sub(r"[\W_]+", "", text) or text


def everything(name: str) -> list[str]:
    return [row["text"] for part in ("in_scope", "out_of_scope") for row in questions(name)[part]]


@pytest.mark.parametrize("name", FILES)
def test_no_question_is_also_an_indexed_phrase(name: str) -> None:
    indexed = {bare(text) for _, text in corpus_of(load_catalogue(PROJECT / "knowledge")).phrases()}
    assert [text for text in everything(name) if bare(text) in indexed] == []


@pytest.mark.parametrize("name", FILES)
def test_every_answer_is_an_item_of_the_catalogue(name: str) -> None:
    codes = set(load_catalogue(PROJECT / "knowledge").items)
    wanted = {code for row in questions(name)["in_scope"] for code in (row["gold"], *row["also_ok"])}
    assert wanted - codes == set()


@pytest.mark.parametrize("name", FILES)
def test_every_style_and_kind_is_one_of_those_the_readme_lists(name: str) -> None:
    assert {row["style"] for row in questions(name)["in_scope"]} <= set("SKCFNR")
    assert {row["kind"] for row in questions(name)["out_of_scope"]} <= KINDS


def test_the_development_set_asks_for_every_item_at_least_three_times() -> None:
    asked = Counter(row["gold"] for row in questions("dev.yaml")["in_scope"])
    codes = load_catalogue(PROJECT / "knowledge").items
    assert [code for code in codes if asked[code] < 3] == []


def test_no_question_is_asked_twice() -> None:
    asked = Counter(bare(text) for name in FILES for text in everything(name))
    assert [text for text, times in asked.items() if times > 1] == []
