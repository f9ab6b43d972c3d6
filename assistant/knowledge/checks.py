"""Everything wrong with a knowledge folder: what the loader found, and what only shows across files.

:func:`check` is what ``linban check`` prints. Errors forbid using the knowledge, warnings are for an officer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from assistant.knowledge.check_dates import dated
from assistant.knowledge.check_evaluation import evaluation
from assistant.knowledge.check_examples import examples, leaks
from assistant.knowledge.check_questions import questions
from assistant.knowledge.check_words import words
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.loader import Loader
from assistant.knowledge.problem import Problem, errors

Check = Callable[[Loaded, date], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (questions, words, examples, dated, evaluation)
"""The cross-file checks, each a function of what was loaded and of today."""

EXPECTED = {"items": 172, "departments": 25, "fast": 19}
"""The size of the catalogue that the three published lists have."""


def check(folder: Path, today: date, measuring: Iterable[Path] = ()) -> tuple[Problem, ...]:
    """All problems of the folder, errors first, then by file and line.

    ``measuring`` are files or folders of questions kept for measuring (``.jsonl`` with ``text``, or ``.yaml``): none of
    them may be among the examples.
    """
    return check_loaded(Loader().load(folder), today, measuring)


def check_loaded(loaded: Loaded, today: date, measuring: Iterable[Path] = ()) -> tuple[Problem, ...]:
    """:func:`check` of what was loaded already."""
    if errors(loaded.problems):
        return _sorted(loaded.problems)
    found = [*loaded.problems, *(p for one in CHECKS for p in one(loaded, today)), *leaks(loaded, measuring)]
    return _sorted(found)


def counts(loaded: Loaded) -> dict[str, int]:
    """How many items, departments and 快闪办 items there are, to be held against :data:`EXPECTED`."""
    items = loaded.catalogue.items.values()
    return {"items": len(items), "departments": len(loaded.catalogue.departments), "fast": sum(i.fast for i in items)}


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=lambda p: (p.severity != "error", p)))
