"""The whole catalogue through Excel and back."""

from __future__ import annotations

import shutil
from pathlib import Path

from openpyxl import load_workbook

from assistant.knowledge.workbook import export_workbook, import_workbook
from tests.knowledge.conftest import KNOWLEDGE


def test_all_172_items_go_through_excel_and_one_edit_changes_one_line(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))
    before = {p: p.read_text("utf-8") for p in folder.rglob("*.yaml")}
    target = tmp_path / "all.xlsx"
    assert export_workbook(folder, target) == 172
    book = load_workbook(target)
    page = book["事项"]
    heads = [c.value for c in page[1]]
    page.cell(2, heads.index("列入清单的理由") + 1).value = "改过的理由"
    book.save(target)
    (changed,) = import_workbook(folder, target).files
    after = {p: p.read_text("utf-8") for p in folder.rglob("*.yaml")}
    differing = [p for p in after if after[p] != before[p]]
    assert differing == [folder / changed]
    old, new = before[differing[0]].splitlines(), after[differing[0]].splitlines()
    assert [n for o, n in zip(old, new, strict=True) if o != n] == ["why_remote: 改过的理由"]
