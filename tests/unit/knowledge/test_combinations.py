"""Trying all answers without trying too many."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.knowledge.combinations import AT_MOST, answer_sets, count, pairwise
from assistant.knowledge.schema import Circumstance, Item, Option


def item_asking(*sizes: int, multi: bool = False) -> Item:
    """An item (otherwise empty) whose questions have these numbers of options."""
    asked = tuple(
        Circumstance(
            id=f"q{n}",
            question="？",
            multi=multi,
            options=tuple(Option(id=f"o{k}", label=f"{k}") for k in range(size)),
        )
        for n, size in enumerate(sizes)
    )
    return Item.model_construct(circumstances=asked, materials=())


def test_few_combinations_are_all_tried() -> None:
    assert len(answer_sets(item_asking(2, 3, 4))) == 24
    assert answer_sets(item_asking()) == [{}]


def test_where_several_may_be_chosen_all_together_is_tried_too() -> None:
    assert count(item_asking(3, multi=True)) == 4
    assert {"q0": ("o0", "o1", "o2")} in answer_sets(item_asking(3, multi=True))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(2, 5), min_size=4, max_size=6))
def test_many_combinations_are_covered_pair_by_pair(sizes: list[int]) -> None:
    columns = [[(f"o{k}",) for k in range(size)] for size in sizes]
    rows = list(pairwise(columns))
    for (a, left), (b, right) in combinations(enumerate(columns), 2):
        assert {(row[a], row[b]) for row in rows} == set(product(left, right))


def test_a_cover_is_much_smaller_than_everything() -> None:
    item = item_asking(4, 4, 4, 4, 4, 4)
    assert count(item) > AT_MOST
    assert len(answer_sets(item)) < 60
