"""The precomputed scores are rank-bm25's own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from assistant.retrieval.bm25 import Bm25

TERMS = st.sampled_from("失业登记居住证结婚公积金")
DOCUMENTS = st.lists(st.lists(TERMS, min_size=1, max_size=12), min_size=3, max_size=9)


@given(DOCUMENTS, st.lists(TERMS, max_size=8))
def test_scores_are_exactly_those_of_rank_bm25(documents: list[list[str]], query: list[str]) -> None:
    expected = BM25Okapi(documents).get_scores(query)
    np.testing.assert_allclose(Bm25(documents).scores(query), expected, rtol=1e-4, atol=1e-5)


def test_bounded_scores_lie_between_none_and_all() -> None:
    index = Bm25([["失业", "登记"], ["居住证"], ["结婚", "登记"], ["公积金"], ["养老"]])
    scores = index.bounded(["居住证"])
    assert scores.argmax() == 1
    assert 0 < scores[1] <= 1
    assert index.bounded(["从没见过"]).max() == 0
    assert index.bounded(["居住证", "从没见过"])[1] < scores[1]
    assert index.bounded([]).max() == 0


@pytest.mark.parametrize("documents", [[[], ["a"], ["b"]], [["a"], ["a"], ["a", "b"]]])
def test_empty_documents_and_common_words_are_no_trouble(documents: list[list[str]]) -> None:
    assert np.isfinite(Bm25(documents).scores(["a", "b"])).all()
