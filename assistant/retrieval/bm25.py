"""rank-bm25 scores over words, character bigrams and sounds, precomputed so that a query costs what its terms cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from rank_bm25 import BM25Okapi

from assistant.retrieval.postings import Floats, Postings


class Bm25:
    """BM25 (rank-bm25's Okapi variant) over one field of all documents.

    :meth:`scores` gives exactly the numbers of ``BM25Okapi.get_scores``; rank-bm25 walks all documents for every word of a
    query, here the same products stand ready in an inverted index.
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        okapi = BM25Okapi([list(d) or [""] for d in documents])
        self._idf: dict[str, float] = okapi.idf
        self._k1 = float(okapi.k1)
        entries = []
        for row, frequencies in enumerate(okapi.doc_freqs):
            norm = okapi.k1 * (1 - okapi.b + okapi.b * okapi.doc_len[row] / okapi.avgdl)
            for term, n in frequencies.items():
                entries.append((term, row, okapi.idf[term] * n * (okapi.k1 + 1) / (n + norm)))
        self._index = Postings(entries, len(documents))

    def scores(self, query: Sequence[str]) -> Floats:
        """rank-bm25's score of every document; shape ``(documents,)``."""
        return self._index.scores(Counter(query))

    def bounded(self, query: Sequence[str]) -> Floats:
        """The scores divided by the most that this query could reach, Σ idf·(k1+1): comparable between messages, in [0, 1].

        Terms that no document has count as well, with the highest idf, so that a message of unknown words stays low.
        """
        unique = set(query)
        rare = float(np.log(self._index.rows + 0.5) - np.log(0.5))
        most = sum(max(self._idf.get(t, rare), 0.0) for t in unique) * (self._k1 + 1)
        return self._index.scores(dict.fromkeys(unique, 1.0)) / np.float32(max(most, 1e-6))
