"""References from one record to another that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.knowledge.loaded import Loaded
from assistant.knowledge.problem import Problem


def dangling(loaded: Loaded) -> Iterator[Problem]:
    """Every reference to nothing."""
    yield from ()
