"""Whether the questions kept for measuring can be used: written rightly, about items that there are, never indexed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from assistant.knowledge.check_examples import all_examples
from assistant.knowledge.folder import EVALUATION
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.problem import Loc, Problem
from assistant.knowledge.text_keys import key_of
from assistant.knowledge.yaml_text import BadYaml, line_at, read_yaml

PARTS = ("in_scope", "out_of_scope")
RULE = "evaluation"


def evaluation(loaded: Loaded, today: date) -> Iterator[Problem]:
    """Every problem of the files below ``evaluation/``."""
    indexed = {key_of(e.text): f"{e.owner} 的例句" for e in all_examples(loaded)}
    for item in loaded.catalogue.items.values():
        indexed |= {key_of(name): f"{item.code} 的名称或俗称" for name in (item.item_name, *item.aliases)}
    indexed.pop("", None)
    asked: dict[str, str] = {}
    for file, text in loaded.texts.of_part(EVALUATION).items():
        try:
            content = read_yaml(text)
        except BadYaml as error:
            yield Problem(file, error.line, "", error.message, rule=RULE)
            continue
        for loc, message in _wrong(loaded, file, content, indexed, asked):
            yield Problem(file, line_at(text, loc), "", message, rule=RULE, loc=loc)


def _wrong(
    loaded: Loaded, file: str, content: Any, indexed: dict[str, str], asked: dict[str, str]
) -> Iterator[tuple[Loc, str]]:
    if not isinstance(content, dict) or set(content) - set(PARTS):
        yield (), "应有 in_scope（有事项能回答的问题）和 out_of_scope（没有的）两部分"
        return
    for part in PARTS:
        rows = content.get(part) or []
        for number, row in enumerate(rows if isinstance(rows, list) else [None]):
            loc: Loc = (part, number)
            if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"].strip():
                yield loc, "每个问题要有 text"
                continue
            if part == "in_scope":
                yield from ((loc, told) for told in _answers(loaded, row))
            key = key_of(row["text"])
            if key in indexed:
                yield loc, f"“{row['text']}”已经是 {indexed[key]}，不能再当检查用的问题"
            if key and asked.setdefault(key, f"{file} {loc}") != f"{file} {loc}":
                yield loc, f"“{row['text']}”问了两遍"


def _answers(loaded: Loaded, row: dict[str, Any]) -> Iterator[str]:
    also = row.get("also_ok") or []
    if not isinstance(row.get("gold"), str) or not isinstance(also, list):
        yield "要写 gold（最合适的事项编码），also_ok 是列表"
        return
    for code in (row["gold"], *also):
        if code not in loaded.catalogue.items:
            yield f"没有“{code}”这个事项"
