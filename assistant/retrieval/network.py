"""The learned matcher: a message's words, characters and sounds → one vector → a score for every target it was
taught."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import BadModel
from assistant.retrieval.analysis import Analysed
from assistant.retrieval.postings import Floats
from assistant.retrieval.vocabulary import Vocabulary

FILE = "network.npz"


def features(message: Analysed) -> list[str]:
    """The terms that the matcher reads, each once, sorted: words, runs of one to three characters, of two and three
    sounds."""
    found = {f"w{w}" for w in message.words}
    found.update(f"c{g}" for g in message.grams)
    found.update(f"s{s}" for s in message.sounds if "-" in s)
    return sorted(found)


@dataclass(frozen=True)
class Network:
    """Weights of the matcher.

    ``vectors`` is int8 of shape (terms, d), each row to be multiplied by ``scales`` (terms,), which contain the
    term's idf; a message's vector is the sum of its terms' rows divided by the length of its idf vector. ``out``
    (targets, d) and ``bias`` (targets,) give the scores of ``codes``.
    """

    terms: tuple[str, ...]
    idf: Floats
    vectors: npt.NDArray[np.int8]
    scales: Floats
    out: Floats
    bias: Floats
    codes: tuple[str, ...]

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.terms)

    def __getstate__(self) -> dict[str, object]:
        """Without the terms themselves, which only :meth:`save` needs: they are a third of the memory."""
        return {**self.__dict__, "terms": (), "_vocabulary": self._vocabulary}

    def hidden(self, message: Analysed) -> Floats:
        """The message's vector; shape ``(d,)``; zero when no term is known."""
        found = self._vocabulary.ids(features(message))
        ids = found[found >= 0]
        if not len(ids):
            return np.zeros(self.vectors.shape[1], np.float32)
        weights = self.scales[ids]
        length = float(np.linalg.norm(self.idf[ids]))
        return (weights @ self.vectors[ids].astype(np.float32)) / np.float32(length or 1.0)

    def scores(self, hidden: Floats) -> Floats:
        """Unnormalised log-probabilities of ``codes``; shape ``(targets,)``."""
        return self.out @ hidden + self.bias

    def save(self, folder: Path) -> None:
        """Write the weights as one compressed NumPy archive."""
        np.savez_compressed(
            folder / FILE,
            terms=np.frombuffer("\n".join(self.terms).encode(), np.uint8),
            codes=np.frombuffer(json.dumps(self.codes).encode(), np.uint8),
            idf=self.idf.astype(np.float16),
            vectors=self.vectors,
            scales=self.scales.astype(np.float16),
            out=self.out.astype(np.float16),
            bias=self.bias.astype(np.float16),
        )

    @classmethod
    def load(cls, folder: Path) -> Network:
        """Read the weights. Raises :class:`BadModel` when they are missing or unreadable."""
        try:
            with np.load(folder / FILE) as file:
                parts = {name: file[name] for name in file.files}
            return cls(
                tuple(parts["terms"].tobytes().decode().split("\n")),
                parts["idf"].astype(np.float32),
                parts["vectors"],
                parts["scales"].astype(np.float32),
                parts["out"].astype(np.float32),
                parts["bias"].astype(np.float32),
                tuple(json.loads(parts["codes"].tobytes())),
            )
        except (OSError, KeyError, ValueError) as error:
            raise BadModel(f"读不了匹配模型 {folder / FILE}：{error}。请用 make model 重新生成。") from error


def quantised(vectors: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Rows as int8 and the factor of each row."""
    most = np.abs(vectors).max(axis=1, initial=1e-8)
    scale = np.maximum(most, 1e-8) / 127.0
    return np.rint(vectors / scale[:, None]).astype(np.int8), scale.astype(np.float32)
