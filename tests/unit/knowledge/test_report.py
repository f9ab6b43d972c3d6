"""How complete the knowledge is, and what an officer is shown of one item."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from assistant.knowledge.loader import load_catalogue
from assistant.knowledge.preview import as_text, preview
from assistant.knowledge.report import as_markdown, best_grade, report
from tests.knowledge.small import WOOD, write_small

TODAY = date(2026, 11, 20)
WORDING = (Path(__file__).parents[3] / "knowledge" / "wording" / "checklist.yaml").read_text("utf-8")


def test_the_report_counts_what_is_there_and_names_what_is_not(tmp_path: Path) -> None:
    found = report(load_catalogue(write_small(tmp_path)))
    assert (found.total.items, found.total.papers, found.total.questions) == (2, 6, 2)
    assert (found.total.conditional_papers, found.total.linked_conditions, found.total.doubtful) == (2, 1, 1)
    assert found.elements["常见问题"] == 0
    assert found.incomplete == ("LB-AA-001 常见问题", "LB-AA-002 常见问题、易混事项")
    assert [d.name for d in found.departments] == ["区木头局"]
    json.dumps(found.to_json())


def test_a_statement_counts_by_its_best_source(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_small(tmp_path))
    assert best_grade(catalogue, ("GK-M", "S01")) == "甲"
    assert best_grade(catalogue, ("GK-L", "GK-H")) == "GK-H"


def test_the_report_is_a_table_by_department(tmp_path: Path) -> None:
    lines = as_markdown(report(load_catalogue(write_small(tmp_path)))).splitlines()
    widths = {line.count("|") for line in lines if line.startswith("|")}
    assert len(widths) == 1
    assert any(line.startswith("| 合计 | 2 |") for line in lines)


def test_the_preview_counts_every_combination_and_who_needs_what(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_small(tmp_path, **{"wording/checklist.yaml": WORDING}))
    found = preview(catalogue, catalogue.items["LB-AA-001"], TODAY)
    assert (found.combinations, found.tried, found.different_lists) == (4, 4, 2)
    assert dict(found.wanted) == {"居民身份证": 4, "委托书": 2, "旧登记": 0, "户籍信息": 0}


def test_the_preview_shows_what_a_citizen_reads(tmp_path: Path) -> None:
    faq = WOOD.replace("confusable:", "faq:\n  - {q: 要钱吗？, a: '要{wood_fee}。', source: [GK-M]}\nconfusable:")
    files = {"items/wood/LB-AA-001.yaml": faq, "wording/checklist.yaml": WORDING}
    catalogue = load_catalogue(write_small(tmp_path, **files))
    item = catalogue.items["LB-AA-001"]
    text = as_text(catalogue, preview(catalogue, item, TODAY), TODAY)
    assert "[如果别人代办] 委托书：交原件 1 份" in text
    assert "· 当场办结。（待核实）" in text
    assert "· 要钱吗？ 要10元。" in text
    assert "尚未经主管部门核实" in text
    later = date(2027, 1, 1)
    assert "10元" not in as_text(catalogue, preview(catalogue, item, later), later)
