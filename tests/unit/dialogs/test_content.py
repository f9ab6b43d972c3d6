"""What is asked and what is only told, and what a message is about."""

from __future__ import annotations

import pytest

from assistant.dialogs.asking import asks
from assistant.dialogs.content import own_pairs, pairs
from assistant.dialogs.faq import nearest_question
from assistant.dialogs.turn import Turn
from assistant.knowledge.loader import load_catalogue
from assistant.knowledge.schema import Item
from assistant.library import Library
from assistant.records import Dialog
from tests.builders import KNOWLEDGE, NOON, message
from tests.dialogs.nothing import NOTHING

CATALOGUE = load_catalogue(KNOWLEDGE)
WORDS = CATALOGUE.wording
ID_CARD: Item = CATALOGUE.items["LB-GA-013"]


def answered(said: str, item: Item) -> str | None:
    turn = Turn(message(said), Dialog(), Library(CATALOGUE, NOTHING), NOON)
    found = nearest_question(turn, item)
    return found.q if found else None


@pytest.mark.parametrize("said", ["要钱伐", "怎么弄", "我去行不行", "能上门吗", "有补贴吗 我没工作", "归谁管"])
def test_questions_are_heard_as_questions(said: str) -> None:
    assert asks(WORDS, said)


@pytest.mark.parametrize("said", ["我弟弟是上海户口", "他以前是厂里退休的", "奶奶没有残疾证", "租房合同有的"])
def test_what_is_told_is_no_question(said: str) -> None:
    assert not asks(WORDS, said)


def test_question_words_and_names_carry_no_meaning_of_their_own() -> None:
    assert pairs(WORDS, "要不要多少钱") == frozenset()
    assert own_pairs(WORDS, "身份证怎么办", ID_CARD) == frozenset()


def test_the_items_own_question_is_found_in_other_words() -> None:
    assert answered("老人卧床去不了怎么办", ID_CARD) is not None
    assert answered("那身份证能不能上门给她换", ID_CARD) == "老人卧床去不了怎么办？"


def test_a_neighbouring_question_is_not_given_for_another_one() -> None:
    assert answered("她身份证过期了怎么办", ID_CARD) is None
    assert answered("身份证照片可以自己拍好带去吗，戴眼镜行不行", ID_CARD) is None


def test_a_statement_is_not_answered_with_a_question_that_shares_its_words() -> None:
    marriage = CATALOGUE.items["LB-MZ-015"]
    assert answered("我弟弟是上海户口", marriage) is None
