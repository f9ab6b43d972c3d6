"""The nearest example questions: cosine of tf–idf vectors over words, characters and sounds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy

import numpy as np

from assistant.retrieval.analysis import Analysed
from assistant.retrieval.postings import Floats, Postings
from assistant.retrieval.vocabulary import Ids

WEIGHTS = {"w": 1.0, "c": 1.0, "s": 0.7}
"""How much a channel counts in the cosine (squared, before normalising)."""


def terms(message: Analysed) -> Counter[str]:
    """The message's terms of all channels, marked by channel, with their counts."""
    counts = Counter(f"w{w}" for w in message.words)
    counts.update(f"c{g}" for g in message.grams if len(g) > 1)
    counts.update(f"s{s}" for s in message.sounds if "-" in s)
    return counts


class Nearest:
    """All example questions and names, searched at once."""

    def __init__(self, phrases: Sequence[Analysed]) -> None:
        # Twice through the phrases instead of keeping all their terms: these would take hundreds of megabytes.
        seen: Counter[str] = Counter()
        for phrase in phrases:
            seen.update(terms(phrase).keys())
        count = len(phrases)
        unseen = math.log((count + 1) / 0.5)
        idf = {t: math.log((count + 1) / (n + 0.5)) for t, n in seen.items()}
        # The first entries are in the order of ``seen``: the index numbers the terms as ``idf`` does.
        entries = ((t, i, w) for i, p in enumerate(phrases) for t, w in _vector(terms(p), idf).items())
        self._index = Postings(entries, count)
        self._idf = np.fromiter((*idf.values(), unseen), np.float32, len(idf) + 1)

    def cosines(self, message: Analysed) -> Floats:
        """Cosine with every phrase, in [0, 1]; shape ``(phrases,)``."""
        return self._index.weighted(*self.vector(message))

    def vector(self, message: Analysed) -> tuple[Ids, Floats]:
        """The message's terms by number and their weights, of length 1; unknown terms have number -1.

        Unknown terms have the highest idf: they make the message longer, so that it is less like any phrase.
        """
        counts = terms(message)
        ids = self._index.vocabulary.ids(list(counts))
        own = np.fromiter((WEIGHTS[t[0]] * (1 + math.log(n)) for t, n in counts.items()), np.float32, len(counts))
        raw = own * self._idf[ids]
        return ids, raw / np.float32(np.linalg.norm(raw) or 1.0)

    @property
    def size(self) -> int:
        """How many different terms the phrases have."""
        return len(self._index.vocabulary)

    def without_phrases(self) -> Nearest:
        """The same weights of terms with no phrase to compare with: for phrases that are kept elsewhere."""
        light = copy(self)
        light._index = self._index.emptied()
        return light


def _vector(row: Counter[str], idf: Mapping[str, float]) -> dict[str, float]:
    """The phrase's terms with their weights, of length 1."""
    raw = {t: WEIGHTS[t[0]] * (1 + math.log(n)) * idf[t] for t, n in row.items()}
    length = math.sqrt(sum(w * w for w in raw.values())) or 1.0
    return {t: w / length for t, w in raw.items()}
