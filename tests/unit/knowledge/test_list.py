"""The list of one small item, line by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.checklist import Answers, checklist
from assistant.knowledge.loader import load_catalogue
from assistant.knowledge.paper_line import hand_in
from assistant.knowledge.relevant import open_circumstances
from assistant.knowledge.spoken_item import spoken_item
from tests.knowledge.small import WOOD, write_small

TODAY = date(2026, 11, 20)
WORDING = (Path(__file__).parents[3] / "knowledge" / "wording" / "checklist.yaml").read_text("utf-8")


@pytest.fixture
def small(tmp_path: Path) -> Catalogue:
    """Two items, with the house's own sentences."""
    return load_catalogue(write_small(tmp_path, **{"wording/checklist.yaml": WORDING}))


def needs(catalogue: Catalogue, answers: Answers) -> list[tuple[str, str, str]]:
    """(need, name, if) of every line."""
    one = checklist(catalogue, catalogue.items["LB-AA-001"], answers, TODAY)
    return [(line.need, line.name, line.if_text) for line in one.lines]


def test_with_nothing_asked_the_proxy_paper_is_an_if(small: Catalogue) -> None:
    assert needs(small, {}) == [
        ("must", "居民身份证", ""),
        ("maybe", "委托书", "如果别人代办"),
        ("maybe", "旧登记", "系统核不到时再补"),
        ("waived", "户籍信息", ""),
    ]


def test_left_open_is_the_same_as_not_asked(small: Catalogue) -> None:
    assert needs(small, {"agent": (), "age": ()}) == needs(small, {})


def test_who_comes_for_another_brings_the_proxy_paper(small: Catalogue) -> None:
    assert ("yours", "委托书", "") in needs(small, {"agent": ("agent",)})


def test_who_comes_herself_does_not_hear_of_it(small: Catalogue) -> None:
    assert "委托书" not in [name for _, name, _ in needs(small, {"agent": ("self",)})]


def test_each_line_says_how_it_is_handed_in_and_where_it_is_had(small: Catalogue) -> None:
    one = checklist(small, small.items["LB-AA-001"], {"agent": ("agent",)}, TODAY)
    by_name = {line.name: line for line in one.lines}
    assert by_name["居民身份证"].hand_in == "带原件，看一下就还"
    assert by_name["居民身份证"].electronic == "或者亮随申办电子证照"
    assert by_name["居民身份证"].why == "要看是谁。"
    assert by_name["居民身份证"].where_to_get == "派出所。"
    assert by_name["委托书"].hand_in == "交原件 1 份"
    assert by_name["户籍信息"].hand_in == "由系统核验，不用带"


def test_a_form_that_is_only_on_paper_is_not_said_to_be_filled_in_online(small: Catalogue) -> None:
    paper = small.items["LB-AA-001"].materials[0]
    told = {
        electronic: hand_in(small, paper.model_copy(update={"material_kind": "填写", "electronic": electronic}))
        for electronic in ("不可", "线上填报")
    }
    assert told == {"不可": "现场填写，不用自己准备", "线上填报": "现场或网上填写，不用自己准备"}


def test_a_failed_condition_names_where_to_go_instead(small: Catalogue) -> None:
    item = small.items["LB-AA-001"]
    told = {said: checklist(small, item, {"age": (said,)}, TODAY).conditions[0] for said in ("adult", "child")}
    assert told["adult"].state == "met"
    assert (told["child"].state, told["child"].otherwise) == ("failed", ("LB-AA-002",))
    assert checklist(small, item, {}, TODAY).conditions[0].state == "open"


def test_the_note_of_the_chosen_answer_is_said(small: Catalogue) -> None:
    item = small.items["LB-AA-001"]
    assert [n.text for n in checklist(small, item, {"age": ("child",)}, TODAY).notes] == ["让大人来。"]
    assert not checklist(small, item, {"age": ("adult",)}, TODAY).notes


def test_what_was_answered_is_written_on_the_list(small: Catalogue) -> None:
    one = checklist(small, small.items["LB-AA-001"], {"agent": ("agent",), "weather": ("rain",)}, TODAY)
    assert one.answered == (("谁来办？", "别人代办"),)


def test_only_open_questions_are_asked_in_their_order(small: Catalogue) -> None:
    item = small.items["LB-AA-001"]
    assert [c.id for c in open_circumstances(item, {})] == ["agent", "age"]
    assert [c.id for c in open_circumstances(item, {"agent": ()})] == ["age"]
    assert [c.id for c in open_circumstances(item, {"agent": ("nonsense",)})] == ["agent", "age"]


def test_a_question_that_another_answer_has_settled_is_not_asked(tmp_path: Path) -> None:
    more = "  - id: colour\n    question: 什么颜色？\n    options: [{id: red, label: 红}, {id: green, label: 绿}]\n"
    wood = WOOD.replace("when: {agent: [agent]}", "when: {agent: [agent], colour: [red]}")
    wood = wood.replace("materials:\n", f"{more}materials:\n", 1)
    catalogue = load_catalogue(write_small(tmp_path, **{"items/wood/LB-AA-001.yaml": wood}))
    item = catalogue.items["LB-AA-001"]
    assert "colour" in [c.id for c in open_circumstances(item, {"agent": ("agent",)})]
    assert "colour" not in [c.id for c in open_circumstances(item, {"agent": ("self",)})]


def test_a_paper_the_system_may_miss_is_an_if_even_for_whom_it_concerns(tmp_path: Path) -> None:
    wood = WOOD.replace("on_system_miss: true", "on_system_miss: true\n    when: {agent: [agent]}")
    files = {"items/wood/LB-AA-001.yaml": wood, "wording/checklist.yaml": WORDING}
    catalogue = load_catalogue(write_small(tmp_path, **files))
    assert ("maybe", "旧登记", "系统核不到时再补") in needs(catalogue, {"agent": ("agent",)})
    assert "旧登记" not in [name for _, name, _ in needs(catalogue, {"agent": ("self",)})]


def test_a_condition_that_no_answer_decides_stays_open(small: Catalogue) -> None:
    one = checklist(small, small.items["LB-AA-002"], {"agent": ("self",)}, TODAY)
    assert [c.state for c in one.conditions] == ["open"]


def test_a_dated_amount_is_spoken_while_it_is_valid(small: Catalogue) -> None:
    one = checklist(small, small.items["LB-AA-001"], {}, date(2026, 12, 31))
    assert one.fee.text == "工本费10元。"
    assert one.fee.source == ("GK-H", "GK-M")


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2025, 12, 31)])
def test_an_amount_out_of_its_time_is_not_spoken_and_the_list_says_so(small: Catalogue, day: date) -> None:
    one = checklist(small, small.items["LB-AA-001"], {}, day)
    assert "10元" not in repr(one)
    assert one.fee.doubtful
    assert "过了有效期" in one.fee.text
    assert "过了有效期" in one.notice


def test_a_page_that_shows_the_whole_item_speaks_the_same_amount(small: Catalogue) -> None:
    item = small.items["LB-AA-001"]
    assert spoken_item(small, item, TODAY).fee.text == "工本费10元。"
    assert "10元" not in spoken_item(small, item, date(2027, 1, 1)).fee.text
    assert spoken_item(small, small.items["LB-AA-002"], TODAY) is small.items["LB-AA-002"]


def test_low_confidence_is_marked_on_the_sentence_and_in_the_notice(small: Catalogue) -> None:
    one = checklist(small, small.items["LB-AA-001"], {}, TODAY)
    assert [t.doubtful for t in one.time_limits] == [True]
    assert "待核实" in one.notice
    assert "待核实" not in checklist(small, small.items["LB-AA-002"], {}, TODAY).notice


@pytest.mark.parametrize(
    ("review", "day", "said"),
    [
        ("{compiled_on: 2026-11-20}", TODAY, "尚未经主管部门核实"),
        ("{verified_by: 木头局, verified_on: 2026-11-01, review_due: 2027-05-01}", TODAY, "核对于 2026-11-01"),
        (
            "{verified_by: 木头局, verified_on: 2026-11-01, review_due: 2027-05-01}",
            date(2027, 6, 1),
            "这一项的核对日期（2027-05-01）已过",
        ),
        ("{compiled_on: 2026-06-01, review_due: 2026-11-19}", TODAY, "这一项的核对日期（2026-11-19）已过"),
        ("{valid_to: 2026-10-01}", TODAY, "已经过期"),
        ("{valid_from: 2027-01-01}", TODAY, "从 2027-01-01 起生效"),
    ],
)
def test_the_notice_says_how_far_the_guide_can_be_relied_on(tmp_path: Path, review: str, day: date, said: str) -> None:
    item = WOOD.replace("{compiled_on: 2026-11-20}", review)
    folder = write_small(tmp_path, **{"items/wood/LB-AA-001.yaml": item, "wording/checklist.yaml": WORDING})
    catalogue = load_catalogue(folder)
    assert said in checklist(catalogue, catalogue.items["LB-AA-001"], {}, day).notice


def test_the_hours_say_that_they_are_for_demonstration(small: Catalogue) -> None:
    one = checklist(small, small.items["LB-AA-001"], {}, TODAY)
    assert one.hours == "周一至周五 9:00–17:00（演示数据，以实际为准）"
    assert (one.phone, one.address) == ("12345", "木头路1号")
