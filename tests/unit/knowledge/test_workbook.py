"""Departments fill in Excel: a round trip changes nothing, a bad sheet changes nothing either and says all it has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from assistant.errors import BadKnowledge
from assistant.knowledge.loader import load_catalogue
from assistant.knowledge.workbook import export_workbook, import_workbook
from tests.knowledge.small import WOOD, write_small

WOOD_FILE = "items/wood/LB-AA-001.yaml"
COMMENTED = "# 木头局 2026 年整理\n" + WOOD.replace("fast: true", "fast: true  # 自定")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small folder, with comments in one file."""
    return write_small(tmp_path / "knowledge", **{WOOD_FILE: COMMENTED})


@pytest.fixture
def sheet(folder: Path, tmp_path: Path) -> Path:
    """The workbook made from it."""
    export_workbook(folder, tmp_path / "表.xlsx")
    return tmp_path / "表.xlsx"


def content(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def column(page: Any, title: str) -> int:
    """The number of the column with that heading."""
    return next(c.column for c in page[1] if c.value == title)


def edit(sheet: Path, *changes: tuple[str, int, str, object]) -> None:
    """(sheet, row, heading, value): write the value into that cell."""
    book = load_workbook(sheet)
    for title, row, heading, value in changes:
        book[title].cell(row, column(book[title], heading)).value = value
    book.save(sheet)


def problems_of(folder: Path, sheet: Path) -> list[str]:
    """What is said of a workbook that must not be taken; nothing may have been written."""
    before = content(folder)
    with pytest.raises(BadKnowledge) as raised:
        import_workbook(folder, sheet)
    assert content(folder) == before
    return [str(p) for p in raised.value.problems]


def test_a_round_trip_changes_not_one_byte(folder: Path, sheet: Path) -> None:
    before = content(folder)
    assert import_workbook(folder, sheet).files == ()
    assert content(folder) == before


def test_a_changed_cell_changes_one_line_and_keeps_comments_and_order(folder: Path, sheet: Path) -> None:
    edit(sheet, ("材料", 2, "材料名称", "身份证（原件）"))
    assert import_workbook(folder, sheet).files == (WOOD_FILE,)
    after = (folder / WOOD_FILE).read_text("utf-8").splitlines()
    before = COMMENTED.splitlines()
    assert len(after) == len(before)
    assert [(b, a) for b, a in zip(before, after, strict=True) if a != b] == [
        ("  - material_name: 居民身份证", "  - material_name: 身份证（原件）")
    ]


def test_every_kind_of_cell_finds_its_place(folder: Path, sheet: Path) -> None:
    edit(
        sheet,
        ("事项", 2, "俗称", "登木头|报木头"),
        ("事项", 2, "快闪办", "否"),
        ("事项", 2, "核实日期", None),
        ("事项", 2, "收费：内容", "收{wood_fee}。"),
        ("材料", 3, "原件份数", 2),
        ("材料", 3, "条件情形", "agent=agent; age=adult,child"),
        ("选项", 3, "提示：内容", "让他来。"),
        ("选项", 3, "提示：出处", "GK-M"),
        ("办结时限", 2, "天数", "3"),
        ("例句", 2, "K", "木头登记\n登木头"),
    )
    import_workbook(folder, sheet)
    item = load_catalogue(folder).items["LB-AA-001"]
    assert (item.aliases, item.fast, item.fee.text) == (("登木头", "报木头"), False, "收{wood_fee}。")
    assert item.materials[1].n_original == 2
    assert item.materials[1].when == {"agent": ("agent",), "age": ("adult", "child")}
    note = item.circumstances[0].options[1].note
    assert note is not None
    assert note.text == "让他来。"
    assert item.time_limits[0].days == 3
    assert item.examples["K"] == ("木头登记", "登木头")
    assert item.circumstances[0].options[1].label == "别人代办"


def test_a_new_row_without_a_number_is_a_new_entry_where_it_stands(folder: Path, sheet: Path) -> None:
    book = load_workbook(sheet)
    page = book["办理流程"]
    page.insert_rows(2)
    for heading, value in (("事项编码", "LB-AA-001"), ("内容", "先打电话。"), ("出处", "GK-M")):
        page.cell(2, column(page, heading)).value = value
    book.save(sheet)
    import_workbook(folder, sheet)
    assert [s.text for s in load_catalogue(folder).items["LB-AA-001"].steps] == ["先打电话。", "到窗口登记。"]


def test_a_deleted_row_is_a_deleted_entry(folder: Path, sheet: Path) -> None:
    book = load_workbook(sheet)
    book["材料"].delete_rows(4)
    book.save(sheet)
    import_workbook(folder, sheet)
    assert [m.material_name for m in load_catalogue(folder).items["LB-AA-001"].materials] == [
        "居民身份证",
        "委托书",
        "户籍信息",
    ]
    assert (folder / WOOD_FILE).read_text("utf-8").startswith("# 木头局 2026 年整理\n")


def test_an_emptied_cell_takes_the_element_away(folder: Path, sheet: Path) -> None:
    edit(sheet, ("材料", 3, "持有人", None))
    import_workbook(folder, sheet)
    assert "holder" not in (folder / WOOD_FILE).read_text("utf-8")


def test_all_problems_come_at_once_by_sheet_and_cell(folder: Path, sheet: Path) -> None:
    edit(
        sheet,
        ("材料", 3, "原件份数", "两份"),
        ("材料", 3, "条件情形", "代办"),
        ("事项", 2, "快闪办", "也许"),
        ("材料", 4, "序号", "9"),
        ("常见问题", 2, "事项编码", "LB-ZZ-001"),
    )
    assert problems_of(folder, sheet) == [
        "表.xlsx 事项 D2：应为“是”或“否”（写成了“也许”）",
        "表.xlsx 常见问题 A2：“事项”表里没有编码为“LB-ZZ-001”的事项",
        "表.xlsx 材料 B4：没有这个序号；新加的一行请把序号空着",
    ]


def test_a_cell_that_is_no_number_or_condition_is_told(folder: Path, sheet: Path) -> None:
    edit(sheet, ("材料", 3, "原件份数", "两份"), ("材料", 3, "条件情形", "代办"))
    assert problems_of(folder, sheet) == [
        "表.xlsx 材料 J3：应为整数（写成了“两份”）",
        "表.xlsx 材料 M3：应写成 情形=选项,选项; 情形=选项（写成了“代办”）",
    ]


def test_what_the_schema_refuses_is_told_at_its_cell(folder: Path, sheet: Path) -> None:
    edit(sheet, ("材料", 2, "材料类型", "看看"), ("事项", 3, "责任部门", None))
    told = problems_of(folder, sheet)
    assert any(p.startswith("表.xlsx 材料 F2：只能是 原件、复印件") and p.endswith("（写成了“看看”）") for p in told)
    assert "表.xlsx 事项 F3：没有写，必须有" in told


def test_a_reference_to_nothing_is_told_at_its_cell(folder: Path, sheet: Path) -> None:
    edit(sheet, ("材料", 2, "规范材料", "id_crad"))
    assert problems_of(folder, sheet) == ["表.xlsx 材料 D2：papers.yaml 里没有“id_crad”"]


def test_a_missing_sheet_or_heading_is_told(folder: Path, sheet: Path) -> None:
    book = load_workbook(sheet)
    book.remove(book["例句"])
    book["材料"]["C1"] = "材料"
    book.save(sheet)
    assert problems_of(folder, sheet) == ["表.xlsx 例句：少了工作表“例句”", "表.xlsx 材料 C1：表头应为“材料名称”"]


def test_an_item_on_two_rows_is_told(folder: Path, sheet: Path) -> None:
    edit(sheet, ("事项", 3, "事项编码", "LB-AA-001"))
    assert "表.xlsx 事项 A3：“LB-AA-001”写了两行" in problems_of(folder, sheet)


def test_what_is_no_workbook_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "no.xlsx").write_text("木头", "utf-8")
    assert problems_of(folder, tmp_path / "no.xlsx") == ["no.xlsx：打不开，请确认是 .xlsx 文件"]
    assert problems_of(folder, tmp_path / "gone.xlsx") == ["gone.xlsx：找不到这个文件"]
    Workbook().save(tmp_path / "empty.xlsx")
    assert any("少了工作表“事项”" in p for p in problems_of(folder, tmp_path / "empty.xlsx"))


def test_a_department_may_have_its_own_items_only(folder: Path, tmp_path: Path) -> None:
    part = tmp_path / "part.xlsx"
    assert export_workbook(folder, part, ["LB-AA-002"]) == 1
    edit(part, ("事项", 2, "俗称", "登石块"))
    assert import_workbook(folder, part).files == ("items/wood/LB-AA-002.yaml",)
    assert load_catalogue(folder).items["LB-AA-001"].aliases == ("登木头",)


def test_codes_and_formulas_stay_text(folder: Path, tmp_path: Path) -> None:
    (folder / WOOD_FILE).write_text(COMMENTED.replace("登木头", "=1+1").replace("木头登记\n", "'007'\n"), "utf-8")
    target = tmp_path / "text.xlsx"
    export_workbook(folder, target)
    page = load_workbook(target)["事项"]
    cell = page.cell(2, column(page, "俗称"))
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert import_workbook(folder, target).files == ()
