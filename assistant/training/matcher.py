"""Trains the learned matcher: which words, characters and sounds speak for which target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.retrieval.analysis import Analysed
from assistant.retrieval.network import Network, features, quantised
from assistant.training.learn import Bags, Learned, Recipe, learn

RECIPE = Recipe(size=128, epochs=6, rate=0.012, drop=0.65)
MEMBERS = 5
"""So many matchers are learned from different starts; their mean is right more often than any of them."""
SIZE = 128
"""Numbers per term that are kept of the mean."""
RARE = 4
"""Terms in fewer texts than this are not learned."""

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Readings:
    """Texts as the matcher reads them: ``ids`` are the numbers of each text's terms in ``terms``, which are sorted."""

    terms: tuple[str, ...]
    ids: tuple[npt.NDArray[np.int64], ...]

    @classmethod
    def of(cls, messages: Sequence[Analysed]) -> Readings:
        """Read all texts once: every fold learns from some of them."""
        numbers: dict[str, int] = {}
        ids = [np.asarray([numbers.setdefault(t, len(numbers)) for t in features(m)], np.int64) for m in messages]
        terms = sorted(numbers)
        place = np.empty(len(terms), np.int64)
        place[[numbers[t] for t in terms]] = np.arange(len(terms))
        return cls(tuple(terms), tuple(np.sort(place[i]) for i in ids))

    def bags(self, rows: Sequence[int], known: int) -> tuple[tuple[str, ...], Floats, Bags]:
        """The terms to learn (those in at least ``RARE`` of the first ``known`` rows), their weights, and the rows.

        The weight is the root of the idf, which lets rare terms say less by themselves than idf would."""
        seen = np.bincount(np.concatenate([self.ids[i] for i in rows[:known]]), minlength=len(self.terms))
        kept = np.flatnonzero(seen >= RARE)
        weight = np.sqrt(np.log(known / seen[kept])).astype(np.float32)
        place = np.full(len(self.terms), -1, np.int64)
        place[kept] = np.arange(len(kept))
        ids = [found[found >= 0] for found in (place[self.ids[i]] for i in rows)]
        weights = [weight[i] / np.float32(np.linalg.norm(weight[i]) or 1.0) for i in ids]
        return tuple(self.terms[i] for i in kept), weight, Bags(ids, weights)


def merged(members: Sequence[Learned], bags: Bags, size: int) -> Learned:
    """The mean of several linear matchers as one, in the ``size`` directions in which the scores of these texts differ
    most."""
    scores = np.zeros((len(members[0].vectors), len(members[0].out)), np.float32)
    for member in members:
        scores += member.vectors @ member.out.T
    scores /= np.float32(len(members))
    bias = np.mean([m.bias for m in members], axis=0)
    rows, terms = bags.take(np.arange(len(bags)), 0.0, np.random.default_rng(0))
    told = rows @ scores[terms]
    middle = told.mean(axis=0)
    told -= middle
    _, directions = np.linalg.eigh(told.T @ told)
    kept = directions[:, ::-1][:, :size]
    return Learned(scores @ kept, kept, bias + middle - kept @ (kept.T @ middle))


def train_matcher(
    readings: Readings,
    rows: Sequence[int],
    targets: npt.NDArray[np.int64],
    codes: Sequence[str],
    known: int,
    seed: int,
) -> Network:
    """A matcher of these rows, whose targets are given. The vocabulary is that of the first ``known`` ones, which
    nobody made up by mistyping."""
    terms, weight, bags = readings.bags(rows, known)
    learned = [learn(bags, targets, len(terms), len(codes), RECIPE, seed + 1000 * n) for n in range(MEMBERS)]
    model = merged(learned, bags, SIZE)
    vectors, scales = quantised(model.vectors)
    # Weight and scale are one factor at run time; float16 is what is stored, so it is what is used here as well.
    half = [a.astype(np.float16).astype(np.float32) for a in (weight, scales * weight, model.out, model.bias)]
    return Network(terms, half[0], vectors, half[1], half[2], half[3], tuple(codes))
