"""One of several answers taken back in words."""

from __future__ import annotations

import pytest

from assistant.dialogs.several import taken_back
from assistant.knowledge.loader import load_catalogue
from assistant.knowledge.schema import Circumstance, Option
from tests.builders import KNOWLEDGE

CATALOGUE = load_catalogue(KNOWLEDGE)
WORDS = CATALOGUE.wording
POINTS = Circumstance(
    id="score_by",
    question="靠什么加分？",
    options=(
        Option(id="degree", label="学历学位", words=("本科",)),
        Option(id="title", label="职称或技能证书", words=("职称",)),
        Option(id="none", label="都没有", exclusive=True),
    ),
    multi=True,
)


@pytest.mark.parametrize(
    ("said", "known", "left"),
    [
        ("学历那个不要了", ("degree", "title"), ("title",)),
        ("没有职称", ("degree", "title"), ("degree",)),
        ("不是学历，用职称加分", ("degree",), ("title",)),
        ("职称去掉吧", ("title",), ()),
        ("我是本科", ("degree",), None),
        ("本科和职称都有", ("degree",), None),
    ],
)
def test_what_is_denied_goes_and_what_is_named_instead_comes(
    said: str, known: tuple[str, ...], left: tuple[str, ...] | None
) -> None:
    assert taken_back(WORDS, POINTS, known, said) == left


def test_a_circumstance_with_one_answer_has_nothing_to_take_back() -> None:
    single = POINTS.model_copy(update={"multi": False})
    assert taken_back(WORDS, single, ("degree",), "学历那个不要了") is None


def test_an_option_that_says_none_of_them_excludes_the_others() -> None:
    several = [(i.code, c) for i in CATALOGUE.items.values() for c in i.circumstances if c.multi]
    assert several
    missing = [code for code, c in several if any(o.id == "none" and not o.exclusive for o in c.options)]
    assert not missing


def test_only_circumstances_with_several_answers_have_exclusive_options() -> None:
    every = [c for i in CATALOGUE.items.values() for c in i.circumstances]
    assert not [c.id for c in every if not c.multi and any(o.exclusive for o in c.options)]
