"""What the check says in words: situations of lists, what an answer is worth, and what is wrong with the questions."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.evaluation.difference import turned, worth
from assistant.evaluation.questions import Question
from assistant.knowledge.checks import check_loaded
from assistant.knowledge.folder import read_texts
from assistant.knowledge.loader import load_texts
from assistant.publishing.lists import list_changes
from assistant.releases import Said
from tests.builders import KNOWLEDGE

TODAY = date(2026, 11, 20)
ARCHIVE = "items/archives/LB-DA-001.yaml"
MINE = Question("一", "LB-AA-001", ("LB-AA-002",))
NOBODYS = Question("二", None)


@pytest.mark.parametrize(
    ("question", "said", "value"),
    [
        (MINE, Said("sure", "LB-AA-002", ("LB-AA-002",)), 3),
        (MINE, Said("unsure", "LB-AA-001", ("LB-AA-001", "LB-AA-003")), 3),
        (MINE, Said("unsure", "LB-AA-003", ("LB-AA-003", "LB-AA-001")), 2),
        (MINE, Said("unsure", "LB-AA-003", ("LB-AA-003",)), 1),
        (MINE, Said("unknown", "LB-AA-001"), 1),
        (MINE, Said("sure", "LB-AA-003", ("LB-AA-003",)), 0),
        (NOBODYS, Said("unknown", "LB-AA-003"), 3),
        (NOBODYS, Said("unsure", "weather", ("LB-AA-003",), False), 2),
        (NOBODYS, Said("unsure", "LB-AA-003", ("LB-AA-003",)), 1),
        (NOBODYS, Said("sure", "LB-AA-003", ("LB-AA-003",)), 0),
    ],
)
def test_an_answer_is_worth_what_the_citizen_gets(question: Question, said: Said, value: int) -> None:
    assert worth(question, said) == value


def test_an_item_that_falls_out_of_a_choice_is_worse_though_the_first_place_stays() -> None:
    was = Said("unsure", "LB-AA-003", ("LB-AA-003", "LB-AA-001"))
    now = Said("unsure", "LB-AA-003", ("LB-AA-003", "LB-AA-004"))
    assert turned(MINE, was, now) == "worse"
    assert turned(MINE, now, was) == "better"
    assert turned(MINE, was, was) is None
    assert (
        turned(MINE, Said("sure", "LB-AA-001", ("LB-AA-001",)), Said("unsure", "LB-AA-001", ("LB-AA-001",))) == "other"
    )


def test_a_paper_that_comes_for_one_answer_is_told_with_that_answer() -> None:
    live = read_texts(KNOWLEDGE)
    name = "material_name: 委托书和代办人身份证"
    assert name in live.files[ARCHIVE]
    changed = live.with_files({ARCHIVE: live.files[ARCHIVE].replace(name, "material_name: 授权委托书", 1)})
    found, tried = list_changes(load_texts(live).catalogue, load_texts(changed).catalogue, TODAY)

    assert tried >= 3
    assert {str(c) for c in found} == {
        "选“替当事人查”时多了一样“授权委托书”（代办人的）（要带）",
        "选“替当事人查”时少了一样“委托书和代办人身份证”（代办人的）",
    }


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{text: 新的问题, gold: LB-XX-999}", "没有“LB-XX-999”这个事项"),
        ("{text: 新的问题}", "要写 gold"),
        ("{gold: LB-RS-001}", "每个问题要有 text"),
        ("{text: 失业登记, gold: LB-RS-001}", "已经是 LB-RS-001 的名称或俗称"),
        ("{text: 残疾等级鉴定, gold: LB-CL-001}", "问了两遍"),
    ],
)
def test_a_question_that_cannot_measure_is_an_error_with_its_place(row: str, told: str) -> None:
    added = "evaluation/zz.yaml"
    texts = read_texts(KNOWLEDGE).with_files({added: f"in_scope:\n  - {row}\n"})
    (problem,) = check_loaded(load_texts(texts), TODAY)
    assert problem.severity == "error"
    assert str(problem).startswith(f"{added}:2")
    assert told in problem.message


def test_an_example_may_not_become_a_question_as_well() -> None:
    live = read_texts(KNOWLEDGE)
    example = next(iter(load_texts(live).catalogue.items["LB-RS-001"].examples.values()))[0]
    texts = live.with_files({"evaluation/zz.yaml": f'in_scope:\n  - {{text: "{example}", gold: LB-RS-001}}\n'})
    assert "已经是 LB-RS-001 的例句" in next(p.message for p in check_loaded(load_texts(texts), TODAY))
