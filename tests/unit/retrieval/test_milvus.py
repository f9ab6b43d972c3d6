"""The search with its examples in Milvus (Lite) agrees with the one in memory and follows edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import BadModel
from assistant.knowledge.catalogue import Catalogue
from assistant.retrieval import milvus_index
from assistant.retrieval.milvus import build_milvus_searcher
from assistant.retrieval.milvus_index import MilvusIndex
from assistant.retrieval.searcher import Searcher, build_searcher
from assistant.training.__main__ import train
from tests.unit.retrieval.small import ASKED, catalogue, item

pytest.importorskip("pymilvus", reason="pymilvus is not installed: pip install 'linban[milvus]'")
pytest.importorskip("milvus_lite", reason="milvus-lite is not installed: pip install 'linban[milvus]'")

SAID = (
    "我没工作了，去哪里登记失业",
    "居住證怎麼辦",
    "居住正在哪办",
    "juzhuzheng",
    "gong ji jin",
    "想取公积金付房租",
    "明天会下雨吗",
    "领证结婚带什么",
    "下岗",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of the small catalogue."""
    folder = tmp_path_factory.mktemp("milvus")
    train(catalogue(), folder / "model")
    return folder


@pytest.fixture(scope="module")
def both(folder: Path) -> tuple[Searcher, Searcher]:
    """The search in memory and the one with Milvus Lite, over the same catalogue."""
    return in_memory(folder, catalogue()), with_milvus(folder, catalogue())


@pytest.fixture
def index(folder: Path) -> Iterator[MilvusIndex]:
    """The collection itself, to look at."""
    opened = MilvusIndex(url(folder), 128)
    yield opened
    opened.close()


def url(folder: Path) -> str:
    return str(folder / "index.db")


def in_memory(folder: Path, knowledge: Catalogue) -> Searcher:
    return build_searcher(knowledge, model_dir=folder / "model", cache_dir=folder / "cache")


def with_milvus(folder: Path, knowledge: Catalogue) -> Searcher:
    return build_milvus_searcher(knowledge, url(folder), model_dir=folder / "model", cache_dir=folder / "cache")


def stored(index: MilvusIndex, target: str) -> set[str]:
    """The texts of a target that lie in Milvus."""
    rows = index._client.query(index.name, filter=f'target == "{target}"', output_fields=["text"])
    return {row["text"] for row in rows}


@pytest.mark.parametrize("text", SAID)
def test_milvus_and_memory_judge_alike(both: tuple[Searcher, Searcher], text: str) -> None:
    memory, milvus = (search.search(text) for search in both)
    assert [c.code for c in milvus.ranking] == [c.code for c in memory.ranking]
    assert (milvus.outcome, milvus.items, milvus.elsewhere) == (memory.outcome, memory.items, memory.elsewhere)
    assert milvus.ranking[0].probability == pytest.approx(memory.ranking[0].probability, abs=0.02)
    assert milvus.ranking[0].why.nearest == memory.ranking[0].why.nearest


@pytest.mark.parametrize("text", ["", "   ", "？？？", "\u200b", "hello world", "x" * 5000, "一" * 5000, "'\"\\"])
def test_no_text_breaks_the_search_with_milvus(both: tuple[Searcher, Searcher], text: str) -> None:
    judgement = both[1].search(text)
    assert judgement.text == text
    assert judgement.outcome == both[0].search(text).outcome


def test_an_edit_sends_only_what_changed_and_deletes_what_is_gone(folder: Path, index: MilvusIndex) -> None:
    with_milvus(folder, catalogue())
    before = index._keys()
    code, (name, aliases, examples) = "LB-AA-003", ASKED["LB-AA-003"]
    edited = item(code, name, aliases, (*examples[1:], "牵手一辈子的红本本哪里拿"))
    search = with_milvus(folder, catalogue(edited))
    assert search.search("红本本哪里拿，要牵手一辈子").ranking[0].why.nearest == "牵手一辈子的红本本哪里拿"
    assert stored(index, code) == {name, *aliases, *examples[1:], "牵手一辈子的红本本哪里拿"}
    after = index._keys()
    assert (len(after - before), len(before - after)) == (1, 1)
    with_milvus(folder, catalogue())
    assert index._keys() == before


def test_an_item_taken_out_leaves_nothing_in_milvus(folder: Path, index: MilvusIndex) -> None:
    whole = catalogue()
    without = replace(whole, items={c: i for c, i in whole.items.items() if c != "LB-AA-002"})
    search = with_milvus(folder, without)
    assert stored(index, "LB-AA-002") == set()
    assert "LB-AA-002" not in {c.code for c in search.search("居住证怎么办").ranking}
    with_milvus(folder, whole)


def test_a_milvus_that_fails_while_answering_leaves_the_other_signals(folder: Path) -> None:
    search = with_milvus(folder, catalogue())
    index = MilvusIndex(url(folder), 128)
    index._client.drop_collection(index.name)
    judgement = search.search("失业登记")
    assert judgement.ranking[0].code == "LB-AA-001"
    assert judgement.ranking[0].why.nearest == ""


def test_an_address_that_nobody_answers_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus_index, "WAIT_SECONDS", 0.5)
    with pytest.raises(BadModel, match="LINBAN_INDEX_URL"):
        MilvusIndex("http://127.0.0.1:9", 128)
