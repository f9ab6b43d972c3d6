"""Text → vectors: the project's own static sentence-transformers model read without torch, or any other model by its
name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from assistant.errors import BadModel
from assistant.retrieval.postings import Floats

FOLDER = "embedding"
_PART = "0_StaticEmbedding"


class Encoder(Protocol):
    """Turns texts into unit vectors, float32 of shape (texts, d)."""

    def encode(self, texts: Sequence[str]) -> Floats: ...


def unit(vectors: Floats) -> Floats:
    """Rows scaled to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


class StaticEncoder:
    """A sentence-transformers ``StaticEmbedding``: the mean of the vectors of a text's tokens, scaled to length 1.

    Gives the same vectors as ``SentenceTransformer(folder).encode(texts, normalize_embeddings=True)``, without
    importing torch.
    """

    def __init__(self, folder: Path) -> None:
        # sentence-transformers writes a lone static module either into a sub-folder or into the folder itself.
        place = folder / _PART if (folder / _PART).is_dir() else folder
        try:
            self._tokenizer: Any = Tokenizer.from_file(str(place / "tokenizer.json"))
            weights = load_file(place / "model.safetensors")
            self._vectors: Floats = next(iter(weights.values())).astype(np.float32)
        except (OSError, SafetensorError, StopIteration, Exception) as error:
            raise BadModel(f"读不了句向量模型 {folder}：{error}。请用 make model 重新生成，或改正设置。") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, shape (texts, d); zeros for a text without a single known token."""
        rows = np.zeros((len(texts), self._vectors.shape[1]), np.float32)
        for row, coded in enumerate(self._tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            if coded.ids:
                rows[row] = self._vectors[coded.ids].mean(axis=0)
        return unit(rows)


class HubEncoder:
    """Any other Sentence Transformers model. Loading it takes seconds and several hundred megabytes."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer

            self._model: Any = SentenceTransformer(name)
        except Exception as error:  # whatever the library raises, the setting is what has to be mended
            raise BadModel(f"载入不了句向量模型“{name}”（设置 LINBAN_EMBEDDING_MODEL）：{error}") from error

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, shape (texts, d)."""
        found = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, np.float32)


def encoder(name: str | None, model_dir: Path) -> Encoder:
    """The built-in static model of ``model_dir``, or the model of that name or folder."""
    return HubEncoder(name) if name else StaticEncoder(model_dir / FOLDER)
