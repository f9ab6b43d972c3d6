"""Problem: one thing wrong with the knowledge, with its place, in the officer's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]
Loc = tuple[str | int, ...]
"""Where in a file: keys and list indices (from 0), as pydantic gives them."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Prints as ``items/employment/LB-RS-001.yaml:7 申请材料.1.原件份数：应为整数（写成了“两份”）``.

    ``file`` is relative to the knowledge folder with forward slashes; ``line`` counts from 1 and is 0 when the problem
    belongs to the file as a whole; ``loc`` is the place within the record, for programs.
    """

    file: str
    line: int
    path: str
    message: str
    severity: Severity = "error"
    rule: str = "schema"
    loc: Loc = field(default=(), compare=False)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.path}：{self.message}" if self.path else f"{place}：{self.message}"

    def to_json(self) -> dict[str, str | int]:
        """Plain values for ``--json``."""
        return {name: value for name, value in asdict(self).items() if name != "loc"}


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only those that forbid using the knowledge."""
    return tuple(p for p in problems if p.severity == "error")
