"""Fits the fusion and the calibration on answers to questions that nothing had learned before they were asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from assistant.retrieval.confidence import SHORTLIST, shortlist
from assistant.retrieval.embedding import Encoder
from assistant.retrieval.extracts import extracts
from assistant.retrieval.fusion import FLOOR, NONE_NAMES, Fusion, none_signals
from assistant.retrieval.network import Network
from assistant.retrieval.signals import NAMES, Signals
from assistant.training.data import FOLDS, LETTER, SEED, Data, Row

KEPT = SHORTLIST
"""Candidates per question that the fusion is fitted on."""
ASKED = {
    "example": 0.5,
    "name": 0.2,
    "noisy": 0.2,
    "spelt": 0.2,
    "letter": 0.2,
    "shortened": 0.1,
    "asked": 0.3,
}
ASKED_LETTER = {"further": 0.6, "noisy": 0.1}
"""Which share of each kind of text is asked: of those in the manner of the examples, and of the letters."""
USUAL_KINDS, USUAL_STYLES = ("example", "further", "noisy"), ("S", "K", "C", "F", LETTER)
"""What stands for the messages that people send; the others only teach the fusion what to trust then."""
GONE_ITEM, GONE_TOPIC = 0.005, 0.08
"""How often the right answer is taken out of the catalogue before the question is asked: then "none" is right."""
WRITTEN, LETTERS, NOT_OURS = 0, 1, 2
TRAFFIC = (0.45, 0.3, 0.25)
"""Shares of the messages that the thresholds are set for: an item answers them and they are in the manner of the
examples, an item answers them and they are letters of an author never read before, no item answers them."""
RIDGE = 3e-3

Floats = npt.NDArray[np.floating[Any]]
Learned = tuple[Network, Encoder]


@dataclass(frozen=True)
class Asked:
    """Answers of the signals: ``tables`` (questions, kept, signals), ``none`` (questions, none signals), ``right``
    the place of the right candidate (``KEPT`` = none of them), ``item`` whether each candidate is an item, ``weight``
    the share in the expected traffic, ``fold``, ``group`` (written, letter or not ours), ``usual`` whether it is
    asked as people ask, ``lengths`` of the messages in characters."""

    tables: Floats
    none: Floats
    right: npt.NDArray[np.intp]
    item: npt.NDArray[np.bool_]
    weight: Floats
    fold: npt.NDArray[np.intp]
    group: npt.NDArray[np.intp]
    usual: npt.NDArray[np.bool_]
    lengths: npt.NDArray[np.intp]


def ask(data: Data, learn_without: Callable[[int], Learned]) -> Asked:
    """Measure each fold's questions with what was learned from, and is indexed of, the other folds."""
    rng = np.random.default_rng(SEED)
    found: list[tuple[Floats, Floats, int, npt.NDArray[np.bool_], int, int, bool, int]] = []
    is_item = np.asarray(data.corpus.is_item)
    for fold in range(FOLDS):
        network, encoder = learn_without(fold)
        own = [i for i, row in enumerate(data.rows[: data.base]) if row.fold != fold]
        texts, messages = [data.rows[i].text for i in own], [data.analysed[i] for i in own]
        phrases = extracts(texts, messages, encoder, network)
        owners = [data.rows[i].target for i in own]
        signals = Signals(data.corpus, data.analyser, encoder, network, phrases, owners)
        for row, analysed in zip(data.rows, data.analysed, strict=True):
            shares = ASKED_LETTER if row.style == LETTER else ASKED
            if row.fold != fold or rng.random() >= shares.get(row.kind, 0.0):
                continue
            table = signals.measure(analysed).table.astype(np.float64)
            table[:, 0] = np.maximum(table[:, 0], FLOOR)
            gone = rng.random() < (GONE_ITEM if is_item[row.target] else GONE_TOPIC)
            group = NOT_OURS if gone or not is_item[row.target] else LETTERS if row.style == LETTER else WRITTEN
            usual, length = _usual(row, is_item[row.target]), len(analysed.text)
            # Where several answers are right, the one that the matcher finds likelier is what can be asked of it.
            meant = max((row.target, *row.also), key=lambda target: float(table[target, 0]))
            found.append((*_candidates(table, is_item, meant, gone), fold, group, usual, length))
    tables, none, right, item, folds, groups, as_asked, lengths = zip(*found, strict=True)
    which, as_usual = np.asarray(groups), np.asarray(as_asked)
    return Asked(
        np.stack(tables),
        np.stack(none),
        np.asarray(right),
        np.stack(item),
        _weights(which, as_usual),
        np.asarray(folds),
        which,
        as_usual,
        np.asarray(lengths),
    )


def _usual(row: Row, item: bool) -> bool:
    return row.kind in USUAL_KINDS and (row.style in USUAL_STYLES or not item)


def _weights(group: npt.NDArray[np.intp], usual: npt.NDArray[np.bool_]) -> Floats:
    """Weights such that the groups stand in the expected traffic's proportion, among the usual and the others."""
    weight = np.zeros(len(group))
    for part in (usual, ~usual):
        for number, share in enumerate(TRAFFIC):
            mine = part & (group == number)
            weight[mine] = share * part.sum() / max(mine.sum(), 1)
    return weight


def _candidates(
    table: Floats, is_item: npt.NDArray[np.bool_], target: int, gone: bool
) -> tuple[Floats, Floats, int, npt.NDArray[np.bool_]]:
    """The best candidates of one question, what "none" sees, the place of the right one, which are items."""
    if gone:
        table, is_item = np.delete(table, target, axis=0), np.delete(is_item, target)
        rest = np.exp(table[:, 0]).sum()
        table[:, 0] = np.maximum(table[:, 0] - np.log(max(rest, 1e-12)), FLOOR)
    order = shortlist(table)
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


def fusion(asked: Asked) -> Fusion:
    """The fusion fitted on all questions."""
    weights, none = fit(asked, np.ones(len(asked.right), bool))
    return Fusion(*(tuple(round(float(v), 6) for v in part) for part in (weights, none, untaught(asked))))
