"""Whichever item a citizen lands on and whatever she answers, her list is complete and without contradiction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.knowledge.answers import holds
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.checklist import Answers, Checklist, checklist
from assistant.knowledge.combinations import answer_sets, choices
from assistant.knowledge.relevant import open_circumstances
from assistant.knowledge.schema import Item

TODAY = date(2026, 11, 20)


def list_for(catalogue: Catalogue, item: Item, answers: Answers) -> Checklist:
    """The list without what was answered, which may differ where the answer changes nothing."""
    return replace(checklist(catalogue, item, answers, TODAY), answered=())


def test_every_combination_of_answers_gives_a_list_without_contradiction(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        for answers in answer_sets(item):
            one = list_for(catalogue, item, answers)
            groups = {(line.name, line.holder): line.need for line in one.lines}
            assert len(groups) == len({(line.name, line.holder, line.need) for line in one.lines}), (item.code, answers)
            unsure = [m for m in one.lines if m.need == "maybe" and not m.if_text]
            assert not unsure, (item.code, answers, unsure)
            assert all(line.hand_in for line in one.lines), (item.code, answers)


def test_when_all_is_answered_only_what_the_system_may_miss_is_left_open(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        missing = {m.material_name for m in item.materials if m.on_system_miss}
        for answers in answer_sets(item):
            maybe = {line.name for line in list_for(catalogue, item, answers).lines if line.need == "maybe"}
            assert maybe <= missing, (item.code, answers, maybe - missing)


def test_each_conditional_paper_is_wanted_by_some_and_not_by_others(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        sets = answer_sets(item)
        for material in item.materials:
            if material.when:
                states = {holds(material.when, answers) for answers in sets}
                assert states == {True, False}, (item.code, material.material_name)


def test_no_condition_is_both_met_and_failed(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        for condition in item.acceptance_conditions:
            for answers in answer_sets(item):
                met = condition.met_if and holds(condition.met_if, answers)
                failed = condition.failed_if and holds(condition.failed_if, answers)
                assert not (met and failed), (item.code, condition.id, answers)


def test_every_question_can_change_something(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        asked = {c.id for c in open_circumstances(item, {})}
        assert asked == {c.id for c in item.circumstances}, item.code


CODES = st.integers(min_value=0, max_value=171)


@st.composite
def answered(draw: st.DrawFn, item: Item) -> dict[str, tuple[str, ...]]:
    """Some questions of the item answered, some left open, some not asked."""
    given: dict[str, tuple[str, ...]] = {}
    for circumstance in item.circumstances:
        said = draw(st.sampled_from([None, (), *choices(circumstance)]))
        if said is not None:
            given[circumstance.id] = said
    return given


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_an_answer_to_a_circumstance_the_item_lacks_never_changes_its_list(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    item = list(catalogue.items.values())[data.draw(CODES)]
    answers = data.draw(answered(item))
    own = {c.id for c in item.circumstances}
    foreign = data.draw(
        st.dictionaries(
            st.sampled_from(sorted({c.id for i in catalogue.items.values() for c in i.circumstances} - own)),
            st.sampled_from([("self",), ("yes",), ("nonlocal",), (), ("nonsense",)]),
            min_size=1,
            max_size=4,
        )
    )
    assert checklist(catalogue, item, {**answers, **foreign}, TODAY) == checklist(catalogue, item, answers, TODAY)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_asking_only_the_needed_questions_gives_the_same_list_as_asking_all(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    item = list(catalogue.items.values())[data.draw(CODES)]
    everything = {c.id: data.draw(st.sampled_from([(), *choices(c)])) for c in item.circumstances}
    asked: dict[str, tuple[str, ...]] = {}
    while following := open_circumstances(item, asked):
        asked[following[0].id] = everything[following[0].id]
    assert list_for(catalogue, item, asked) == list_for(catalogue, item, everything)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_an_answer_never_takes_away_what_everybody_needs(catalogue: Catalogue, data: st.DataObject) -> None:
    item = list(catalogue.items.values())[data.draw(CODES)]
    nothing_known = {line.name for line in list_for(catalogue, item, {}).lines if line.need == "must"}
    told = {line.name for line in list_for(catalogue, item, data.draw(answered(item))).lines if line.need == "must"}
    assert told == nothing_known


@pytest.mark.parametrize("kind", ["nothing asked", "all left open"])
def test_with_nothing_known_no_conditional_paper_is_lost(catalogue: Catalogue, kind: str) -> None:
    for item in catalogue.items.values():
        answers: Answers = {} if kind == "nothing asked" else {c.id: () for c in item.circumstances}
        names = [line.name for line in list_for(catalogue, item, answers).lines]
        assert sorted(names) == sorted(m.material_name for m in item.materials), item.code
