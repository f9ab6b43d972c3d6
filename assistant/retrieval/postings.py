"""An inverted index in NumPy: term → (row, weight), so that a query only touches rows that share a term with it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.retrieval.vocabulary import Ids, Vocabulary

Floats = npt.NDArray[np.floating[Any]]


class Postings:
    """Sparse term × row weights. ``rows`` is how many rows there are; unknown terms count nothing."""

    def __init__(self, entries: Iterable[tuple[str, int, float]], rows: int) -> None:
        # Flat arrays, not lists of pairs: a million entries as Python objects take ten times the memory for a while.
        numbers: dict[str, int] = {}
        ids, owners, weights = array("i"), array("i"), array("f")
        for term, row, weight in entries:
            ids.append(numbers.setdefault(term, len(numbers)))
            owners.append(row)
            weights.append(weight)
        by_id = np.frombuffer(ids, np.int32) if len(ids) else np.zeros(0, np.int32)
        self._fill(
            Vocabulary(list(numbers)), by_id, np.asarray(owners, np.int32), np.asarray(weights, np.float32), rows
        )

    @classmethod
    def of(cls, vocabulary: Vocabulary, ids: Ids, owners: Ids, weights: Floats, rows: int) -> Postings:
        """An index of entries given as arrays: the number of the term, the row, and the weight of each."""
        made = cls.__new__(cls)
        made._fill(vocabulary, ids, owners, weights, rows)
        return made

    def _fill(
        self,
        vocabulary: Vocabulary,
        ids: npt.NDArray[np.integer[Any]],
        owners: npt.NDArray[np.integer[Any]],
        weights: Floats,
        rows: int,
    ) -> None:
        self.rows, self.vocabulary = rows, vocabulary
        order = np.argsort(ids, kind="stable")
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(ids, minlength=len(vocabulary)))]).astype(np.int64)
        self._rows = owners[order].astype(np.int32)
        self._weights = weights[order].astype(np.float32)

    def emptied(self) -> Postings:
        """The same vocabulary without a single row."""
        empty = Postings((), 0)
        empty.vocabulary, empty._starts = self.vocabulary, np.zeros_like(self._starts)
        return empty

    def scores(self, query: Mapping[str, float]) -> Floats:
        """Σ over the query's terms of its weight × the row's weight, for every row; shape ``(rows,)``."""
        return self.weighted(self.vocabulary.ids(list(query)), np.fromiter(query.values(), np.float32, len(query)))

    def weighted(self, ids: Ids, weights: Floats) -> Floats:
        """The same for terms given by their numbers; those below 0 count nothing."""
        known = ids >= 0
        starts, ends = self._starts[ids[known]], self._starts[ids[known] + 1]
        if not len(starts):
            return np.zeros(self.rows, np.float32)
        spans = [slice(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        rows = np.concatenate([self._rows[s] for s in spans])
        products = np.concatenate([self._weights[s] for s in spans]) * np.repeat(weights[known], ends - starts)
        return np.bincount(rows, products, self.rows).astype(np.float32)


class Groups:
    """Rows that belong to targets, in the targets' order; a target may have none."""

    def __init__(self, owners: npt.NDArray[np.intp], count: int) -> None:
        if np.any(np.diff(owners) < 0):
            raise ValueError("rows must be in the order of their targets")
        self.owners, self.count = owners, count
        self._present, self._starts = np.unique(owners, return_index=True)

    def best(self, scores: Floats, floor: float = 0.0) -> Floats:
        """The highest score of each target's rows, at least ``floor``; shape ``(count,)``."""
        best = np.full(self.count, floor, np.float32)
        if len(scores):
            best[self._present] = np.maximum(np.maximum.reduceat(scores, self._starts), floor)
        return best

    def best_and_mean(self, scores: Floats, k: int = 3) -> tuple[Floats, Floats]:
        """The highest score of each target, and the mean of its ``k`` highest; both of shape ``(count,)``."""
        rest = scores.copy()
        best = total = top = self.best(rest)
        for _ in range(k - 1):
            rest[rest >= top[self.owners]] = 0.0
            top = self.best(rest)
            total = total + top
        return best, total / np.float32(k)
