"""Whether every example question belongs to one item only, and none is a question kept for measuring."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.knowledge.loaded import Loaded
from assistant.knowledge.problem import Problem, Severity
from assistant.knowledge.text_keys import key_of, likeness, pairs_of
from assistant.knowledge.yaml_text import BadYaml, read_yaml

ENOUGH = 76
"""Example questions that every item should have."""

A_TERM = 6
"""Characters up to which a question is a bare term rather than a sentence."""

LIKE = 0.85
"""Character pairs shared by two questions from which on one looks copied from the other."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example question: whose it is, and its line."""

    text: str
    owner: str
    file: str
    line: int


def examples(loaded: Loaded, today: date) -> Iterator[Problem]:
    """The same example under two owners or twice under one, and items with too few."""
    owners: dict[str, list[Example]] = defaultdict(list)
    for one in all_examples(loaded):
        owners[key_of(one.text)].append(one)
    owners.pop("", None)  # signs and faces only: no words to compare
    for same in owners.values():
        first = same[0]
        for other in same[1:]:
            twice = other.owner == first.owner
            message = f"“{other.text}”{'写了两遍，上一遍在' if twice else '别的事项也有，在'} {first.file}:{first.line}"
            yield Problem(other.file, other.line, "例句", message, "warning" if twice else "error", "example")
    for item in loaded.catalogue.items.values():
        number = sum(map(len, item.examples.values()))
        if number < ENOUGH:
            message = f"例句有 {number} 句，至少要 {ENOUGH} 句"
            yield loaded.problem(item.code, ("examples",), "例句", message, severity="warning", rule="example")


def all_examples(loaded: Loaded) -> Iterator[Example]:
    """Every example question of items and of matters elsewhere, with its line."""
    for code, item in loaded.catalogue.items.items():
        yield from _with_lines(loaded, code, [t for texts in item.examples.values() for t in texts])
    for topic in loaded.catalogue.elsewhere.values():
        yield from _with_lines(loaded, topic.id, list(topic.examples))


def _with_lines(loaded: Loaded, owner: str, texts: list[str]) -> Iterator[Example]:
    file = loaded.places[owner][0]
    lines = loaded.texts.files[file].split("\n")
    at: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        at[line.strip().removeprefix("- ").strip("\"'")].append(number)
    for text in texts:
        places = at.get(text)
        yield Example(text, owner, file, (places.pop(0) if len(places) > 1 else places[0]) if places else 0)


def leaks(loaded: Loaded, measuring: Iterable[Path]) -> Iterator[Problem]:
    """Examples that are, or look copied from, a question kept for measuring."""
    kept = [(source, text) for path in measuring for source, text in measuring_questions(path)]
    if not kept:
        return
    found = list(all_examples(loaded))
    by_key = {key_of(e.text): e for e in found}
    index: dict[str, list[int]] = defaultdict(list)
    pairs = [pairs_of(key_of(e.text)) for e in found]
    for n, of_example in enumerate(pairs):
        for pair in of_example:
            index[pair].append(n)
    for source, text in kept:
        same = by_key.get(key_of(text))
        if same is not None:
            # A bare term is how everybody names the matter; that two people write it need not be a leak.
            severity: Severity = "warning" if len(key_of(text)) <= A_TERM else "error"
            rule = "不能当例句" if severity == "error" else "最好换一句，不然测得偏高"
            message = f"“{same.text}”是留作测量的问题（{source}），{rule}"
            yield Problem(same.file, same.line, "例句", message, severity, "leak")
            continue
        yield from _like(found, pairs, index, source, text)


def _like(
    found: list[Example], pairs: list[frozenset[str]], index: dict[str, list[int]], source: str, text: str
) -> Iterator[Problem]:
    own = pairs_of(key_of(text))
    shared: dict[int, int] = defaultdict(int)
    for pair in own:
        for n in index.get(pair, ()):
            shared[n] += 1
    close = [n for n, number in shared.items() if number >= LIKE * len(own) and likeness(own, pairs[n]) >= LIKE]
    for n in close:
        message = f"“{found[n].text}”和留作测量的问题太像（{source}：{text}）"
        yield Problem(found[n].file, found[n].line, "例句", message, "warning", "leak")


def measuring_questions(path: Path) -> Iterator[tuple[str, str]]:
    """(file name, question) of a ``.jsonl`` or ``.yaml`` file, or of all such files of a folder."""
    if path.is_dir():
        for inside in sorted([*path.rglob("*.jsonl"), *path.rglob("*.yaml")]):
            yield from measuring_questions(inside)
    elif path.suffix == ".jsonl":
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                yield from ((path.name, text) for text in _texts(json.loads(line)))
    elif path.suffix in (".yaml", ".yml"):
        try:
            yield from ((path.name, text) for text in _texts(read_yaml(path.read_text("utf-8"))))
        except BadYaml:
            return


def _texts(value: Any) -> Iterator[str]:
    """The values of ``text`` anywhere in it, and the lines of lists of plain sentences."""
    if isinstance(value, dict):
        for key, inside in value.items():
            if key == "text" and isinstance(inside, str):
                yield inside
            else:
                yield from _texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from [inside] if isinstance(inside, str) else _texts(inside)
