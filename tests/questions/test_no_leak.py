"""Nothing that the search is trained on is also asked when it is measured."""

from __future__ import annotations

from pathlib import Path

from assistant.knowledge.loader import load_catalogue
from assistant.settings import PROJECT
from assistant.training.data import bare, further_texts, measured, training_data


def test_no_training_text_whether_written_or_made_is_a_question(tmp_path: Path) -> None:
    asked = measured()
    assert len(asked) > 700
    data = training_data(load_catalogue(PROJECT / "knowledge"), tmp_path)
    assert len(data.rows) > 20_000
    assert [row.text for row in data.rows if bare(row.text) in asked] == []


def test_no_further_text_is_a_question() -> None:
    asked = measured()
    assert [text for _, text, *_ in further_texts() if bare(text) in asked] == []


def test_every_further_text_belongs_to_an_item_of_the_catalogue() -> None:
    catalogue = load_catalogue(PROJECT / "knowledge")
    known = {*catalogue.items, *catalogue.elsewhere}
    pairs = further_texts()
    assert {code for first, _, _, also in pairs for code in (first, *also)} <= known
    assert len(pairs) > 1500


def test_a_question_is_recognised_whatever_its_marks_and_script() -> None:
    assert bare("居住證，怎麼辦？") == bare("居住证怎么办")
    assert bare("？？") == "??"
