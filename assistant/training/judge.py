"""Fits the confidence: how often the first place is right, given how far and by what it is ahead."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from assistant.retrieval.calibration import Calibration, Worth, error_curve, isotonic
from assistant.retrieval.confidence import CLUES, clues
from assistant.training.data import FOLDS
from assistant.training.fuse import LETTERS, NOT_OURS, WRITTEN, Asked, fit

RIDGE = 1e-2
MOST_KNOTS = 60

Floats = npt.NDArray[np.floating[Any]]


def calibrate(asked: Asked, fingerprint: str) -> tuple[Calibration, dict[str, float]]:
    """The calibration from cross-fitted answers, and figures about them.

    Each fold is answered with weights fitted on the others, and its confidence judged by a model of the others. An
    item in the first place is right when it is the one meant; an elsewhere topic there is right whenever no item is
    meant: "not ours" is what it says, and where to go instead comes second.
    """
    chosen, none = _answers(asked)
    rows = np.flatnonzero(asked.usual)
    first = chosen[rows].argmax(axis=1)
    told = np.stack([clues(asked.tables[i], chosen[i], none[i], int(asked.lengths[i])) for i in rows])
    item = asked.item[rows, first]
    group, weight, fold = asked.group[rows], asked.weight[rows], asked.fold[rows]
    right = np.where(item, first == asked.right[rows], group == NOT_OURS).astype(float)
    worth = np.zeros(len(rows))
    kinds = []
    for kind in (item, ~item):
        raw = np.zeros(len(rows))
        for number in range(FOLDS):
            known, asks = kind & (fold != number), kind & (fold == number)
            raw[asks] = _expit(told[asks] @ logistic(told[known], right[known], weight[known]))
        knots, values = _thinned(*isotonic(raw[kind], right[kind], weight[kind]))
        worth[kind] = np.interp(raw[kind], knots, values)
        model = logistic(told[kind], right[kind], weight[kind])
        kinds.append(Worth(tuple(round(float(v), 6) for v in model), knots, values))
    curve = error_curve(worth[item], right[item], weight[item])
    figures = {
        "questions": float(len(rows)),
        "hit@1 written": _mean(right[group == WRITTEN]),
        "hit@1 letters": _mean(right[group == LETTERS]),
        "first place right": float((right * weight).sum() / weight.sum()),
    }
    return Calibration(kinds[0], kinds[1], curve, fingerprint), figures


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _answers(asked: Asked) -> tuple[Floats, Floats]:
    """Utilities of the candidates and of "none", each fold's by weights fitted on the others."""
    chosen, none = np.zeros(asked.tables.shape[:2]), np.zeros(len(asked.right))
    for number in range(FOLDS):
        mine = asked.fold == number
        weights, none_weights = fit(asked, ~mine)
        chosen[mine], none[mine] = asked.tables[mine] @ weights, asked.none[mine] @ none_weights
    return chosen, none


def _expit(x: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def logistic(told: Floats, right: Floats, weight: Floats) -> Floats:
    """Weights of the clues (the first is the constant) that make what happened likeliest; zeros without questions."""
    if not len(right):
        return np.zeros(len(CLUES))
    middle, size = told.mean(axis=0), np.maximum(told.std(axis=0), 1e-6)
    middle[0], size[0] = 0.0, 1.0
    scaled = (told - middle) / size

    def loss(theta: Floats) -> tuple[float, Floats]:
        z = scaled @ theta
        ridge = RIDGE * np.append(0.0, theta[1:])
        value = (weight * (np.logaddexp(0, z) - right * z)).mean() + (ridge * theta).sum() / 2
        return float(value), scaled.T @ (weight * (_expit(z) - right)) / len(right) + ridge

    best = minimize(loss, np.zeros(told.shape[1]), jac=True, method="L-BFGS-B").x / size
    best[0] -= (best[1:] * middle[1:]).sum()
    return np.asarray(best)


def _thinned(knots: Floats, values: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """At most so many knots, rounded; a certain 0 for the score 0 and nothing above 0.999."""
    thin = np.unique(np.linspace(0, len(knots) - 1, MOST_KNOTS).astype(int))
    values = np.clip(values, 0.0, 0.999)
    return tuple(round(float(v), 5) for v in knots[thin]), tuple(round(float(v), 5) for v in values[thin])
