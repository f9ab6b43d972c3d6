"""The static model is read without torch, and gives the vectors that sentence-transformers gives."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BadModel
from assistant.retrieval.embedding import FOLDER, StaticEncoder, encoder
from assistant.retrieval.searcher import MODEL

TEXTS = ["居住证怎么办", "juzhuzheng", "结婚登记要带什么材料", "𠮷野家", "a", "……", "失业金 领取 条件"]


def test_vectors_equal_those_of_sentence_transformers() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        theirs = SentenceTransformer(str(MODEL / FOLDER), device="cpu").encode(TEXTS, normalize_embeddings=True)
    ours = encoder(None, MODEL).encode(TEXTS)
    known = np.linalg.norm(ours, axis=1) > 0
    np.testing.assert_allclose(ours[known], theirs[known], atol=2e-3)
    assert known.sum() >= 5


def test_vectors_have_length_one_or_none() -> None:
    lengths = np.linalg.norm(StaticEncoder(MODEL / FOLDER).encode([*TEXTS, ""]), axis=1)
    assert all(abs(length - 1) < 1e-4 or length == 0 for length in lengths)
    assert lengths[-1] == 0


def test_a_folder_without_a_model_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="句向量"):
        StaticEncoder(tmp_path)
    with pytest.raises(BadModel, match="LINBAN_EMBEDDING_MODEL"):
        encoder(str(tmp_path / "nothing"), MODEL)
