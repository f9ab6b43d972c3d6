"""Fits the fusion and the calibration on answers to questions that nothing had learned before they were asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from assistant.retrieval.calibration import Calibration, error_curve, isotonic
from assistant.retrieval.embedding import Encoder
from assistant.retrieval.fusion import FLOOR, NONE_NAMES, Fusion, none_signals
from assistant.retrieval.network import Network
from assistant.retrieval.signals import NAMES, Signals
from assistant.training.data import FOLDS, SEED, Data

KEPT = 32
"""Candidates per question that the fusion is fitted on; the others never come near the top."""
ASKED = {"example": 0.25, "noisy": 0.1, "spelt": 0.15, "letter": 0.2, "shortened": 0.1, "asked": 0.2, "further": 0.5}
"""Which share of each kind of text is asked."""
USUAL = ("example", "further", "letter", "asked")
"""Kinds of text that stand for what people send; the garbled ones only teach the fusion what to trust then."""
GONE_ITEM, GONE_TOPIC = 0.01, 0.15
"""How often the right answer is taken out of the catalogue before the question is asked: then "none" is right."""
TRAFFIC_OURS = 0.75
"""Share of messages that an item answers, in the traffic that thresholds are set for."""
RIDGE = 3e-3

Floats = npt.NDArray[np.floating[Any]]
Learned = tuple[Network, Encoder]


@dataclass(frozen=True)
class Asked:
    """Answers of the signals: ``tables`` (questions, kept, signals), ``none`` (questions, none signals), ``right``
    the place of the right candidate (``KEPT`` = none of them), ``item`` whether each candidate is an item, ``ours``
    whether an item answers the question, ``usual`` whether it is asked as people ask (not held out with its whole
    style)."""

    tables: Floats
    none: Floats
    right: npt.NDArray[np.intp]
    item: npt.NDArray[np.bool_]
    weight: Floats
    fold: npt.NDArray[np.intp]
    usual: npt.NDArray[np.bool_]


def ask(data: Data, learn_without: Callable[[int], Learned]) -> Asked:
    """Measure each fold's questions with what was learned from, and is indexed of, the other folds."""
    rng = np.random.default_rng(SEED)
    found: list[tuple[Floats, Floats, int, npt.NDArray[np.bool_], float, int, bool]] = []
    is_item = np.asarray(data.corpus.is_item)
    for fold in range(FOLDS):
        network, encoder = learn_without(fold)
        phrases = [
            (r.target, r.text, a) for r, a in zip(data.rows[: data.base], data.analysed, strict=False) if r.fold != fold
        ]
        signals = Signals(data.corpus, data.analyser, encoder, network, phrases)
        for row, analysed in zip(data.rows, data.analysed, strict=True):
            if row.fold != fold or rng.random() >= ASKED.get(row.kind, 0.0):
                continue
            table = signals.measure(analysed).table.astype(np.float64)
            table[:, 0] = np.maximum(table[:, 0], FLOOR)
            gone = rng.random() < (GONE_ITEM if is_item[row.target] else GONE_TOPIC)
            found.append(
                (*_candidates(table, is_item, row.target, gone), 1.0, fold, not row.alien and row.kind in USUAL)
            )
    tables, none, right, item, weight, folds, usual = zip(*found, strict=True)
    asked = Asked(
        np.stack(tables),
        np.stack(none),
        np.asarray(right),
        np.stack(item),
        np.asarray(weight),
        np.asarray(folds),
        np.asarray(usual),
    )
    return _weighed(asked)


def _candidates(
    table: Floats, is_item: npt.NDArray[np.bool_], target: int, gone: bool
) -> tuple[Floats, Floats, int, npt.NDArray[np.bool_]]:
    """The best candidates of one question, what "none" sees, the place of the right one, which are items."""
    if gone:
        table, is_item = np.delete(table, target, axis=0), np.delete(is_item, target)
        rest = np.exp(table[:, 0]).sum()
        table[:, 0] = np.maximum(table[:, 0] - np.log(max(rest, 1e-12)), FLOOR)
    rough = table[:, 0] + 8 * table[:, 1:5].sum(axis=1)
    order = np.argsort(-rough, kind="stable")[:KEPT]
    right = KEPT
    if not gone:
        place = np.flatnonzero(order == target)
        if len(place):
            right = int(place[0])
        else:
            order[-1], right = target, len(order) - 1
    short = KEPT - len(order)
    if short:  # a catalogue with fewer targets than places: the empty ones are out of reach
        table = np.concatenate([table[order], np.full((short, len(NAMES)), [FLOOR, *[0.0] * (len(NAMES) - 1)])])
        return table, none_signals(table), right, np.concatenate([is_item[order], np.zeros(short, bool)])
    return table[order], none_signals(table), right, is_item[order]


def _ours(asked: Asked) -> npt.NDArray[np.bool_]:
    return np.asarray([r < KEPT and bool(i[min(r, KEPT - 1)]) for r, i in zip(asked.right, asked.item, strict=True)])


def _weighed(asked: Asked) -> Asked:
    """Weights such that questions for items and others stand in the expected traffic's proportion."""
    ours = _ours(asked)
    weight = np.where(ours, TRAFFIC_OURS / max(ours.sum(), 1), (1 - TRAFFIC_OURS) / max((~ours).sum(), 1))
    return replace(asked, weight=weight * len(weight))


def probabilities(asked: Asked, weights: Floats, none: Floats) -> Floats:
    """P of each kept candidate and, last, of none; shape (questions, KEPT + 1)."""
    utility = np.concatenate([asked.tables @ weights, (asked.none @ none)[:, None]], axis=1)
    odds = np.exp(utility - utility.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]


def fit(asked: Asked, chosen: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Weights of the signals and of "none" that make the right answers likeliest among the chosen questions."""
    part = Asked(*(getattr(asked, f.name)[chosen] for f in fields(Asked)))
    rows = np.arange(len(part.right))
    k = len(NAMES)
    # Columns of like size make the descent short.
    size = np.concatenate([part.tables.std(axis=(0, 1)), np.abs(part.none).mean(axis=0)])
    size = np.where(size > 1e-6, size, 1.0)

    def loss(theta: Floats) -> tuple[float, Floats]:
        free = theta / size
        p = probabilities(part, free[:k], free[k:])
        value = -(part.weight * np.log(np.maximum(p[rows, part.right], 1e-12))).mean() + RIDGE * (theta**2).sum() / 2
        error = p * part.weight[:, None]
        error[rows, part.right] -= part.weight
        by_signal = np.tensordot(error[:, :-1], part.tables, axes=((0, 1), (0, 1)))
        slope = np.concatenate([by_signal, error[:, -1] @ part.none]) / len(rows)
        return float(value), slope / size + RIDGE * theta

    start = np.zeros(k + len(NONE_NAMES))
    start[0] = size[0]
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 120})
    return best.x[:k] / size[:k], best.x[k:] / size[k:]


def untaught(asked: Asked) -> Floats:
    """Coefficients that estimate the matcher's column from the others (least squares over all kept candidates)."""
    table = asked.tables.reshape(-1, len(NAMES))
    known = np.concatenate([np.ones((len(table), 1)), table[:, 1:]], axis=1)
    # The near ones matter: those far below would only teach that most targets are wrong.
    near = table[:, 0] > FLOOR / 2
    ridge = 1e-2 * np.eye(known.shape[1])
    k = known[near]
    return np.linalg.solve(k.T @ k + ridge, k.T @ table[near, 0])


def calibrate(asked: Asked, fingerprint: str) -> tuple[Calibration, dict[str, float]]:
    """The calibration from cross-fitted probabilities: each fold is judged by weights fitted on the others.

    An item in the first place is right when it is the one meant; an elsewhere topic there is right whenever no item
    is meant: "not ours" is what it says, and where to go instead comes second.
    """
    p = np.zeros((len(asked.right), KEPT + 1))
    for fold in range(FOLDS):
        p[asked.fold == fold] = probabilities(asked, *fit(asked, asked.fold != fold))[asked.fold == fold]
    rows = np.flatnonzero(asked.usual)
    first = p[rows, :KEPT].argmax(axis=1)
    raw, weight, ours = p[rows, first], asked.weight[rows], _ours(asked)[rows]
    item = asked.item[rows, first]
    right = np.where(item, first == asked.right[rows], ~ours).astype(float)
    maps = [_thinned(*isotonic(raw[kind], right[kind], weight[kind])) for kind in (item, ~item)]
    worth = np.interp(raw[item], *maps[0])
    curve = error_curve(worth, right[item], weight[item])
    figures = {
        "questions": float(len(rows)),
        "hit@1": float((first == asked.right[rows])[ours].mean()),
        "first place right": float((right * weight).sum() / weight.sum()),
    }
    (raw_item, right_item), (raw_topic, right_topic) = maps
    return Calibration(raw_item, right_item, raw_topic, right_topic, curve, fingerprint), figures


def _thinned(knots: Floats, values: Floats, most: int = 60) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """At most so many knots, rounded; a certain 0 for the score 0 and nothing above 0.999."""
    thin = np.unique(np.linspace(0, len(knots) - 1, most).astype(int))
    values = np.clip(values, 0.0, 0.999)
    return tuple(round(float(v), 5) for v in knots[thin]), tuple(round(float(v), 5) for v in values[thin])


def fusion(asked: Asked) -> Fusion:
    """The fusion fitted on all questions."""
    weights, none = fit(asked, np.ones(len(asked.right), bool))
    return Fusion(*(tuple(round(float(v), 6) for v in part) for part in (weights, none, untaught(asked))))
