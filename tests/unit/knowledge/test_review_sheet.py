"""Departments vouch by Excel: only the three cells count, and a list with one wrong cell changes nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from assistant.errors import BadKnowledge
from assistant.knowledge import review_read
from assistant.knowledge.folder import Texts
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.loader import Loader
from assistant.knowledge.review_edit import Verified, take_review
from assistant.knowledge.review_sheet import HEADINGS, PARTS_SHEET, WHOLE_SHEET, review_workbook
from tests.knowledge.small import WOOD, write_small

TODAY = date(2026, 11, 20)
WOOD_FILE = "items/wood/LB-AA-001.yaml"
STONE_FILE = "items/wood/LB-AA-002.yaml"
COMMENTED = WOOD.replace("review: {compiled_on: 2026-11-20}", "review:  # 谁核的\n  compiled_on: 2026-11-20\n\n# 问法")
GIVEN = ("区木头局", "2026-11-18", "2027-05-18")


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    return Loader().load(write_small(tmp_path, **{WOOD_FILE: COMMENTED}))


def after(loaded: Loaded, done: Verified) -> Loaded:
    return Loader().load_texts(Texts({**loaded.texts.files, **done.files}))


def filled(loaded: Loaded, *rows: tuple[str, str, str, tuple[Any, Any, Any]]) -> bytes:
    """The downloaded list with (sheet, code, path, three cells) filled in."""
    book = load_workbook(io.BytesIO(review_workbook(list(loaded.catalogue.items.values()), TODAY)))
    for title, code, path, cells in rows:
        line = next(r for r in book[title].iter_rows(min_row=2) if (r[0].value, r[2].value) == (code, path))
        for cell, value in zip(line[6:9], cells, strict=True):
            cell.value = value
    return saved(book)


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(loaded: Loaded, content: bytes, **given: Any) -> list[str]:
    with pytest.raises(BadKnowledge) as raised:
        take_review(loaded, "表.xlsx", content, TODAY, **given)
    return [str(p) for p in raised.value.problems]


def test_a_list_that_nobody_filled_in_changes_nothing(loaded: Loaded) -> None:
    assert take_review(loaded, "表.xlsx", filled(loaded), TODAY) == Verified({}, 0, 0)


def test_a_filled_in_row_adds_three_lines_and_moves_nothing_else(loaded: Loaded) -> None:
    low = (PARTS_SHEET, "LB-AA-001", "办结时限.1", (*GIVEN[:2], None))
    done = take_review(loaded, "表.xlsx", filled(loaded, (WHOLE_SHEET, "LB-AA-001", "整个事项", GIVEN), low), TODAY)
    assert (done.items, done.statements, list(done.files)) == (1, 1, [WOOD_FILE])
    new = [line for line in done.files[WOOD_FILE].splitlines() if line not in COMMENTED.splitlines()]
    assert new == [
        "  - {text: 当场办结。, days: 0, unit: 工作日, source: [GK-L], verified_by: 区木头局, verified_on: 2026-11-18}",
        "  verified_by: 区木头局",
        "  verified_on: 2026-11-18",
        "  review_due: 2027-05-18",
    ]
    assert done.files[WOOD_FILE].index("# 谁核的") < done.files[WOOD_FILE].index(
        "verified_on: 2026-11-18\n  review_due"
    )
    review = after(loaded, done).catalogue.items["LB-AA-001"].review
    assert (review.verified_by, review.verified_on, review.review_due) == (
        "区木头局",
        date(2026, 11, 18),
        date(2027, 5, 18),
    )


def test_an_item_without_a_review_gets_one_before_its_examples(loaded: Loaded) -> None:
    done = take_review(loaded, "表.xlsx", filled(loaded, (WHOLE_SHEET, "LB-AA-002", "整个事项", GIVEN)), TODAY)
    text = done.files[STONE_FILE]
    assert text.index("verified_by: 区木头局") < text.index("examples:")
    assert after(loaded, done).problems == ()


def test_dates_may_be_written_as_excel_and_people_write_them(loaded: Loaded) -> None:
    cells = ("区木头局", date(2026, 11, 18), "２０２７年５月１８日")
    done = take_review(loaded, "表.xlsx", filled(loaded, (WHOLE_SHEET, "LB-AA-002", "整个事项", cells)), TODAY)
    assert after(loaded, done).catalogue.items["LB-AA-002"].review.review_due == date(2027, 5, 18)


def test_emptied_cells_take_the_verification_back(loaded: Loaded) -> None:
    row = (WHOLE_SHEET, "LB-AA-002", "整个事项", GIVEN)
    verified = after(loaded, take_review(loaded, "表.xlsx", filled(loaded, row), TODAY))
    emptied = filled(verified, (WHOLE_SHEET, "LB-AA-002", "整个事项", (None, None, None)))
    done = take_review(verified, "表.xlsx", emptied, TODAY)
    assert after(verified, done).catalogue.items["LB-AA-002"].review.verified_by is None


def test_an_item_with_low_confidence_needs_those_statements_first(loaded: Loaded) -> None:
    content = filled(loaded, (WHOLE_SHEET, "LB-AA-001", "整个事项", GIVEN))
    assert told(loaded, content) == ["表.xlsx 整个事项 G2：还有把握低的没有核：办结时限.1。请先在“逐条”表里核这几条"]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("", *GIVEN[1:]), "G3：写了核实日期，也要写核实人"),
        (("区木头局", None, None), "H3：写了核实人，也要写核实日期"),
        (("区木头局", "2026-11-18", None), "I3：核实过的事项要写下次核对日期"),
        (("区木头局", "2026-11-21", "2027-05-18"), "H3：核实日期 2026-11-21 还没有到"),
        (("区木头局", "2026-11-18", "2026-11-20"), "I3：下次核对日期 2026-11-20 要在今天以后"),
        (("区木头局", "2026-11-18", "2036-11-20"), "I3：下次核对日期 2036-11-20 太远了，最多三年"),
        (("区木头局", "上周三", "2027-05-18"), "H3：应写成 2026-11-20 这样的日期（写成了“上周三”）"),
        (("区木头局", "2026-02-30", "2027-05-18"), "H3：应写成 2026-11-20 这样的日期（写成了“2026-02-30”）"),
        (("=1+1", "2026-11-18", "2027-05-18"), "G3：不能写公式，请写部门名称"),
        ((None, None, "2027-05-18"), "H3：写了下次核对日期，也要写核实人和核实日期"),
    ],
)
def test_every_bad_cell_is_named(loaded: Loaded, cells: tuple[Any, Any, Any], problem: str) -> None:
    content = filled(loaded, (WHOLE_SHEET, "LB-AA-002", "整个事项", cells))
    assert told(loaded, content) == [f"表.xlsx 整个事项 {problem}"]


def test_all_bad_cells_are_told_at_once(loaded: Loaded) -> None:
    content = filled(
        loaded,
        (WHOLE_SHEET, "LB-AA-002", "整个事项", ("", *GIVEN[1:])),
        (PARTS_SHEET, "LB-AA-002", "办理流程.1", ("区木头局", "昨天", None)),
    )
    assert len(told(loaded, content)) == 2


def test_what_changed_since_the_download_must_be_read_again(loaded: Loaded) -> None:
    content = filled(loaded, (WHOLE_SHEET, "LB-AA-002", "整个事项", GIVEN))
    changed = loaded.texts.files[STONE_FILE].replace("到窗口登记。", "到三号窗口登记。")
    newer = Loader().load_texts(Texts({**loaded.texts.files, STONE_FILE: changed}))
    assert told(newer, content) == [
        "表.xlsx 整个事项 J3：这一条在下载以后改过，或者删掉了。请重新下载清单，看过新的内容再填"
    ]


def test_a_statement_that_only_moved_is_still_the_same(loaded: Loaded) -> None:
    content = filled(loaded, (PARTS_SHEET, "LB-AA-002", "申请材料.2", (*GIVEN[:2], None)))
    text = loaded.texts.files[STONE_FILE]
    start, end = text.index("  - material_name: 身份证"), text.index("steps:")
    middle = text.index("  - material_name: 木头登记证")
    swapped = text[:start] + text[middle:end] + text[start:middle] + text[end:]
    newer = Loader().load_texts(Texts({**loaded.texts.files, STONE_FILE: swapped}))
    done = take_review(newer, "表.xlsx", content, TODAY)
    assert [m.verified_by for m in after(newer, done).catalogue.items["LB-AA-002"].materials] == ["区木头局", None]


def test_another_department_cannot_be_vouched_for(loaded: Loaded) -> None:
    content = filled(loaded, (WHOLE_SHEET, "LB-AA-002", "整个事项", GIVEN))
    assert "不归您的部门" in told(loaded, content, department="区石头局")[0]


def test_what_is_no_list_is_refused_in_words(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(loaded, b"not a workbook") == ["表.xlsx：打不开，请确认是 .xlsx 文件"]
    other = Workbook()
    assert "不是从“核对”页下载的清单" in told(loaded, saved(other))[0]
    content = filled(loaded)
    book = load_workbook(io.BytesIO(content))
    book[WHOLE_SHEET]["G1"] = "谁"
    assert told(loaded, saved(book)) == ["表.xlsx 整个事项 G1：表头应为“核实人”"]
    assert HEADINGS[6] == "核实人"
    monkeypatch.setattr(review_read, "MOST_UNPACKED", 1000)
    assert "太大" in told(loaded, content)[0]


def test_a_packed_file_of_something_else_is_refused(loaded: Loaded) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("readme.txt", "x")
    assert told(loaded, out.getvalue()) == ["表.xlsx：打不开，请确认是 .xlsx 文件"]
