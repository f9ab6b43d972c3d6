"""Trains the embedded sentence-transformers model: a static embedding of short character runs."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.normalizers import NFKC, Lowercase
from tokenizers.normalizers import Sequence as Normalizers
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import BpeTrainer

from assistant.retrieval.embedding import FOLDER
from assistant.training.learn import Bags, Recipe, learn

RECIPE = Recipe(size=128, epochs=4, rate=0.02, drop=0.2, smoothing=0.0, scale=20.0, spread=0.05, warmup=0.1)
TOKENS = 8000
UNKNOWN = "[UNK]"
_BREAKS = r"[\s\p{P}\p{S}]+"


def tokenizer_of(texts: Sequence[str]) -> Any:
    """A byte-pair tokenizer learned on the texts: characters, and runs of characters that often stand together."""
    tokenizer: Any = Tokenizer(BPE(unk_token=UNKNOWN))
    tokenizer.normalizer = Normalizers([NFKC(), Lowercase()])
    tokenizer.pre_tokenizer = Split(Regex(_BREAKS), "removed")
    trainer = BpeTrainer(
        vocab_size=TOKENS, special_tokens=[UNKNOWN], min_frequency=4, max_token_length=4, show_progress=False
    )
    tokenizer.train_from_iterator(list(texts), trainer)
    return tokenizer


class TrainedEncoder:
    """The model just trained: the same vectors as the saved one gives."""

    def __init__(self, tokenizer: Any, vectors: np.ndarray) -> None:
        self.tokenizer, self.vectors = tokenizer, vectors

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, shape (texts, d)."""
        rows = np.zeros((len(texts), self.vectors.shape[1]), np.float32)
        for row, coded in enumerate(self.tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            if coded.ids:
                rows[row] = self.vectors[coded.ids].mean(axis=0)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)

    def save(self, folder: Path) -> None:
        """Write a sentence-transformers folder: a lone static module, its tokenizer and its vectors."""
        place = folder / FOLDER
        place.mkdir(parents=True, exist_ok=True)
        module = {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}
        about = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine", "prompts": {}}
        (place / "modules.json").write_text(json.dumps([module], indent=1) + "\n", encoding="utf-8")
        (place / "config_sentence_transformers.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
        save_file({"embedding.weight": self.vectors}, place / "model.safetensors")
        self.tokenizer.save(str(place / "tokenizer.json"), pretty=False)


def train_embedding(texts: Sequence[str], targets: np.ndarray, classes: int, known: int, seed: int) -> TrainedEncoder:
    """Learn token vectors whose mean tells what a text is about: every target has a proxy, texts are drawn to
    theirs."""
    tokenizer = tokenizer_of([re.sub(r"\s+", " ", t) for t in texts[:known]])
    ids = [np.asarray(e.ids, np.int64) for e in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
    weights = [np.full(len(i), 1.0 / max(len(i), 1), np.float32) for i in ids]
    model = learn(Bags(ids, weights), targets, tokenizer.get_vocab_size(), classes, RECIPE, seed)
    vectors = model.vectors
    # The unknown token says nothing, and half precision is enough: the stored numbers are the ones used.
    vectors[tokenizer.token_to_id(UNKNOWN)] = 0.0
    return TrainedEncoder(tokenizer, vectors.astype(np.float16).astype(np.float32))
