"""With many examples only the nearest by terms are compared by meaning, and the answer stays the same."""

from __future__ import annotations

import pytest

from assistant.retrieval import signals
from assistant.retrieval.searcher import Searcher, build_searcher
from assistant.training.__main__ import train
from tests.unit.retrieval.small import catalogue


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("signals")
    train(catalogue(), folder / "model")
    return build_searcher(catalogue(), model_dir=folder / "model", cache_dir=folder)


@pytest.mark.parametrize("text", ["我没工作了，去哪里登记失业", "居住正在哪办", "想取公积金付房租", "明天会下雨吗"])
def test_a_shortlist_of_examples_leads_to_the_same_answer(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    all_compared = searcher.search(text).ranking[0]
    monkeypatch.setattr(signals, "MANY", 5)
    monkeypatch.setattr(signals, "COMPARED", 5)
    few_compared = searcher.search(text).ranking[0]
    assert (few_compared.code, few_compared.why.nearest) == (all_compared.code, all_compared.why.nearest)


def test_the_longest_name_in_a_message_counts_by_its_share(searcher: Searcher) -> None:
    place = list(searcher.codes).index("LB-AA-001")
    column = signals.NAMES.index("name")
    assert searcher.completed("失业登记")[place, column] == pytest.approx(1.0)
    assert searcher.completed("失业登记怎么弄呀")[place, column] == pytest.approx(0.5)
    assert searcher.completed("登记怎么弄呀")[place, column] == 0
