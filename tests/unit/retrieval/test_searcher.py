"""The search over a small catalogue with a model trained on it: what it must do whatever the model's quality."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import BadModel
from assistant.knowledge.catalogue import Catalogue
from assistant.library import Library
from assistant.retrieval.network import Network
from assistant.retrieval.searcher import Searcher, build_searcher
from assistant.training.__main__ import train
from tests.unit.retrieval.small import ASKED, catalogue, item, topic


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the small catalogue."""
    folder = tmp_path_factory.mktemp("small") / "model"
    train(catalogue(), folder)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def searcher(model: Path, cache: Path) -> Searcher:
    return build_searcher(catalogue(), model_dir=model, cache_dir=cache)


def first(search: Searcher, text: str) -> str:
    return search.search(text).ranking[0].code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我没工作了，去哪里登记失业", "LB-AA-001"),
        ("居住證怎麼辦", "LB-AA-002"),
        ("居住正在哪办", "LB-AA-002"),
        ("juzhuzheng", "LB-AA-002"),
        ("gong ji jin", "LB-AA-004"),
        ("ＪＵＺＨＵＺＨＥＮＧ", "LB-AA-002"),
        ("明天天气怎么样呀", "weather"),
    ],
)
def test_typing_errors_pinyin_and_traditional_characters_find_the_item(
    searcher: Searcher, text: str, code: str
) -> None:
    assert first(searcher, text) == code


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=st.one_of(st.text(max_size=80), st.text(alphabet="居住证失业登记abc jz，。!12 ", max_size=40)))
def test_no_text_breaks_the_contract(searcher: Searcher, text: str) -> None:
    judgement = searcher.search(text)
    probabilities = [c.probability for c in judgement.ranking]
    assert judgement.text == text
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 <= p <= 1 for p in probabilities)
    assert sum(probabilities) <= 1 + 1e-4
    assert 0 <= judgement.in_scope <= 1
    counts = {"sure": range(1, 3), "unsure": range(2, 5), "unknown": range(1)}
    assert len(judgement.items) in counts[judgement.outcome]


@pytest.mark.parametrize("text", ["", "   ", "\u200b\n", "？？？"])
def test_a_message_without_words_is_unknown(searcher: Searcher, text: str) -> None:
    assert searcher.search(text).outcome == "unknown"


def test_a_very_long_message_is_answered(searcher: Searcher) -> None:
    assert first(searcher, "请问居住证怎么办" + "，谢谢" * 100_000) == "LB-AA-002"


def test_an_example_added_by_an_officer_counts_at_once(model: Path, cache: Path) -> None:
    code, name = "LB-AA-003", ASKED["LB-AA-003"][0]
    more = item(code, name, ASKED[code][1], (*ASKED[code][2], "牵手一辈子的红本本哪里拿"))
    before = build_searcher(catalogue(), model_dir=model, cache_dir=cache)
    after = build_searcher(catalogue(more), model_dir=model, cache_dir=cache)
    text = "红本本哪里拿，要牵手一辈子"
    assert after.search(text).probability(code) > before.search(text).probability(code)
    top = after.search(text).ranking[0]
    assert (top.code, top.why.nearest) == (code, "牵手一辈子的红本本哪里拿")


def test_an_item_that_the_model_never_saw_is_found_by_name_example_and_sound(model: Path, cache: Path) -> None:
    new = item("LB-AA-009", "养犬登记", ("狗证",), ("想给小狗上个户口", "养狗要办什么证", "狗证在哪里办"))
    searcher = build_searcher(catalogue(new), model_dir=model, cache_dir=cache)
    for text in ("养犬登记", "养狗要办什么证", "狗证哪里办", "yangquandengji"):
        assert first(searcher, text) == "LB-AA-009", text
    assert first(searcher, "居住证怎么办") == "LB-AA-002"
    assert not searcher.calibrated


def test_an_item_taken_out_is_no_longer_found(model: Path, cache: Path) -> None:
    whole = catalogue()
    without = replace(whole, items={c: i for c, i in whole.items.items() if c != "LB-AA-002"})
    searcher = build_searcher(without, model_dir=model, cache_dir=cache)
    assert "LB-AA-002" not in {c.code for c in searcher.search("居住证怎么办").ranking}


def test_a_synonym_of_the_words_folder_leads_to_the_item(model: Path, cache: Path) -> None:
    searcher = build_searcher(catalogue(synonyms={"蓝印卡": ("居住证",)}), model_dir=model, cache_dir=cache)
    judgement = searcher.search("蓝印卡怎么弄")
    assert judgement.ranking[0].code == "LB-AA-002"
    assert ("蓝印卡", "居住证") in judgement.ranking[0].why.corrections


def test_the_calibrated_catalogue_is_recognised(searcher: Searcher) -> None:
    assert searcher.calibrated


def test_why_names_words_the_nearest_example_and_scores(searcher: Searcher) -> None:
    why = searcher.search("外地人办居住证").ranking[0].why
    assert "居住证" in why.words
    assert why.nearest == "外地人办居住证要什么"
    assert dict(why.signals)["最像的例句"] > 0.3
    assert "居住证" in why.sentence()


def test_less_error_allowed_means_no_more_sure_answers(model: Path, cache: Path) -> None:
    careful, bold = (
        build_searcher(catalogue(), model_dir=model, cache_dir=cache, wrong_when_sure=share) for share in (0.0001, 0.5)
    )
    assert careful.sure_from >= bold.sure_from


def test_the_kept_index_answers_like_the_built_one_and_is_never_stale(model: Path, tmp_path: Path) -> None:
    built = build_searcher(catalogue(), model_dir=model, cache_dir=tmp_path)
    assert list(tmp_path.glob("index-*.pickle"))
    read = build_searcher(catalogue(), model_dir=model, cache_dir=tmp_path)
    for text in ("居住正怎么办", "取公积金付房租", "hello"):
        assert read.search(text) == built.search(text)
    new = item("LB-AA-009", "养犬登记", ("狗证",), ("养狗要办什么证",))
    assert first(build_searcher(catalogue(new), model_dir=model, cache_dir=tmp_path), "养狗要办什么证") == "LB-AA-009"
    for kept in tmp_path.glob("index-*.pickle"):
        kept.write_bytes(b"broken")
    assert build_searcher(catalogue(), model_dir=model, cache_dir=tmp_path).search("居住证").items


def test_an_empty_catalogue_knows_nothing(model: Path, tmp_path: Path) -> None:
    empty = Catalogue(items={}, departments={}, elsewhere={"weather": topic()})
    judgement = build_searcher(empty, model_dir=model, cache_dir=tmp_path).search("居住证")
    assert (judgement.outcome, judgement.items) == ("unknown", ())


def test_a_missing_or_foreign_model_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="make model"):
        build_searcher(catalogue(), model_dir=tmp_path / "nowhere", cache_dir=tmp_path)


def test_training_twice_gives_the_same_numbers(model: Path, tmp_path: Path) -> None:
    train(catalogue(), tmp_path)
    once, again = Network.load(model), Network.load(tmp_path)
    assert once.terms == again.terms
    np.testing.assert_array_equal(once.vectors, again.vectors)
    np.testing.assert_allclose(once.out, again.out, atol=1e-3)
    assert (model / "fusion.json").read_text() == (tmp_path / "fusion.json").read_text()


def test_answering_needs_no_training_library(model: Path, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from tests.unit.retrieval.small import catalogue;"
        "from assistant.retrieval.searcher import build_searcher;"
        f"m, c = pathlib.Path({str(model)!r}), pathlib.Path({str(tmp_path)!r});"
        "s = build_searcher(catalogue(), model_dir=m, cache_dir=c);"
        "assert s.search('居住证').items;"
        "print(sorted({'torch', 'sklearn', 'sentence_transformers', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_very_example_means_its_item_and_nothing_worse(library: Library) -> None:
    """What an officer teaches must be answered, however odd the sentence is to the model."""
    for one in list(library.catalogue.items.values())[::20]:
        sentence = next(text for texts in one.examples.values() for text in texts if len(text) > 10)
        judgement = library.searcher.search(f"您好，{sentence}")
        assert (judgement.outcome, judgement.items) == ("sure", (one.code,)), sentence
        assert sum(c.probability for c in judgement.ranking) <= 1.0001
