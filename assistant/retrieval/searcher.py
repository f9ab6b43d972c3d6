"""Text in, judgement with its reasons out: the only name of this room that others use."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.text_keys import key_of
from assistant.retrieval.analysis import Analysed, Analyser
from assistant.retrieval.calibration import Calibration
from assistant.retrieval.confidence import clues, shortlist
from assistant.retrieval.corpus import Corpus, corpus_of
from assistant.retrieval.embedding import encoder
from assistant.retrieval.fusion import Fusion, one_referral, probabilities
from assistant.retrieval.judgement import Candidate, Judgement, Why
from assistant.retrieval.kept import kept
from assistant.retrieval.matters import halves
from assistant.retrieval.network import Network
from assistant.retrieval.postings import Floats
from assistant.retrieval.refresh import Shelf, read_all
from assistant.retrieval.signals import NAMES, Measured, Signals

MODEL = Path(__file__).parent / "model"
"""Where the trained parts lie: what ``python -m assistant.training`` writes."""
WRONG_WHEN_SURE = 0.03
SHOWN = 10
OFFERED = 4
SAYS_LITTLE = 0.03
"""Candidates below this are not offered from the third place on."""
TAUGHT = 0.97
"""How likely the target of an example is, when the very example is said."""
A_TERM = 6
"""Characters up to which an example is a bare term rather than a sentence."""
NOT_OURS = 0.4
"""Below this probability that any item is right, none is offered."""

_LABELS = {
    "matcher": "学到的对应",
    "example": "最像的例句",
    "embedding": "句向量",
    "bm25_words": "词",
    "bm25_sounds": "读音",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Engine:
    """All trained and built parts over one corpus."""

    corpus: Corpus
    analyser: Analyser
    signals: Signals
    fusion: Fusion
    calibration: Calibration


class Searcher:
    """The engine with its thresholds. Immutable after it is built, safe to use from several threads.

    ``calibrated`` is False when the catalogue is not the one that the calibration was measured with: the ranking
    holds, but how often "sure" is right has not been measured for it.
    """

    def __init__(self, engine: Engine, wrong_when_sure: float = WRONG_WHEN_SURE) -> None:
        self._engine = engine
        self.sure_from = engine.calibration.threshold(wrong_when_sure)
        self.calibrated = engine.calibration.fingerprint == engine.corpus.fingerprint
        self._is_item = np.asarray(engine.corpus.is_item)
        self._examples = _sentences(engine.corpus)
        if not self.calibrated:
            _log.info("The catalogue has changed since the search was calibrated; run make model to measure it anew.")

    def search(self, text: str) -> Judgement:
        """What the message is about. Never raises; an empty message is unknown."""
        message = self._engine.analyser.analyse(text)
        if not message.text or not self._engine.corpus.targets:
            return Judgement(text, "unknown", (), (), 0.0)
        measured = self._engine.signals.measure(message)
        judgement = self._judge(text, message, measured)
        return self._two_matters(judgement, message)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all targets, in the order of tables and probabilities."""
        return self._engine.corpus.codes

    @property
    def is_item(self) -> tuple[bool, ...]:
        """Whether each target is an item."""
        return self._engine.corpus.is_item

    @property
    def weights(self) -> tuple[float, ...]:
        """The fusion's weight of each signal."""
        return self._engine.fusion.weights

    def completed(self, text: str) -> Floats:
        """All signals of a message, shape (targets, signals): for ablations and for looking into single answers."""
        return self._engine.fusion.completed(self._engine.signals.measure(self._engine.analyser.analyse(text)).table)

    def places(self, texts: Sequence[str]) -> Floats:
        """Unit vectors whose product tells how alike two messages are; shape (texts, d)."""
        rows = [self._engine.signals.place(self._engine.analyser.analyse(text)) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, 1), np.float32)

    def nearest(self, text: str, target: int) -> str:
        """The example or name of a target that is nearest to the message."""
        return self._engine.signals.measure(self._engine.analyser.analyse(text)).nearest(target)

    def probabilities(self, message: Analysed) -> Floats:
        """Calibrated P of every target of the corpus, in its order; shape ``(targets,)``."""
        return self._probabilities(message, self._engine.signals.measure(message))

    def _probabilities(self, message: Analysed, measured: Measured) -> Floats:
        fusion = self._engine.fusion
        full = fusion.completed(measured.table)
        chosen, none = fusion.utilities(full)
        near = shortlist(full)
        told = clues(full[near], chosen[near], none, len(message.text))
        worth = self._engine.calibration.calibrated(probabilities(chosen, none), self._is_item, told)
        return one_referral(worth, self._is_item)

    def _judge(self, text: str, message: Analysed, measured: Measured) -> Judgement:
        p = self._as_taught(text, message, self._probabilities(message, measured))
        order = np.argsort(-p, kind="stable")[:SHOWN]
        ranking = tuple(self._candidate(int(i), float(p[i]), message, measured) for i in order)
        in_scope = float(min(p[self._is_item].sum(), 1.0))
        top = ranking[0]
        if top.kind == "item" and top.probability >= self.sure_from:
            return Judgement(text, "sure", (top.code,), ranking, in_scope)
        elsewhere = top.code if top.kind == "elsewhere" else None
        items = [c for c in ranking if c.kind == "item"][:OFFERED]
        if in_scope < NOT_OURS or not items:
            return Judgement(text, "unknown", (), ranking, in_scope, elsewhere)
        offered = tuple(c.code for i, c in enumerate(items) if i < 2 or c.probability >= SAYS_LITTLE)
        return Judgement(text, "unsure", offered, ranking, in_scope, elsewhere)

    def _as_taught(self, text: str, message: Analysed, p: Floats) -> Floats:
        """What somebody wrote down as an example of a target means that target, whatever the signals make of it."""
        owner = self._examples.get(key_of(text), self._examples.get(key_of(message.text)))
        if owner is None:
            return p
        sure = max(TAUGHT, self.sure_from, float(p[owner]))
        others = float(p.sum() - p[owner])
        known = p * np.float32((1.0 - sure) / others) if others > 1.0 - sure else p.copy()
        known[owner] = sure
        return np.asarray(known, np.float32)

    def _two_matters(self, whole: Judgement, message: Analysed) -> Judgement:
        """Both items, when each half of the message by itself is clearly another one."""
        for first, second in halves(message.text):
            tops = [self._sure_item(part) for part in (first, second)]
            if tops[0] and tops[1] and tops[0] != tops[1]:
                items = (tops[0], tops[1])
                matters = ((tops[0],), (tops[1],))
                return Judgement(whole.text, "sure", items, whole.ranking, whole.in_scope, whole.elsewhere, matters)
        return whole

    def _sure_item(self, text: str) -> str | None:
        p = self.probabilities(self._engine.analyser.analyse(text))
        top = int(np.argmax(p))
        sure = self._is_item[top] and p[top] >= max(self.sure_from, 0.8)
        return self._engine.corpus.codes[top] if sure else None

    def _candidate(self, index: int, probability: float, message: Analysed, measured: Measured) -> Candidate:
        target = self._engine.corpus.targets[index]
        nearest = measured.nearest(index)
        own = "".join((*target.names, nearest))
        words = tuple(dict.fromkeys(w for w in message.words if len(w) > 1 and w in own))[:6]
        corrections = tuple((a, b) for a, b in message.corrections if b in own or len(b) > 8)[:4]
        row = measured.table[index]
        signals = tuple((label, round(float(row[NAMES.index(n)]), 3)) for n, label in _LABELS.items())
        why = Why(words, corrections, nearest, signals)
        return Candidate(target.code, "item" if target.kind == "item" else "elsewhere", probability, why)


def _sentences(corpus: Corpus) -> dict[str, int]:
    """The examples that are sentences, each with its only target; a bare term may mean several."""
    names = {key_of(name) for target in corpus.targets for name in target.names}
    found: dict[str, int | None] = {}
    for index, text in corpus.phrases():
        key = key_of(text)
        if len(key) > A_TERM and key not in names:
            found[key] = index if found.get(key, index) == index else None
    return {key: index for key, index in found.items() if index is not None}


def build_engine(
    catalogue: Catalogue,
    embedding_model: str | None = None,
    model_dir: Path | None = None,
    cache_dir: Path | None = None,
) -> Engine:
    """All parts for a catalogue; the index is taken from ``cache_dir`` when nothing has changed since it was built."""
    folder = model_dir or MODEL
    corpus = corpus_of(catalogue)
    encode = encoder(embedding_model, folder)

    def build(shelf: Shelf | None) -> tuple[Analyser, Signals]:
        analyser, network = Analyser(corpus, cache_dir), Network.load(folder)
        phrases = read_all(corpus, analyser, encode, network, shelf)
        return analyser, Signals(corpus, analyser, encode, network, phrases, [i for i, _ in corpus.phrases()])

    analyser, signals = kept(build, corpus, encode, folder, embedding_model, cache_dir)
    return Engine(corpus, analyser, signals, Fusion.load(folder), Calibration.load(folder))


def build_searcher(
    catalogue: Catalogue,
    embedding_model: str | None = None,
    model_dir: Path | None = None,
    cache_dir: Path | None = None,
    wrong_when_sure: float = WRONG_WHEN_SURE,
) -> Searcher:
    """The search for a catalogue.

    ``embedding_model``: another Sentence Transformers model (name or folder) in place of the built-in one.
    ``model_dir``: the folder of the trained parts, by default the one in the package. ``cache_dir``: where the
    dictionary and the index are kept between starts. ``wrong_when_sure``: the share of sure answers that may be
    wrong. Raises ``BadModel``.
    """
    return Searcher(build_engine(catalogue, embedding_model, model_dir, cache_dir), wrong_when_sure)
