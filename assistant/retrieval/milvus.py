"""The same search with its examples in Milvus: a hybrid query finds the nearest ones, our signals judge them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.knowledge.catalogue import Catalogue
from assistant.retrieval.analysis import Analysed, Analyser
from assistant.retrieval.embedding import unit
from assistant.retrieval.milvus_index import Document, MilvusIndex
from assistant.retrieval.postings import Floats, Groups
from assistant.retrieval.searcher import WRONG_WHEN_SURE, Engine, Searcher, build_engine
from assistant.retrieval.signals import Near, Signals
from assistant.retrieval.vocabulary import Ids

RETRIEVED = 120
"""Examples per message that are compared exactly: about forty per way of searching."""
CACHED = 20_000
"""Examples taken apart that are remembered; each takes about five kilobytes."""


def documents(corpus_codes: Sequence[str], signals: Signals, analyser: Analyser) -> list[Document]:
    """Every example and name of the index as a document for Milvus."""
    codes = [corpus_codes[i] for i in signals.owners]
    return [
        Document(code, text, *_searched(analyser.analyse(text)), vector)
        for code, text, vector in zip(codes, signals.phrases, signals.vectors, strict=True)
    ]


def _searched(message: Analysed) -> tuple[str, str]:
    """What Milvus' analysers are given: the text with the words it was also read as, and its sounds in pairs."""
    read = " ".join((message.text, *dict.fromkeys(b for _, b in message.corrections)))
    return read, " ".join(s.replace("-", "") for s in message.sounds if s.count("-") == 1)


class MilvusSignals(Signals):
    """The signals of ``whole`` with the examples in ``index`` instead of in memory.

    What belongs to a target as a whole (its documents, names, centre, the matcher) stays in memory; of the examples
    only the weights of their terms do.
    """

    def __init__(self, whole: Signals, codes: Sequence[str], analyser: Analyser, index: MilvusIndex) -> None:
        self.__dict__.update(whole.__dict__)
        self._nearest = whole._nearest.without_phrases()
        self.phrases = ()
        self._vectors = self._hidden = np.zeros((0, whole._vectors.shape[1]), np.float32)
        self._places = {code: i for i, code in enumerate(codes)}
        self._analyser, self._index = analyser, index
        self._taken_apart = lru_cache(CACHED)(self._take_apart)

    def _take_apart(self, text: str) -> tuple[Ids, Floats, Floats, Floats]:
        """Terms, their weights, vector and place in the matcher's space of one example."""
        message = self._analyser.analyse(text)
        vector = self._encoder.encode([message.text])[0]
        return *self._nearest.vector(message), vector, unit(self._network.hidden(message)[None])[0]

    def _near(self, message: Analysed, vector: Floats, hidden: Floats) -> Near:
        found = self._index.search(*_searched(message), vector, RETRIEVED)
        known = sorted((self._places[code], text) for code, text in found if code in self._places)
        parts = [self._taken_apart(text) for _, text in known]
        groups = Groups(np.asarray([place for place, _ in known], np.intp), self._count)
        asked = np.zeros(self._nearest.size + 1, np.float32)
        ids, weights = self._nearest.vector(message)
        asked[ids] = weights
        asked[-1] = 0.0  # where the unknown terms have landed
        cosines = np.asarray([asked[i] @ w for i, w, _, _ in parts], np.float32)
        by_vector = np.asarray([v @ vector for _, _, v, _ in parts], np.float32)
        by_hidden = np.asarray([h @ hidden for _, _, _, h in parts], np.float32)
        return Near([text for _, text in known], groups, cosines, by_vector, by_hidden)


def build_milvus_searcher(
    catalogue: Catalogue,
    url: str,
    embedding_model: str | None = None,
    model_dir: Path | None = None,
    cache_dir: Path | None = None,
    wrong_when_sure: float = WRONG_WHEN_SURE,
) -> Searcher:
    """The search for a catalogue with its examples at ``url``, brought up to date: only what an edit changed is sent.

    Raises :class:`BadModel` when Milvus cannot be reached.
    """
    engine = build_engine(catalogue, embedding_model, model_dir, cache_dir)
    whole = engine.signals
    index = MilvusIndex(url, whole.vectors.shape[1])
    index.update(documents(engine.corpus.codes, whole, engine.analyser))
    signals = MilvusSignals(whole, engine.corpus.codes, engine.analyser, index)
    return Searcher(Engine(engine.corpus, engine.analyser, signals, engine.fusion, engine.calibration), wrong_when_sure)
