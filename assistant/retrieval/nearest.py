"""The nearest example questions: cosine of tf–idf vectors over words, characters and sounds."""

from __future__ import annotations

import math
from copy import copy

import numpy as np

from assistant.retrieval.analysis import Analysed
from assistant.retrieval.extracts import Extracts, own_terms
from assistant.retrieval.postings import Floats, Postings
from assistant.retrieval.vocabulary import Ids, Vocabulary


class Nearest:
    """All example questions and names, searched at once."""

    def __init__(self, phrases: Extracts) -> None:
        vocabulary, ids = np.unique(phrases.terms, return_inverse=True)
        count = len(phrases.texts)
        seen = np.bincount(ids, minlength=len(vocabulary))
        unseen = math.log((count + 1) / 0.5)
        self._idf = np.append(np.log((count + 1) / (seen + 0.5)), unseen).astype(np.float32)
        raw = phrases.own * self._idf[ids]
        owners = phrases.owners
        lengths = np.sqrt(np.bincount(owners, raw * raw, count))
        weights = raw / np.maximum(lengths, 1e-9).astype(np.float32)[owners]
        self._index = Postings.of(Vocabulary.of(vocabulary), ids, owners, weights, count)

    def cosines(self, message: Analysed) -> Floats:
        """Cosine with every phrase, in [0, 1]; shape ``(phrases,)``."""
        return self._index.weighted(*self.vector(message))

    def vector(self, message: Analysed) -> tuple[Ids, Floats]:
        """The message's terms by number and their weights, of length 1; unknown terms have number -1.

        Unknown terms have the highest idf: they make the message longer, so that it is less like any phrase.
        """
        terms, own = own_terms(message)
        ids = self._index.vocabulary.numbers(terms)
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
