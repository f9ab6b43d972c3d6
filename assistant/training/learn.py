"""Learning: sums of term vectors that tell the targets apart, in NumPy, so that the same texts give the same
numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating[Any]]
_BETA1, _BETA2, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Recipe:
    """How to learn. ``drop`` is the share of terms hidden at each step; ``scale`` makes the scores cosines times that
    number (for an embedding), None leaves them free (for a classifier)."""

    size: int
    epochs: int
    rate: float
    drop: float
    smoothing: float = 0.05
    batch: int = 512
    spread: float = 0.1
    scale: float | None = None
    warmup: float = 0.05


class Bags:
    """Texts as bags of weighted term ids, packed."""

    def __init__(self, ids: Sequence[Ints], weights: Sequence[Floats]) -> None:
        self.starts = np.concatenate([[0], np.cumsum([len(i) for i in ids])]).astype(np.int64)
        self.ids = np.concatenate([*ids, np.zeros(0, np.int64)])
        self.weights = np.concatenate([*weights, np.zeros(0, np.float32)]).astype(np.float32)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: Ints, drop: float, rng: np.random.Generator) -> tuple[csr_matrix, Ints]:
        """Some rows as a matrix over only the terms that occur in them, and these terms; a share of the terms hidden
        and the rest scaled up."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        ends = np.concatenate([[0], np.cumsum(sizes)])
        places = np.arange(ends[-1]) - np.repeat(ends[:-1], sizes) + np.repeat(self.starts[rows], sizes)
        kept = rng.random(len(places)) >= drop
        ends = np.concatenate([[0], np.cumsum(kept)])[ends]
        places = places[kept]
        terms, columns = np.unique(self.ids[places], return_inverse=True)
        weights = self.weights[places] / np.float32(math.sqrt(1 - drop))
        return csr_matrix((weights, columns, ends), shape=(len(rows), len(terms))), terms


@dataclass
class _Adam:
    """Adam whose memory of a row only moves when the row is touched."""

    values: Floats
    first: Floats = field(init=False)
    second: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.second = np.zeros_like(self.values), np.zeros_like(self.values)

    def step(self, slope: Floats, rate: float, number: int, rows: Ints | slice = slice(None)) -> None:
        # In place wherever possible: these rows are most of what training moves about.
        first, second, squared = self.first[rows], self.second[rows], slope * slope
        first *= np.float32(_BETA1)
        first += np.float32(1 - _BETA1) * slope
        second *= np.float32(_BETA2)
        squared *= np.float32(1 - _BETA2)
        second += squared
        self.first[rows], self.second[rows] = first, second
        size = np.float32(rate * math.sqrt(1 - _BETA2**number) / (1 - _BETA1**number))
        length = np.sqrt(second, out=squared)
        length += np.float32(_TINY)
        self.values[rows] -= size * first / length


@dataclass(frozen=True)
class Learned:
    """``vectors`` (terms, size), ``out`` (classes, size), ``bias`` (classes,)."""

    vectors: Floats
    out: Floats
    bias: Floats


def _unit(rows: Floats) -> tuple[Floats, Floats]:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6).astype(np.float32)
    return rows / lengths, lengths


def _through_unit(slope: Floats, unit: Floats, lengths: Floats) -> Floats:
    """The slope before scaling to length 1, from the slope after it."""
    return np.asarray((slope - unit * (unit * slope).sum(axis=1, keepdims=True)) / lengths)


def _errors(scores: Floats, meant: Ints, smoothing: float) -> Floats:
    """Slope of the mean cross-entropy by the scores; shape (rows, classes)."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    error = odds / odds.sum(axis=1, keepdims=True) - np.float32(smoothing / scores.shape[1])
    error[np.arange(len(meant)), meant] -= np.float32(1 - smoothing)
    return np.asarray(error / np.float32(len(meant)))


def learn(bags: Bags, targets: Ints, terms: int, classes: int, recipe: Recipe, seed: int) -> Learned:
    """Train one model: cross-entropy over the classes, Adam, rate warming up and falling to zero. Deterministic."""
    rng = np.random.default_rng(seed)
    vectors = _Adam(rng.normal(0, recipe.spread, (terms, recipe.size)).astype(np.float32))
    reach = 1 / math.sqrt(recipe.size)
    out = _Adam(rng.uniform(-reach, reach, (classes, recipe.size)).astype(np.float32))
    bias = _Adam(np.zeros(classes, np.float32))
    shift = _Adam(np.zeros(recipe.size, np.float32))
    steps = recipe.epochs * math.ceil(len(bags) / recipe.batch)
    number = 0
    for _ in range(recipe.epochs):
        order = rng.permutation(len(bags))
        for at in range(0, len(order), recipe.batch):
            rows = order[at : at + recipe.batch]
            rate = recipe.rate * min(1.0, (number + 1) / (recipe.warmup * steps)) * (1 - number / steps)
            number += 1
            bag, touched = bags.take(rows, recipe.drop, rng)
            hidden = bag @ vectors.values[touched]
            if recipe.scale is None:
                hidden = hidden + shift.values
                scores: Floats = np.asarray(hidden @ out.values.T + bias.values)
                error = _errors(scores, targets[rows], recipe.smoothing)
                by_hidden: Floats = error @ out.values
                by_out: Floats = error.T @ hidden
                bias.step(error.sum(axis=0), rate, number)
                shift.step(by_hidden.sum(axis=0), rate, number)
            else:
                (near, long), (proxy, size) = _unit(hidden), _unit(out.values)
                scores = recipe.scale * near @ proxy.T
                error = np.asarray(_errors(scores, targets[rows], recipe.smoothing) * recipe.scale)
                by_hidden = _through_unit(error @ proxy, near, long)
                by_out = _through_unit(error.T @ near, proxy, size)
            vectors.step(bag.T @ by_hidden, rate, number, touched)
            out.step(by_out, rate, number)
    return Learned(vectors.values, out.values, bias.values + out.values @ shift.values)
