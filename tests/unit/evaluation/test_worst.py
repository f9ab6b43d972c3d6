"""A wrong answer is explained by what spoke for it."""

from __future__ import annotations

import pytest

from assistant.evaluation.questions import Question
from assistant.evaluation.report import evaluate
from assistant.evaluation.worst import explain
from assistant.retrieval.searcher import Searcher, build_searcher
from assistant.training.__main__ import train
from tests.unit.retrieval.small import catalogue


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("worst")
    train(catalogue(), folder / "model")
    return build_searcher(catalogue(), model_dir=folder / "model", cache_dir=folder)


def test_it_names_the_signals_the_nearest_examples_and_the_place_of_the_right_item(searcher: Searcher) -> None:
    report = evaluate(searcher, [Question("登记失业要去哪里", "LB-AA-004"), Question("登记失业", "LB-AA-001")])
    (found,) = explain(searcher, report.misses())
    assert (found.meant, found.taken) == ("LB-AA-004", "LB-AA-001")
    assert found.rank is not None
    assert found.rank > 1
    assert found.parts
    assert all(worth > 0 for _, worth in found.parts)
    assert found.nearest[0] in ("登记失业", "失业登记", "没工作了去哪里登记")
    assert "公积金" in found.nearest[1]
    lines = "\n".join(found.lines())
    assert "应为 LB-AA-004（排在第" in lines
    assert "登记失业要去哪里" in lines


def test_a_matter_that_is_not_ours_is_held_against_the_likeliest_elsewhere_topic(searcher: Searcher) -> None:
    (found,) = explain(searcher, evaluate(searcher, [Question("登记失业要去哪里", None)]).misses())
    assert found.meant is None
    assert found.parts
    assert found.nearest[1] in ("天气", "今天下雨吗", "明天天气怎么样", "台风什么时候来", "外面冷不冷")
    assert "不在事项范围" in found.lines()[1]
