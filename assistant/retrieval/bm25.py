"""rank-bm25 scores over words, character bigrams and sounds, precomputed so that a query costs what its terms cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from rank_bm25 import BM25Okapi

from assistant.retrieval.postings import Floats, Postings


class Bm25:
    """BM25 (rank-bm25's Okapi variant) over one field of all documents.

    :meth:`scores` gives exactly the numbers of ``BM25Okapi.get_scores``; rank-bm25 walks all documents for every
    word of a
    query, here the same products stand ready in an inverted index.
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        okapi = BM25Okapi([list(d) or [""] for d in documents])
        self._k1 = float(okapi.k1)
        entries = []
        for row, frequencies in enumerate(okapi.doc_freqs):
            norm = okapi.k1 * (1 - okapi.b + okapi.b * okapi.doc_len[row] / okapi.avgdl)
            for term, n in frequencies.items():
                entries.append((term, row, okapi.idf[term] * n * (okapi.k1 + 1) / (n + norm)))
        self._index = Postings(entries, len(documents))
        # Like the terms of the index: in the order of their first appearance. The last one is that of unknown terms.
        rare = float(np.log(len(documents) + 0.5) - np.log(0.5))
        order = dict.fromkeys(term for term, _, _ in entries)
        self._idf = np.asarray([*(max(okapi.idf[t], 0.0) for t in order), rare], np.float32)

    def scores(self, query: Sequence[str]) -> Floats:
        """rank-bm25's score of every document; shape ``(documents,)``."""
        return self._index.scores(Counter(query))

    def bounded(self, query: Sequence[str]) -> Floats:
        """The scores divided by the most that this query could reach, Σ idf·(k1+1): comparable between messages,
        in [0, 1].

        Terms that no document has count as well, with the highest idf, so that a message of unknown words stays low.
        """
        unique = list(dict.fromkeys(query))
        ids = self._index.vocabulary.ids(unique)
        most = float(self._idf[ids].sum()) * (self._k1 + 1)
        return self._index.weighted(ids, np.ones(len(ids), np.float32)) / np.float32(max(most, 1e-6))
