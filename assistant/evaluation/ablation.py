"""What each signal is worth: the ranking without it, and with it alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from assistant.evaluation.measures import auroc
from assistant.evaluation.questions import Question
from assistant.retrieval.postings import Floats
from assistant.retrieval.searcher import Searcher
from assistant.retrieval.signals import NAMES

PARTS: dict[str, tuple[str, ...]] = {
    "matcher": ("matcher", "hidden"),
    "examples": ("example", "examples"),
    "embedding": ("embedding", "centre"),
    "bm25": ("bm25_words", "bm25_grams", "bm25_sounds"),
    "names": ("name", "primary"),
}
"""Signals that are switched off together."""


Score = Callable[[Floats], Floats]


def ablations(searcher: Searcher, questions: Sequence[Question]) -> list[dict[str, Any]]:
    """One row per variant: its name, hit@1, hit@3, out-of-scope AUROC."""
    tables = [searcher.completed(q.text) for q in questions]
    weights = np.asarray(searcher.weights)
    variants: list[tuple[str, Score]] = [("all", _weighed(weights))]
    for name, signals in PARTS.items():
        off = _only(weights, tuple(n for n in NAMES if n not in signals))
        variants.append((f"without {name}", _weighed(off)))
    for name in NAMES[:10]:
        alone = NAMES.index(name)
        variants.append((f"only {name}", _weighed(np.eye(len(NAMES))[alone])))
    variants.append(("rank fusion (RRF)", _rank_fusion))
    return [_row(name, score, tables, questions, searcher) for name, score in variants]


def _weighed(weights: Floats) -> Score:
    def score(table: Floats) -> Floats:
        return np.asarray(table @ weights)

    return score


def _only(weights: Floats, names: tuple[str, ...]) -> Floats:
    return np.where([n in names for n in NAMES], weights, 0.0)


def _rank_fusion(table: Floats) -> Floats:
    """Reciprocal rank fusion of the similarity signals, as a yardstick."""
    ranks = np.argsort(np.argsort(-table[:, :9], axis=0, kind="stable"), axis=0)
    return (1.0 / (60 + ranks)).sum(axis=1)  # type: ignore[no-any-return]


def _row(
    name: str,
    score: Score,
    tables: Sequence[Floats],
    questions: Sequence[Question],
    searcher: Searcher,
) -> dict[str, Any]:
    codes, is_item = searcher.codes, np.asarray(searcher.is_item)
    first: list[bool] = []
    third: list[bool] = []
    inside: list[float] = []
    outside: list[float] = []
    for table, question in zip(tables, questions, strict=True):
        scores = score(table)
        best = [codes[i] for i in np.argsort(-scores, kind="stable")[:3]]
        margin = float(scores[is_item].max() - scores[~is_item].max()) if (~is_item).any() else float(scores.max())
        (inside if question.gold else outside).append(margin)
        if question.gold:
            first.append(best[0] in question.good)
            third.append(bool(question.good & set(best)))
    share = {"hit@1": float(np.mean(first)) if first else None, "hit@3": float(np.mean(third)) if third else None}
    return {"name": name, **share, "oos_auroc": auroc(inside, outside)}
