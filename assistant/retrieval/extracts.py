"""What the index needs of each example and name, as arrays: read from the texts once, kept for the next build."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.retrieval.analysis import Analysed
from assistant.retrieval.embedding import Encoder, unit
from assistant.retrieval.network import Network
from assistant.retrieval.postings import Floats
from assistant.retrieval.vocabulary import Hashes, Ids, hashes

WEIGHTS = {"w": 1.0, "c": 1.0, "s": 0.7}
"""How much a channel counts in the tf–idf cosine (squared, before normalising): words, characters, sounds."""
_ARRAYS = ("starts", "terms", "own", "vectors", "hidden")


def own_terms(message: Analysed) -> tuple[Hashes, Floats]:
    """The message's terms of all channels as hashes, each once, and their weights within the message."""
    counts = Counter(f"w{w}" for w in message.words)
    counts.update(f"c{g}" for g in message.grams if len(g) > 1)
    counts.update(f"s{s}" for s in message.sounds if "-" in s)
    own = [WEIGHTS[term[0]] * (1 + math.log(n)) for term, n in counts.items()]
    return hashes(counts), np.asarray(own, np.float32)


@dataclass(frozen=True)
class Extracts:
    """Of text i: the hashes ``terms[starts[i]:starts[i + 1]]`` with their weights ``own`` within it, its embedding
    ``vectors[i]`` and its place ``hidden[i]`` in the matcher's space, both of length 1."""

    texts: tuple[str, ...]
    starts: Ids
    terms: Hashes
    own: Floats
    vectors: Floats
    hidden: Floats

    @property
    def owners(self) -> Ids:
        """The text of each term."""
        return np.repeat(np.arange(len(self.texts)), np.diff(self.starts))

    def taken(self, rows: Ids) -> Extracts:
        """Some of the texts, in the order given."""
        sizes = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        places = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes) + np.repeat(self.starts[rows], sizes)
        texts = tuple(self.texts[i] for i in rows)
        return Extracts(texts, starts, self.terms[places], self.own[places], self.vectors[rows], self.hidden[rows])

    def joined(self, more: Extracts) -> Extracts:
        """These texts and then the others."""
        return Extracts(
            self.texts + more.texts,
            np.concatenate([self.starts, self.starts[-1] + more.starts[1:]]),
            np.concatenate([self.terms, more.terms]),
            np.concatenate([self.own, more.own]),
            np.concatenate([self.vectors, more.vectors]),
            np.concatenate([self.hidden, more.hidden]),
        )

    def save(self, file: Path, note: str) -> None:
        """Write to one NumPy archive, with a note."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        with file.open("wb") as out:
            np.savez(out, texts=_packed("\0".join(self.texts)), note=_packed(note), **arrays)

    @classmethod
    def load(cls, file: Path) -> tuple[Extracts, str]:
        """Read what :meth:`save` wrote, and the note. Raises OSError, KeyError, ValueError or BadZipFile."""
        with np.load(file) as parts:
            texts, note = (parts[name].tobytes().decode() for name in ("texts", "note"))
            return cls(tuple(texts.split("\0")), *(parts[name] for name in _ARRAYS)), note


def _packed(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def extracts(texts: Sequence[str], messages: Iterable[Analysed], encoder: Encoder, network: Network) -> Extracts:
    """Read texts; ``messages`` are the same taken apart, one at a time: all of them would fill half a gigabyte."""
    spelt, terms, own, hidden = [], [np.zeros(0, np.uint64)], [np.zeros(0, np.float32)], []
    for message in messages:
        of_text, weights = own_terms(message)
        spelt.append(message.text)
        terms.append(of_text)
        own.append(weights)
        hidden.append(network.hidden(message))
    starts = np.cumsum([len(t) for t in terms]).astype(np.int64)
    places = np.stack(hidden) if hidden else np.zeros((0, network.vectors.shape[1]), np.float32)
    return Extracts(
        tuple(texts), starts, np.concatenate(terms), np.concatenate(own), encoder.encode(spelt), unit(places)
    )
