"""Ask a search every question of a set, and report how good the answers are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.evaluation.measures import (
    auroc,
    calibration_error,
    coverage_at,
    false_alarms,
    interval,
    reliability,
    risk_coverage,
)
from assistant.evaluation.questions import Question
from assistant.retrieval.judgement import Judgement, Search


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and what the search made of it."""

    question: Question
    judgement: Judgement

    @property
    def rank(self) -> int | None:
        """Place of the first right code in the ranking, from 1; None when it is not there or none is right."""
        good = self.question.good
        return next((i for i, c in enumerate(self.judgement.ranking, 1) if c.code in good), None)

    @property
    def first(self) -> str | None:
        """The code in the first place."""
        return self.judgement.ranking[0].code if self.judgement.ranking else None

    @property
    def right(self) -> bool:
        """Whether the first place is right: a good code, or any elsewhere topic when no item answers the question."""
        if self.question.gold:
            return self.rank == 1
        return not self.judgement.ranking or self.judgement.ranking[0].kind == "elsewhere"

    @property
    def said(self) -> float:
        """The probability of the first place."""
        return self.judgement.ranking[0].probability if self.judgement.ranking else 1.0

    @property
    def sure_right(self) -> bool:
        """Whether an answer given as sure names a right item."""
        return bool(set(self.judgement.items) & self.question.good)


@dataclass(frozen=True)
class Report:
    """All answers to a set, with the measures taken of them. Shares are in [0, 1]."""

    answers: tuple[Answered, ...]
    departments: Mapping[str, str]

    @cached_property
    def inside(self) -> tuple[Answered, ...]:
        """Answers to questions that an item of ours answers."""
        return tuple(a for a in self.answers if a.question.gold)

    @cached_property
    def outside(self) -> tuple[Answered, ...]:
        """Answers to questions that none answers."""
        return tuple(a for a in self.answers if not a.question.gold)

    def figures(self) -> dict[str, Any]:
        """The report as JSON-ready values."""
        scores = [a.judgement.in_scope for a in self.inside], [a.judgement.in_scope for a in self.outside]
        said, right = [a.said for a in self.answers], [a.right for a in self.answers]
        sure = [a for a in self.answers if a.judgement.outcome == "sure"]
        sure_inside = [a for a in self.inside if a.judgement.outcome == "sure"]
        curve = risk_coverage(said, right)
        return {
            "n": len(self.answers),
            "n_in_scope": len(self.inside),
            "n_out_of_scope": len(self.outside),
            **hits(self.inside),
            "hit@1_interval": interval([float(a.rank == 1) for a in self.inside]),
            "hit@3_interval": interval([float((a.rank or 99) <= 3) for a in self.inside]),
            "oos_auroc": auroc(*scores),
            "oos_fpr95": false_alarms(*scores),
            "sure_coverage": _share(len(sure_inside), len(self.inside)),
            "sure_share_of_all": _share(len(sure), len(self.answers)),
            "sure_precision": _share(sum(a.sure_right for a in sure), len(sure)),
            "sure_though_out_of_scope": _share(
                sum(a.judgement.outcome == "sure" for a in self.outside), len(self.outside)
            ),
            "ece": calibration_error(said, right),
            "coverage_at_risk": {str(risk): coverage_at(curve, risk) for risk in (0.01, 0.03, 0.05)},
            "outcomes": dict(Counter(a.judgement.outcome for a in self.answers)),
            "by_style": self._by(lambda a: a.question.style or "?"),
            "by_department": self._by(lambda a: self.departments.get(a.question.gold or "", "?")),
            "by_item": self._by(lambda a: a.question.gold or "?"),
            "confusions": [{"meant": m, "taken_for": t, "times": n} for (m, t), n in self.confusions().most_common(30)],
        }

    def _by(self, key: Callable[[Answered], str]) -> dict[str, dict[str, Any]]:
        groups: dict[str, list[Answered]] = {}
        for answer in self.inside:
            groups.setdefault(key(answer), []).append(answer)
        return {name: {"n": len(group), **hits(group)} for name, group in sorted(groups.items())}

    def confusions(self) -> Counter[tuple[str, str]]:
        """(code meant, code in the first place) of the wrong answers to questions in scope, with counts."""
        wrong = [a for a in self.inside if a.rank != 1]
        return Counter((a.question.gold or "", a.first or "") for a in wrong)

    def misses(self) -> tuple[Answered, ...]:
        """Wrong answers: first place wrong in scope, or an item taken for a question out of scope; surest first."""
        return tuple(sorted((a for a in self.answers if not a.right), key=lambda a: -a.said))

    def curves(self) -> tuple[list[tuple[float, float]], list[tuple[float, float, int]]]:
        """Risk–coverage and reliability, for drawing."""
        said, right = [a.said for a in self.answers], [a.right for a in self.answers]
        return risk_coverage(said, right), reliability(said, right)


def hits(answers: Sequence[Answered]) -> dict[str, float | None]:
    """hit@1, hit@3 and mean reciprocal rank; None for no questions."""
    if not answers:
        return {"hit@1": None, "hit@3": None, "mrr": None}
    n = len(answers)
    return {
        "hit@1": sum(a.rank == 1 for a in answers) / n,
        "hit@3": sum((a.rank or 99) <= 3 for a in answers) / n,
        "mrr": sum(1 / a.rank for a in answers if a.rank) / n,
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def evaluate(searcher: Search, questions: Iterable[Question], departments: Mapping[str, str] | None = None) -> Report:
    """Ask every question. ``departments`` (item code → name) adds the breakdown by department."""
    return Report(tuple(Answered(q, searcher.search(q.text)) for q in questions), departments or {})
