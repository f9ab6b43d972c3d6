"""The measures: numbers from lists of numbers, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
ROUNDS = 1000
SEED = 7


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """How likely a question in scope has the higher score than one out of scope; ties count half. None without both."""
    if not inside or not outside:
        return None
    scores = np.asarray([*inside, *outside])
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    n, m = len(inside), len(outside)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))


def false_alarms(inside: Sequence[float], outside: Sequence[float], kept: float = 0.95) -> float | None:
    """Share of questions out of scope that pass the score which ``kept`` of those in scope reach (FPR@95)."""
    if not inside or not outside:
        return None
    line = float(np.quantile(np.asarray(inside), 1 - kept))
    return float((np.asarray(outside) >= line).mean())


def calibration_error(said: Sequence[float], right: Sequence[bool], bins: int = 10) -> float | None:
    """Expected calibration error: |probability said − share right|, averaged over equally wide bins by their size."""
    return None if not said else sum(abs(p - r) * n for p, r, n in reliability(said, right, bins)) / len(said)


def reliability(said: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[tuple[float, float, int]]:
    """(mean probability said, share right, how many) of each filled bin."""
    p, r = np.asarray(said, float), np.asarray(right, float)
    place = np.minimum((p * bins).astype(int), bins - 1)
    return [
        (float(p[place == b].mean()), float(r[place == b].mean()), int((place == b).sum())) for b in np.unique(place)
    ]


def risk_coverage(said: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """(share of questions answered, share of wrong answers among them), from the surest to all."""
    order = np.argsort(-np.asarray(said, float), kind="stable")
    wrong = np.cumsum(1.0 - np.asarray(right, float)[order])
    answered = np.arange(1, len(order) + 1)
    return [(float(a / len(order)), float(w / a)) for a, w in zip(answered, wrong, strict=True)]


def coverage_at(curve: Sequence[tuple[float, float]], risk: float) -> float:
    """The largest share that can be answered with at most this share of wrong answers."""
    return max((c for c, r in curve if r <= risk), default=0.0)


def interval(values: Sequence[float], of: Callable[[Floats], float] = lambda v: float(v.mean())) -> tuple[float, float]:
    """95 % bootstrap interval of a statistic; deterministic."""
    if not values:
        return (0.0, 0.0)
    rng, data = np.random.default_rng(SEED), np.asarray(values, float)
    drawn = [of(data[rng.integers(len(data), size=len(data))]) for _ in range(ROUNDS)]
    return (float(np.quantile(drawn, 0.025)), float(np.quantile(drawn, 0.975)))
