"""Text in, judgement with its reasons out: the only name of this room that others use."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assistant.knowledge.catalogue import Catalogue
from assistant.retrieval.analysis import Analyser, Analysed
from assistant.retrieval.bm25 import Bm25
from assistant.retrieval.corpus import Corpus, corpus_of
from assistant.retrieval.judgement import Candidate, Judgement, Search, Why
from assistant.retrieval.nearest import Nearest
from assistant.retrieval.postings import Floats, Groups

SHOWN = 10
MODEL = Path(__file__).parent / "model"


class Searcher:
    """The engine over one corpus. Immutable after it is built, safe to use from several threads."""

    def __init__(self, corpus: Corpus, cache: Path | None = None) -> None:
        self.corpus = corpus
        self._analyser = Analyser(corpus, cache)
        self._phrases = [text for _, text in corpus.phrases()]
        analysed = [self._analyser.analyse(text) for text in self._phrases]
        owners = [index for index, _ in corpus.phrases()]
        self._nearest = Nearest(analysed)
        self._groups = Groups(np.asarray(owners, np.intp), len(corpus.targets))
        texts = ["\n".join((*t.names, t.document)) for t in corpus.targets]
        self._words = Bm25([self._analyser.analyse(t).words for t in texts])
        self._is_item = np.asarray(corpus.is_item)

    def search(self, text: str) -> Judgement:
        """What the message is about. Never raises; an empty message is unknown."""
        message = self._analyser.analyse(text)
        cosines = self._nearest.cosines(message)
        best, mean = self._groups.best_and_mean(cosines)
        score = best + mean + 0.5 * self._words.bounded(message.words)
        return self._judge(text, message, cosines, score)

    def _judge(self, text: str, message: Analysed, cosines: Floats, score: Floats) -> Judgement:
        odds = np.exp(14 * (score - score.max()))
        rest = np.exp(14 * (0.45 - float(score.max())))
        p = odds / (odds.sum() + rest)
        order = np.argsort(-p, kind="stable")[:SHOWN]
        ranking = tuple(self._candidate(int(i), float(p[i]), message, cosines) for i in order)
        in_scope = float(p[self._is_item].sum())
        items = [c for c in ranking if c.kind == "item"]
        top = ranking[0]
        if top.kind == "item" and top.probability >= 0.8:
            return Judgement(text, "sure", (top.code,), ranking, in_scope)
        elsewhere = top.code if top.kind == "elsewhere" else None
        if in_scope < 0.35 or not items:
            return Judgement(text, "unknown", (), ranking, in_scope, elsewhere)
        offered = tuple(c.code for i, c in enumerate(items[:4]) if i < 2 or c.probability > 0.05)
        return Judgement(text, "unsure", offered, ranking, in_scope, elsewhere)

    def _candidate(self, index: int, probability: float, message: Analysed, cosines: Floats) -> Candidate:
        target = self.corpus.targets[index]
        mine = np.flatnonzero(self._groups.owners == index)
        nearest = self._phrases[int(mine[np.argmax(cosines[mine])])] if len(mine) else ""
        own = "".join((*target.names, nearest))
        words = tuple(dict.fromkeys(w for w in message.words if len(w) > 1 and w in own))[:6]
        why = Why(words, message.corrections[:4], nearest, (("最像的例句", float(cosines[mine].max(initial=0.0))),))
        return Candidate(target.code, "item" if target.kind == "item" else "elsewhere", probability, why)


def build_searcher(
    catalogue: Catalogue,
    embedding_model: str | None = None,
    model_dir: Path | None = None,
    cache_dir: Path | None = None,
) -> Search:
    """The engine for a catalogue.

    ``embedding_model``: another Sentence Transformers model (name or folder) in place of the built-in one. ``model_dir``:
    the folder of the trained parts, by default the one in the package. ``cache_dir``: where the dictionary and the index
    are kept between starts.
    """
    return Searcher(corpus_of(catalogue), cache_dir)
