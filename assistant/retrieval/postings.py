"""An inverted index in NumPy: term → (row, weight), so that a query only touches rows that share a term with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Postings:
    """Sparse term × row weights. ``rows`` is how many rows there are; unknown terms count nothing."""

    def __init__(self, entries: Iterable[tuple[str, int, float]], rows: int) -> None:
        by_term: dict[str, list[tuple[int, float]]] = {}
        for term, row, weight in entries:
            by_term.setdefault(term, []).append((row, weight))
        self.rows = rows
        self.ids: dict[str, int] = {term: i for i, term in enumerate(by_term)}
        sizes = [len(p) for p in by_term.values()]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        flat = [p for postings in by_term.values() for p in postings]
        self._rows = np.fromiter((r for r, _ in flat), np.int32, len(flat))
        self._weights = np.fromiter((w for _, w in flat), np.float32, len(flat))

    def row_weights(self, term: str) -> tuple[npt.NDArray[np.int32], Floats]:
        """Rows that have the term, and their weights."""
        i = self.ids.get(term)
        if i is None:
            return self._rows[:0], self._weights[:0]
        span = slice(self._starts[i], self._starts[i + 1])
        return self._rows[span], self._weights[span]

    def scores(self, query: Mapping[str, float]) -> Floats:
        """Σ over the query's terms of its weight × the row's weight, for every row; shape ``(rows,)``."""
        found = [(i, w) for t, w in query.items() if (i := self.ids.get(t)) is not None]
        if not found:
            return np.zeros(self.rows, np.float32)
        spans = [slice(self._starts[i], self._starts[i + 1]) for i, _ in found]
        rows = np.concatenate([self._rows[s] for s in spans])
        weights = np.concatenate([self._weights[s] * np.float32(w) for s, (_, w) in zip(spans, found, strict=True)])
        return np.bincount(rows, weights, self.rows).astype(np.float32)


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
