"""The signals: everything that is measured between a message and each target, one column per signal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.retrieval.analysis import Analysed, Analyser
from assistant.retrieval.bm25 import Bm25
from assistant.retrieval.corpus import Corpus
from assistant.retrieval.embedding import Encoder, unit
from assistant.retrieval.extracts import Extracts
from assistant.retrieval.nearest import Nearest
from assistant.retrieval.network import Network
from assistant.retrieval.postings import Floats, Groups
from assistant.text.normalise import normalise

NAMES = (
    "matcher",  # log-probability of the learned matcher
    "hidden",  # cosine with the nearest example in the matcher's space
    "example",  # tf–idf cosine with the nearest example
    "examples",  # mean of the three nearest
    "embedding",  # cosine of the sentence embedding with the nearest example
    "centre",  # cosine of the sentence embedding with the mean of the examples
    "bm25_words",
    "bm25_grams",
    "bm25_sounds",
    "name",  # how much of the message a name or popular name of the target covers
    "primary",  # first choice of its family, counted more the shorter the message
    "elsewhere",  # 1 for elsewhere topics
    "spelt",  # 1 for elsewhere topics when the message is typed in Latin letters
)
"""The columns, in order. ``matcher`` is NaN for a target that the matcher was not taught."""

MANY, COMPARED = 60_000, 6_000
"""Above so many examples, vectors are compared only with the examples that share most terms with the message."""


@dataclass(frozen=True, slots=True)
class Near:
    """The phrases that a message was compared with, in their targets' order: ``texts``, ``groups`` (which target each
    belongs to), and for each the tf–idf cosine, that of the embedding, and that in the matcher's space."""

    texts: Sequence[str]
    groups: Groups
    cosines: Floats
    by_vector: Floats
    by_hidden: Floats


@dataclass(frozen=True, slots=True)
class Measured:
    """One message measured: ``table`` has shape (targets, signals); ``near`` holds the examples compared."""

    table: Floats
    near: Near

    def nearest(self, target: int) -> str:
        """The example or name of a target that is nearest to the message, empty when none was compared."""
        near = self.near
        start, end = np.searchsorted(near.groups.owners, (target, target + 1))
        if start == end:
            return ""
        return near.texts[int(start + np.argmax(near.cosines[start:end] + near.by_vector[start:end]))]


class Signals:
    """All indexes over one corpus. Immutable after it is built.

    ``phrases`` are the examples and names that may vouch, read, and ``owners`` the target of each, rising. Training
    leaves out those of the fold that it measures.
    """

    def __init__(
        self,
        corpus: Corpus,
        analyser: Analyser,
        encoder: Encoder,
        network: Network,
        phrases: Extracts,
        owners: Sequence[int],
    ) -> None:
        self._encoder, self._network = encoder, network
        self.phrases = phrases.texts
        self._count = len(corpus.targets)
        self._groups = Groups(np.asarray(owners, np.intp), self._count)
        self._nearest = Nearest(phrases)
        self._lexical(corpus, analyser)
        self._vectors, self._hidden = phrases.vectors, phrases.hidden
        self._centres = self._means(self._vectors)
        self._names: dict[str, list[int]] = {}
        for i, target in enumerate(corpus.targets):
            for name in map(normalise, target.names):
                if len(name) > 1:
                    self._names.setdefault(name, []).append(i)
        self._name_sizes = sorted({len(name) for name in self._names})
        self._elsewhere = np.asarray([not item for item in corpus.is_item], np.float32)
        self._primary = np.asarray([t.primary for t in corpus.targets], np.float32)
        known = {code: i for i, code in enumerate(network.codes)}
        self._taught = np.asarray([known.get(code, -1) for code in corpus.codes])

    def __getstate__(self) -> dict[str, object]:
        return {name: part for name, part in self.__dict__.items() if name != "_encoder"}

    def wake(self, encoder: Encoder) -> None:
        """Give back, after unpickling, the encoder that the index was built with."""
        self._encoder = encoder

    @property
    def owners(self) -> npt.NDArray[np.intp]:
        """The target of each phrase; shape ``(phrases,)``."""
        return self._groups.owners

    @property
    def vectors(self) -> Floats:
        """The embedding of each phrase; shape (phrases, d)."""
        return self._vectors

    def _lexical(self, corpus: Corpus, analyser: Analyser) -> None:
        # Documents are longer than any message; their lines are taken apart one by one.
        documents = ["\n".join((*t.names, t.document)).splitlines() for t in corpus.targets]
        terms = analyser.terms([line for lines in documents for line in lines])
        self._words, self._grams, self._sounds = (
            Bm25([[term for line in lines for term in terms[line][part]] for lines in documents]) for part in range(3)
        )

    def _means(self, vectors: Floats) -> Floats:
        sums = np.zeros((self._count, vectors.shape[1]), np.float32)
        np.add.at(sums, self._groups.owners, vectors)
        return unit(sums)

    def measure(self, message: Analysed) -> Measured:
        """All signals of one message."""
        vector = self._encoder.encode([message.text])[0]
        hidden = self._network.hidden(message)
        near = self._near(message, vector, unit(hidden[None])[0])
        groups = near.groups
        best, mean = groups.best_and_mean(near.cosines)
        columns = (
            self._matched(hidden),
            groups.best(near.by_hidden),
            best,
            mean,
            groups.best(near.by_vector),
            self._centres @ vector,
            self._words.bounded(message.words),
            self._grams.bounded([g for g in message.grams if len(g) == 2]),
            self._sounds.bounded([s for s in message.sounds if s.count("-") == 1]),
            *self._priors(message),
        )
        return Measured(np.stack(columns, axis=1).astype(np.float32), near)

    def place(self, message: Analysed) -> Floats:
        """Where a message stands among others: its sentence vector beside its place in the matcher's space, as one unit
        vector. The product of two is the mean of both cosines."""
        vector = self._encoder.encode([message.text])[0]
        hidden = unit(self._network.hidden(message)[None])[0]
        return np.asarray(np.concatenate([vector, hidden]) / np.sqrt(2.0), np.float32)

    def _near(self, message: Analysed, vector: Floats, hidden: Floats) -> Near:
        """Compares a message (its unit vectors given) with the examples and names: here with all of them."""
        cosines = self._nearest.cosines(message)
        if len(cosines) <= MANY:
            return Near(self.phrases, self._groups, cosines, self._vectors @ vector, self._hidden @ hidden)
        rows = np.sort(np.argpartition(-cosines, COMPARED)[:COMPARED])
        groups = Groups(self._groups.owners[rows], self._count)
        texts = [self.phrases[i] for i in rows]
        return Near(texts, groups, cosines[rows], self._vectors[rows] @ vector, self._hidden[rows] @ hidden)

    def _matched(self, hidden: Floats) -> Floats:
        scores = self._network.scores(hidden)
        mine = np.where(self._taught >= 0, scores[self._taught], np.nan)
        top = np.nanmax(mine, initial=-1e9)
        return np.asarray(mine - top - np.log(np.nansum(np.exp(mine - top)) or 1.0), np.float32)

    def _priors(self, message: Analysed) -> Sequence[Floats]:
        text = message.text
        size = max(len(text), 1)
        named = np.zeros(self._count, np.float32)
        for long in self._name_sizes:  # rising: what a longer name covers replaces what a shorter one did
            for at in range(len(text) - long + 1):
                if owners := self._names.get(text[at : at + long]):
                    named[owners] = long / size
        short = 1.0 / (1.0 + size / 8.0)
        latin = float(sum("a" <= c <= "z" for c in text) > size / 2)
        return named, self._primary * np.float32(short), self._elsewhere, self._elsewhere * np.float32(latin)
