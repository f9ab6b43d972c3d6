"""Who must verify what by when: the day decides, and citizens are told what is past it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.knowledge.checklist import checklist
from assistant.knowledge.checks import check
from assistant.knowledge.loader import load_catalogue
from assistant.knowledge.review import Duty, counts, duties, duty_of
from assistant.settings import PROJECT
from tests.knowledge.small import WOOD, write_small

TODAY = date(2026, 11, 20)
WORDING = (PROJECT / "knowledge/wording/checklist.yaml").read_text("utf-8")
STEP = "{text: 到窗口登记。, source: [GK-H]"


def folder_with(tmp_path: Path, review: str = "{compiled_on: 2026-11-20}", step: str = "") -> Path:
    wood = WOOD.replace("{compiled_on: 2026-11-20}", review).replace(STEP, f"{STEP}{step}")
    return write_small(tmp_path, **{"items/wood/LB-AA-001.yaml": wood, "wording/checklist.yaml": WORDING})


def duty(folder: Path, today: date = TODAY) -> Duty:
    return duty_of(load_catalogue(folder).items["LB-AA-001"], today)


@pytest.mark.parametrize(
    ("review", "state"),
    [
        ("{compiled_on: 2026-11-20}", "never"),
        ("{compiled_on: 2026-11-20, review_due: 2026-11-19}", "overdue"),
        ("{compiled_on: 2026-11-20, review_due: 2026-12-20}", "soon"),
        ("{verified_by: 木头局, verified_on: 2026-11-01, review_due: 2027-05-01}", "good"),
        ("{verified_by: 木头局, verified_on: 2026-11-01, review_due: 2026-12-20}", "soon"),
        ("{verified_by: 木头局, verified_on: 2026-11-01, review_due: 2026-12-21}", "good"),
        ("{verified_by: 木头局, verified_on: 2026-11-01, review_due: 2026-11-20}", "soon"),
        ("{verified_by: 木头局, verified_on: 2026-01-01, review_due: 2026-11-19}", "overdue"),
    ],
)
def test_the_day_of_an_item_decides_how_urgent_it_is(tmp_path: Path, review: str, state: str) -> None:
    assert duty(folder_with(tmp_path, review)).state == state


def test_a_statement_with_a_day_of_its_own_makes_the_item_urgent(tmp_path: Path) -> None:
    good = "{verified_by: 木头局, verified_on: 2026-11-01, review_due: 2027-05-01}"
    step = ", verified_by: 木头局, verified_on: 2026-01-01, review_due: 2026-11-01"
    found = duty(folder_with(tmp_path, good, step))
    assert found.state == "overdue"
    assert [(c.path, c.text) for c in found.late] == [("办理流程.1", "到窗口登记。")]
    assert found.due == date(2026, 11, 1)


def test_the_work_list_begins_with_what_is_urgent_and_leaves_out_what_is_out_of_use(tmp_path: Path) -> None:
    catalogue = load_catalogue(folder_with(tmp_path, "{review_due: 2026-11-19}"))
    assert [d.item.code for d in duties(catalogue, TODAY)] == ["LB-AA-001", "LB-AA-002"]
    assert counts(duties(catalogue, TODAY)) == {"overdue": 1, "soon": 0, "never": 1, "good": 0}
    assert duties(catalogue, TODAY, "区石头局") == ()
    retired = folder_with(tmp_path / "b", "{review_due: 2026-11-19}\nstatus: 停用")
    assert [d.item.code for d in duties(load_catalogue(retired), TODAY)] == ["LB-AA-002"]


def test_a_citizen_reads_which_part_is_past_its_day(tmp_path: Path) -> None:
    step = ", verified_by: 木头局, verified_on: 2026-01-01, review_due: 2026-11-01"
    catalogue = load_catalogue(folder_with(tmp_path, step=step))
    item = catalogue.items["LB-AA-001"]
    assert "“办理流程”的核对日期已过" in checklist(catalogue, item, {}, TODAY).notice
    assert "核对日期已过" not in checklist(catalogue, item, {}, date(2026, 11, 1)).notice


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (", verified_by: 木头局", "办理流程.1：核实人和核实日期要一起写"),
        (", verified_by: 木头局, verified_on: 2026-12-01", "办理流程.1：核实日期还没有到"),
        (", review_due: 2026-11-19", "办理流程.1：2026-11-19 就该核对了"),
    ],
)
def test_a_wrong_verification_of_a_statement_is_told_at_its_place(tmp_path: Path, step: str, told: str) -> None:
    assert any(told in str(p) for p in check(folder_with(tmp_path, step=step), TODAY))
