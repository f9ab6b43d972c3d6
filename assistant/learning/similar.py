"""Which questions are the same question in other words: one pass over them, the same groups for the same questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assistant.knowledge.text_keys import key_of, likeness, pairs_of
from assistant.library import Library
from assistant.retrieval.postings import Floats
from assistant.retrieval.searcher import Searcher

ALIKE = 0.72
"""Cosine from which on two questions ask for the same: “居住证快到期怎么续签” and “居住证到期了怎么续” are alike
(0.86), “居住证丢了怎么补” is not (0.63)."""

ALIKE_PAIRS = 0.5
"""The same for shared character pairs, where there is no model."""

Alike = Callable[[Sequence[str]], Floats]
"""Texts → how alike each two of them are, 1 for the same; shape (texts, texts)."""


def groups_of(texts: Sequence[str], alike: Floats, enough: float) -> list[list[int]]:
    """Indexes of ``texts`` in groups, in the order of the first of each, who is like all others of its group.

    Each text joins the leader it is most like, if that is enough, else it leads a group of its own: who comes first
    should be the one asked most.
    """
    leaders: list[int] = []
    groups: dict[int, list[int]] = {}
    for n in range(len(texts)):
        best = max(leaders, key=lambda leader: (alike[n, leader], -leader), default=None)
        if best is not None and alike[n, best] >= enough:
            groups[best].append(n)
        else:
            leaders.append(n)
            groups[n] = [n]
    return [groups[leader] for leader in leaders]


def likeness_in(library: Library, texts: Sequence[str]) -> tuple[Floats, float]:
    """How alike each two texts are, and from where on they are the same question.

    By the search's own model: its sentence vectors and what it learnt to tell items apart by; where the search is not
    ours, by shared character pairs."""
    if isinstance(library.searcher, Searcher):
        places = library.searcher.places(texts)
        return np.asarray(places @ places.T, np.float32), ALIKE
    pairs = [pairs_of(key_of(text)) for text in texts]
    table = [[likeness(a, b) for b in pairs] for a in pairs]
    return np.asarray(table, np.float32).reshape(len(texts), len(texts)), ALIKE_PAIRS
