"""一次性告知 for a bundle: what lacks which paper, by department – and what goes ahead all the same (rule 8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assistant.knowledge.bundle import Plan


@dataclass(frozen=True, slots=True)
class Correction:
    """What one department still needs for one item."""

    department: str
    code: str
    item_name: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """``waiting`` items lack a paper; ``ready`` codes do not and are not held up by the others."""

    waiting: tuple[Correction, ...]
    ready: tuple[str, ...]


def standing(plan: Plan, lacking: Collection[str]) -> Standing:
    """Where the bundle stands when the papers named ``lacking`` (names of lines of the plan) are not there yet."""
    waiting = []
    for part in plan.parts:
        papers = tuple(m.line.name for m in plan.lines if part.code in m.codes and m.line.name in lacking)
        if part.chosen and papers:
            waiting.append(Correction(part.department, part.code, part.item_name, papers))
    stopped = {w.code for w in waiting}
    ready = tuple(p.code for p in plan.parts if p.chosen and p.code not in stopped)
    return Standing(tuple(sorted(waiting, key=lambda w: w.department)), ready)
