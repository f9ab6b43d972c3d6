"""The inverted index and the groups give what a plain loop gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.postings import Groups, Postings


def test_scores_are_sums_of_products_and_unknown_terms_count_nothing() -> None:
    index = Postings([("a", 0, 2.0), ("a", 1, 1.0), ("b", 1, 3.0)], 3)
    np.testing.assert_allclose(index.scores({"a": 1.0, "b": 0.5, "c": 9.0}), [2.0, 2.5, 0.0])
    assert index.scores({}).tolist() == [0, 0, 0]
    assert index.scores({"c": 1.0}).tolist() == [0, 0, 0]


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1, width=32)), max_size=30))
def test_best_and_mean_of_three_are_what_a_loop_finds(pairs: list[tuple[int, float]]) -> None:
    pairs.sort(key=lambda p: p[0])
    scores = np.asarray([s for _, s in pairs], np.float32)
    groups = Groups(np.asarray([g for g, _ in pairs], np.intp), 5)
    best = groups.best(scores)
    for group in range(5):
        assert best[group] == max([s for g, s in pairs if g == group], default=0.0)


def test_the_mean_of_the_best_three_counts_missing_ones_as_nothing() -> None:
    groups = Groups(np.asarray([0, 0, 0, 0, 2], np.intp), 3)
    best, mean = groups.best_and_mean(np.asarray([0.9, 0.1, 0.6, 0.3, 0.6], np.float32))
    np.testing.assert_allclose(best, [0.9, 0.0, 0.6], rtol=1e-6)
    np.testing.assert_allclose(mean, [0.6, 0.0, 0.2], rtol=1e-6)


def test_rows_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        Groups(np.asarray([1, 0], np.intp), 2)
