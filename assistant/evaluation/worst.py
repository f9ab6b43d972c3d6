"""Why the surest wrong answers were wrong: what spoke for the answer given, and where the right one stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.ablation import PARTS
from assistant.evaluation.report import Answered
from assistant.retrieval.searcher import Searcher
from assistant.retrieval.signals import NAMES

_LABELS = {
    "matcher": "学到的对应",
    "examples": "最像的例句",
    "embedding": "句向量",
    "bm25": "词面",
    "names": "名称",
}
LITTLE = 0.3
"""A part that moved the odds by less (in natural logarithms) is not named."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A wrong answer. ``parts`` are (signal, natural logarithm of the odds that it added for the answer given against
    the right one), strongest first; ``nearest`` the examples nearest to the message of the answer given and of the
    right one. ``meant`` is None when no item answers the question: then the likeliest elsewhere topic stands for the
    right one."""

    answered: Answered
    meant: str | None
    taken: str
    rank: int | None
    parts: tuple[tuple[str, float], ...]
    nearest: tuple[str, str]

    def lines(self) -> tuple[str, ...]:
        """For a terminal: the question, what was taken for what, and the reasons."""
        question = self.answered.question
        place = f"排在第 {self.rank} 位" if self.rank else "不在前十"
        wanted = f"应为 {self.meant}（{place}）" if self.meant else "应为：不在事项范围"
        said = f"{self.answered.said:.2f} {question.text}"
        why = "、".join(f"{label} {worth:+.1f}" for label, worth in self.parts) or "各种信号都差不多"
        found = [f"  {wanted}，答了 {self.taken}", f"  偏向所答的：{why}"]
        if self.nearest[0]:
            found.append(f"  所答的里面最像的例句：{self.nearest[0]}")
        if self.nearest[1]:
            found.append(f"  应答的里面最像的例句：{self.nearest[1]}")
        return (said, *found)


def explain(searcher: Searcher, misses: Sequence[Answered]) -> tuple[Explained, ...]:
    """Explain wrong answers of this searcher, in the order given."""
    place = {code: i for i, code in enumerate(searcher.codes)}
    weights = np.asarray(searcher.weights)
    found = []
    for miss in misses:
        first = miss.judgement.ranking[0]
        meant = miss.question.gold if miss.question.gold in place else None
        parts: tuple[tuple[str, float], ...] = ()
        near = ""
        other = meant or next((c.code for c in miss.judgement.ranking if c.kind == "elsewhere"), None)
        if other:
            table = searcher.completed(miss.question.text)
            near = searcher.nearest(miss.question.text, place[other])
            parts = _parts(weights * (table[place[first.code]] - table[place[other]]))
        found.append(Explained(miss, meant, first.code, miss.rank, parts, (first.why.nearest, near)))
    return tuple(found)


def _parts(worth: np.ndarray) -> tuple[tuple[str, float], ...]:
    sums = {label: float(sum(worth[NAMES.index(name)] for name in PARTS[part])) for part, label in _LABELS.items()}
    told = [(label, round(value, 1)) for label, value in sums.items() if value >= LITTLE]
    return tuple(sorted(told, key=lambda pair: -pair[1]))
