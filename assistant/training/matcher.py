"""Trains the learned matcher: which words, characters and sounds speak for which target."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from assistant.retrieval.analysis import Analysed
from assistant.retrieval.network import Network, features, quantised
from assistant.training.learn import Bags, Recipe, learn

RECIPE = Recipe(size=128, epochs=6, rate=0.012, drop=0.6)
RARE = 4
"""Terms in fewer texts than this are not learned."""


def vocabulary(texts: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], np.ndarray]:
    """The terms to learn, sorted, and their idf."""
    seen: Counter[str] = Counter()
    for terms in texts:
        seen.update(terms)
    kept = tuple(sorted(t for t, n in seen.items() if n >= RARE))
    return kept, np.asarray([math.log(len(texts) / seen[t]) for t in kept], np.float32)


def train_matcher(
    analysed: Sequence[Analysed],
    targets: np.ndarray,
    codes: Sequence[str],
    known: int,
    seed: int,
    recipe: Recipe = RECIPE,
) -> Network:
    """A matcher of these texts. The vocabulary is that of the first ``known`` ones, which nobody made up by
    mistyping."""
    read = [features(a) for a in analysed]
    terms, idf = vocabulary(read[:known])
    ids = {term: i for i, term in enumerate(terms)}
    rows = [np.asarray([ids[t] for t in r if t in ids], np.int64) for r in read]
    weights = [idf[r] / np.float32(np.linalg.norm(idf[r]) or 1.0) for r in rows]
    model = learn(Bags(rows, weights), targets, len(terms), len(codes), recipe, seed)
    vectors, scales = quantised(model.vectors)
    # idf and scale are one factor at run time; float16 is what is stored, so it is what is used here as well.
    half = [a.astype(np.float16).astype(np.float32) for a in (idf, scales * idf, model.out, model.bias)]
    return Network(terms, half[0], vectors, half[1], half[2], half[3], tuple(codes))
