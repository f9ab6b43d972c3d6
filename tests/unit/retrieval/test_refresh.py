"""After an edit the index is the one that a build from nothing gives, and only what the edit touched is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.knowledge.catalogue import Catalogue
from assistant.retrieval.analysis import Analysed, Analyser
from assistant.retrieval.corpus import corpus_of
from assistant.retrieval.embedding import encoder
from assistant.retrieval.network import Network
from assistant.retrieval.refresh import Shelf, read_all
from assistant.retrieval.searcher import build_searcher
from assistant.training.__main__ import train
from tests.unit.retrieval.small import ASKED, catalogue, item

NAME, ALIASES, EXAMPLES = ASKED["LB-AA-002"]
BEFORE = len(tuple(corpus_of(catalogue()).phrases()))


class Counting(Analyser):
    """An analyser that remembers what it was given."""

    def analyse(self, text: str) -> Analysed:
        self.read = [*getattr(self, "read", []), text]
        return super().analyse(text)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("refresh") / "model"
    train(catalogue(), folder)
    return folder


def edited(aliases: tuple[str, ...] = ALIASES, examples: tuple[str, ...] = EXAMPLES) -> Catalogue:
    """The catalogue after an edit of one item."""
    was = catalogue()
    return replace(was, items={**was.items, "LB-AA-002": item("LB-AA-002", NAME, aliases, examples)})


def read_again(model: Path, folder: Path, after: Catalogue) -> list[str]:
    """What is read for the edited catalogue when the one before has been read already."""
    encode, network = encoder(None, model), Network.load(model)
    read: list[str] = []
    for content in (catalogue(), after):
        corpus = corpus_of(content)
        analyser = Counting(corpus, folder)
        extracts = read_all(corpus, analyser, encode, network, Shelf(folder, "x"))
        assert extracts.texts == tuple(text for _, text in corpus.phrases())
        read = getattr(analyser, "read", [])
    return read


def test_an_edited_example_is_the_only_text_read(model: Path, tmp_path: Path) -> None:
    after = edited(examples=(*EXAMPLES[:-1], "租了房子想领一张证"))
    assert read_again(model, tmp_path, after) == ["租了房子想领一张证"]


def test_nothing_is_read_when_nothing_changed(model: Path, tmp_path: Path) -> None:
    assert read_again(model, tmp_path, catalogue()) == []


def test_a_new_name_has_the_texts_read_again_that_hold_it_or_sound_like_it(model: Path, tmp_path: Path) -> None:
    read = read_again(model, tmp_path, edited(aliases=(*ALIASES, "下港了")))
    assert "下港了" in read
    assert "下岗了先要登记吗" in read
    assert len(read) < BEFORE / 2


@pytest.mark.parametrize(
    "after",
    [
        edited(examples=(*EXAMPLES[:2], "外地来的要弄一张居住的证", "juzhuzheng 怎么办")),
        edited(aliases=(*ALIASES, "公积金怎么取")),
        edited(aliases=(*ALIASES, "等级失业"), examples=EXAMPLES[1:]),
        edited(aliases=()),
    ],
)
def test_the_search_after_an_edit_is_the_one_built_from_nothing(model: Path, tmp_path: Path, after: Catalogue) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    build_searcher(catalogue(), model_dir=model, cache_dir=old)
    shelved = build_searcher(after, model_dir=model, cache_dir=old)
    fresh = build_searcher(after, model_dir=model, cache_dir=new)
    for text in ("登记失业", "等级失业", "居住证丢了", "公积金怎么取出来", "juzhuzheng", "明天天气"):
        np.testing.assert_array_equal(shelved.completed(text), fresh.completed(text))


def test_a_damaged_shelf_is_read_as_empty(model: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "x")
    assert shelf.load() is None
    (tmp_path / "extracts-x.npz").write_bytes(b"PK no archive")
    assert shelf.load() is None
