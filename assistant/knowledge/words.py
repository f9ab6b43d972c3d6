"""The words of the house: what the assistant says (``wording/``) and what people call things (``words/``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assistant.knowledge.folder import Texts
from assistant.knowledge.problem import Problem
from assistant.knowledge.yaml_text import line_at

ReadFile = Callable[[str], Any]


def read_wording(texts: Texts, read: ReadFile, problems: list[Problem]) -> dict[str, str]:
    """Dotted key → sentence of all files under ``wording/``. A list of sentences becomes one text, a line each."""
    spoken: dict[str, str] = {}
    for file in texts.of_part("wording"):
        value = read(file)
        if value is None:
            continue
        for key, sentence in _leaves(value):
            loc = tuple(key)
            name = ".".join(key)
            if sentence is None:
                problems.append(_problem(texts, file, loc, "应为一句话，或几句话的列表；是数字的请加引号"))
            elif name in spoken:
                problems.append(_problem(texts, file, loc, f"“{name}”写了两遍"))
            else:
                spoken[name] = sentence
    return spoken


def _leaves(value: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str | None]]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from _leaves(inside, (*above, key))
    elif isinstance(value, str):
        yield above, value
    elif isinstance(value, list) and all(isinstance(line, str) for line in value):
        yield above, "\n".join(value)
    else:
        yield above, None


def read_words(texts: Texts, read: ReadFile, problems: list[Problem]) -> dict[str, Mapping[str, tuple[str, ...]]]:
    """File stem → (term → other terms) of all files under ``words/``. A bare list of terms has no other terms."""
    groups: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for file in texts.of_part("words"):
        entries = _entries(read(file))
        if entries is None:
            problems.append(Problem(file, 1, "", "应为“词: [别的说法]”，每行一个"))
            continue
        wrong = [loc for loc, term, others in entries if not (isinstance(term, str) and _all_text(others))]
        problems += [_problem(texts, file, (loc,), "应为文字的列表；是数字的请加引号") for loc in wrong]
        group = {str(term): tuple(others) for loc, term, others in entries if loc not in wrong}
        groups[file.rsplit("/", 1)[-1].removesuffix(".yaml")] = group
    return groups


def _entries(value: Any) -> list[tuple[str | int, Any, Any]] | None:
    """(place, term, other terms) of every entry; ``None`` when the file is neither a mapping nor a list."""
    if isinstance(value, list):
        return [(number, term, []) for number, term in enumerate(value)]
    if isinstance(value, dict):
        return [(term, term, [o] if isinstance(o, str) else o) for term, o in value.items()]
    return [] if value is None else None


def _all_text(others: Any) -> bool:
    return isinstance(others, list) and all(isinstance(other, str) for other in others)


def _problem(texts: Texts, file: str, loc: tuple[str | int, ...], message: str) -> Problem:
    return Problem(file, line_at(texts.files[file], loc), ".".join(map(str, loc)), message)
