"""Two candidates: one question where the neighbour notes give one, and what is told picks between them."""

from __future__ import annotations

import pytest

from assistant.dialogs.choose import MOST_OFFERED
from assistant.dialogs.distinguish import case_of
from assistant.dialogs.replay import Exchange, Line, buttons_of, replay
from assistant.knowledge.loader import load_catalogue
from assistant.library import Library
from assistant.records import Dialog
from assistant.retrieval.judgement import Candidate, Judgement
from tests.builders import KNOWLEDGE, NOON

CATALOGUE = load_catalogue(KNOWLEDGE)
BENEFIT, REGISTER, FLEXIBLE = "LB-RS-002", "LB-RS-001", "LB-RS-003"


class Unsure:
    """A search that always hesitates between the same items."""

    def __init__(self, **shares: float) -> None:
        self._ranking = tuple(Candidate(code.replace("_", "-"), "item", share) for code, share in shares.items())

    def search(self, text: str) -> Judgement:
        return Judgement(text, "unsure", tuple(c.code for c in self._ranking), self._ranking, 0.9)


def talk(search: Unsure, *said: str) -> Exchange:
    library = Library(CATALOGUE, search)
    return replay(library, [Line(one) for one in said], NOON, Dialog(greeted=True))[-1]


def matter(exchange: Exchange) -> str | None:
    now = exchange.outcome.dialog.matter
    return now.item if now else None


TWO = Unsure(LB_RS_002=0.5, LB_RS_001=0.4)


def test_one_question_is_put_where_it_separates_the_two() -> None:
    asked = talk(TWO, "没工作一年了")
    assert asked.outcome.dialog.offered == (BENEFIT, REGISTER)
    labels = [c.label for c in buttons_of(asked)][:2]
    assert labels == [case_of(CATALOGUE.items, BENEFIT, REGISTER), case_of(CATALOGUE.items, REGISTER, BENEFIT)]
    assert all(label in asked.outcome.replies[-1].text for label in labels)
    assert [c.hint for c in buttons_of(asked)][:2] == [CATALOGUE.items[c].item_name for c in (BENEFIT, REGISTER)]


def test_a_third_candidate_that_hardly_counts_waits_behind_neither_of_them() -> None:
    search = Unsure(LB_RS_002=0.45, LB_RS_001=0.4, LB_MZ_015=0.05)
    asked = talk(search, "没工作一年了")
    assert asked.outcome.dialog.offered == (BENEFIT, REGISTER)
    library = Library(CATALOGUE, search)
    pressed = replay(library, [Line(press="都不是")], NOON, asked.outcome.dialog, buttons_of(asked))[-1]
    assert pressed.outcome.dialog.offered == ("LB-MZ-015",)


def test_a_list_is_shown_where_three_are_likely_or_no_note_tells_the_two_apart() -> None:
    three = talk(Unsure(LB_RS_002=0.3, LB_RS_001=0.3, LB_RS_003=0.3), "没工作一年了")
    assert three.outcome.dialog.offered == (BENEFIT, REGISTER, FLEXIBLE)
    strangers = talk(Unsure(LB_RS_002=0.5, LB_YC_001=0.4), "没工作一年了")
    labels = [c.label for c in buttons_of(strangers)][:2]
    assert labels == [CATALOGUE.items[c].item_name for c in (BENEFIT, "LB-YC-001")]
    assert len(labels) <= MOST_OFFERED


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("想每月领钱的那个", BENEFIT),
        ("不领钱，只登记", REGISTER),
        ("第二个", REGISTER),
        ("失业保险金", BENEFIT),
        ("不是登记，是想领失业保险金", BENEFIT),
    ],
)
def test_what_is_told_of_one_of_them_picks_it(said: str, code: str) -> None:
    assert matter(talk(TWO, "没工作一年了", said)) == code


def test_a_circumstance_that_only_one_of_them_knows_picks_it() -> None:
    search = Unsure(LB_GH_002=0.4, LB_GH_001=0.4)
    assert matter(talk(search, "工会的互助保障", "我是退休职工")) == "LB-GH-002"


def test_words_that_are_true_of_both_or_of_neither_pick_nothing() -> None:
    assert matter(talk(TWO, "没工作一年了", "哈哈哈")) is None


def test_many_neighbours_can_be_told_apart_by_one_question() -> None:
    pairs = {(i.code, n.code) for i in CATALOGUE.items.values() for n in i.confusable}
    asked = [p for p in pairs if case_of(CATALOGUE.items, *p) and case_of(CATALOGUE.items, *reversed(p))]
    assert len(asked) > 150
    assert not [p for p in asked if "LB-" in case_of(CATALOGUE.items, *p)]
