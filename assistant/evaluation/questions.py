"""Question sets: lines of JSON or the project's own YAML, read into one kind of value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from assistant.errors import AssistantError


class BadQuestions(AssistantError):
    """A question file cannot be read; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its right answers. ``gold`` is None when no item answers it; ``also_ok`` are right as well;
    ``source`` is the file it stands in."""

    text: str
    gold: str | None
    also_ok: tuple[str, ...] = ()
    style: str = ""
    source: str = field(default="", compare=False)

    @property
    def good(self) -> frozenset[str]:
        """All codes that are right; empty when out of scope."""
        return frozenset([self.gold, *self.also_ok]) if self.gold else frozenset()


def _question(raw: Any, place: str, gold_given: bool, source: str) -> Question:
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise BadQuestions(f"{place}：每个问题要有“text”")
    if gold_given and "gold" not in raw:
        raise BadQuestions(f"{place}：没有写“gold”（没有事项能回答的写 null）")
    gold, also = raw.get("gold"), raw.get("also_ok") or ()
    if not (gold is None or isinstance(gold, str)) or isinstance(also, str):
        raise BadQuestions(f"{place}：“gold”应为编码或 null，“also_ok”应为列表")
    style = str(raw.get("style") or raw.get("kind") or "")
    return Question(raw["text"], gold or None, tuple(map(str, also)), style, source)


def _from_lines(path: Path) -> Iterator[Question]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                raw = json.loads(line)
            except ValueError as error:
                raise BadQuestions(f"{path}:{number}：不是 JSON（{error}）") from None
            yield _question(raw, f"{path}:{number}", gold_given=True, source=path.name)


def _from_yaml(path: str, text: str, source: str) -> Iterator[Question]:
    try:
        # The C parser where there is one: twenty times faster.
        content = YAML(typ="safe").load(text)
    except YAMLError as error:
        raise BadQuestions(f"{path}：不是 YAML（{error}）") from None
    parts = content.items() if isinstance(content, dict) else [("in_scope", content)]
    for part, rows in parts:
        for number, raw in enumerate(rows or [], 1):
            yield _question(raw, f"{path} {part}.{number}", part != "out_of_scope", source)


def read_questions(*paths: Path) -> tuple[Question, ...]:
    """All questions of the files, in order: ``.yaml`` as in ``knowledge/evaluation``, everything else as lines of JSON.

    Raises :class:`BadQuestions` with the place of the first mistake."""
    found: list[Question] = []
    for path in paths:
        if not path.is_file():
            raise BadQuestions(f"没有这个文件：{path}")
        if path.suffix in (".yaml", ".yml"):
            found += _from_yaml(str(path), path.read_text(encoding="utf-8"), path.name)
        else:
            found += _from_lines(path)
    return tuple(found)


def questions_in(files: Mapping[str, str]) -> tuple[Question, ...]:
    """All questions of YAML files given as texts (name → content). Raises :class:`BadQuestions`."""
    return tuple(q for name, text in files.items() for q in _from_yaml(name, text, name.rsplit("/", 1)[-1]))
