"""Several items as one: each paper once, in its strictest form, nothing asked that the bundle itself makes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.knowledge.bundle import bundle_circumstances, plan, shared_circumstances
from assistant.knowledge.bundle_corrections import standing
from assistant.knowledge.bundle_days import duration
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.loader import load_catalogue
from tests.knowledge.small import FILES, STONE, WOOD, write_small

TODAY = date(2026, 11, 20)
WORDING = (Path(__file__).parents[3] / "knowledge" / "wording" / "checklist.yaml").read_text("utf-8")
DEPARTMENTS = FILES["departments.yaml"]
KEPT_COPIES = "    material_kind: 复印件\n    n_copy: 2\n    electronic: 不可\n    necessity: 必要"
SHARED_COPIES = "    material_kind: 复印件\n    n_copy: 2\n    electronic: 拍照或扫描\n    necessity: 必要"
AGENT_PAPER = """\
  - material_name: 委托书
    holder: 代办人
    material_kind: 原件
    electronic: 不可
    n_original: 1
    necessity: 条件
    when: {agent: [agent]}
    source: [GK-M]
steps:
"""


@pytest.fixture
def small(tmp_path: Path) -> Catalogue:
    """Two items in a bundle; the first makes a paper that the second wants."""
    return load_catalogue(write_small(tmp_path, **{"wording/checklist.yaml": WORDING}))


def test_the_same_paper_is_named_once_in_its_strictest_form(small: Catalogue) -> None:
    cards = [m for m in plan(small, small.bundles["B01"], {}, TODAY).lines if m.line.paper == "id_card"]
    assert len(cards) == 1
    assert cards[0].codes == ("LB-AA-001", "LB-AA-002")
    assert (cards[0].strictest, cards[0].line.hand_in) == ("LB-AA-002", "交原件 1 份")


def test_the_same_paper_of_another_person_is_another_paper(tmp_path: Path) -> None:
    stone = STONE.replace("paper: id_card\n", "paper: id_card\n    holder: 逝者\n")
    folder = write_small(tmp_path, **{"items/wood/LB-AA-002.yaml": stone, "wording/checklist.yaml": WORDING})
    catalogue = load_catalogue(folder)
    whole = plan(catalogue, catalogue.bundles["B01"], {}, TODAY)
    assert sum(m.line.paper == "id_card" for m in whole.lines) == 2


def test_what_one_item_makes_is_not_asked_by_the_other(small: Catalogue) -> None:
    names = [m.line.name for m in plan(small, small.bundles["B01"], {}, TODAY).lines]
    assert "木头登记证" not in names


def test_left_out_the_first_item_its_paper_is_asked_and_one_is_warned(small: Catalogue) -> None:
    whole = plan(small, small.bundles["B01"], {}, TODAY, chosen=["LB-AA-002"])
    assert [m.line.name for m in whole.lines] == ["身份证", "木头登记证"]
    assert any("木头登记" in w and "木头登记证" in w for w in whole.warnings)
    assert [p.chosen for p in whole.parts] == [False, True]


def test_numbers_are_marked_as_computed_unless_reported(tmp_path: Path, small: Catalogue) -> None:
    whole = plan(small, small.bundles["B01"], {}, TODAY)
    assert (whole.papers_before.value, whole.papers_after.value) == (4, 2)
    assert whole.papers_before.computed
    assert (whole.submissions_before.value, whole.submissions_after.value) == (2, 1)
    reported = FILES["bundles/B01.yaml"] + "reported: {papers_before: 9, papers_after: 7}\n"
    folder = write_small(tmp_path / "other", **{"bundles/B01.yaml": reported, "wording/checklist.yaml": WORDING})
    catalogue = load_catalogue(folder)
    told = plan(catalogue, catalogue.bundles["B01"], {}, TODAY)
    assert (told.papers_before.value, told.papers_before.computed) == (9, False)
    alone = plan(catalogue, catalogue.bundles["B01"], {}, TODAY, chosen=["LB-AA-002"])
    assert alone.papers_before.computed


def changed(tmp_path: Path, wood: tuple[str, str] = ("", ""), stone: tuple[str, str] = ("", "")) -> Catalogue:
    """The two items with a piece of each replaced by another, the stone in a department of its own."""
    files = {
        "items/wood/LB-AA-001.yaml": WOOD.replace(*wood),
        "items/wood/LB-AA-002.yaml": STONE.replace("department: 区木头局", "department: 区石头局").replace(*stone),
        "departments.yaml": DEPARTMENTS + DEPARTMENTS.replace("aa", "ab").replace("AA", "AB").replace("木头", "石头"),
        "wording/checklist.yaml": WORDING,
    }
    return load_catalogue(write_small(tmp_path, **files))


def test_a_paper_that_two_departments_must_keep_is_brought_for_each(tmp_path: Path) -> None:
    kept = ("    material_kind: 原件核验\n    electronic: 电子证照\n    necessity: 必要", KEPT_COPIES)
    catalogue = changed(tmp_path, wood=kept)
    card = next(m for m in plan(catalogue, catalogue.bundles["B01"], {}, TODAY).lines if m.line.paper == "id_card")
    assert card.kept_by == (("区木头局", 2), ("区石头局", 1))
    assert "3 份" in card.line.hand_in
    assert "区木头局 2 份" in card.line.hand_in


def test_one_copy_will_do_where_an_electronic_one_is_shared(tmp_path: Path) -> None:
    shared = ("    material_kind: 原件核验\n    electronic: 电子证照\n    necessity: 必要", SHARED_COPIES)
    catalogue = changed(tmp_path, wood=shared)
    card = next(m for m in plan(catalogue, catalogue.bundles["B01"], {}, TODAY).lines if m.line.paper == "id_card")
    assert card.kept_by == ()
    assert card.line.hand_in == "交原件 1 份"


def test_what_fails_for_one_item_is_told_and_the_others_stay(small: Catalogue) -> None:
    whole = plan(small, small.bundles["B01"], {"age": ("child",)}, TODAY)
    assert [part.failed for part in whole.parts] == [("要成年。",), ()]
    assert any("木头登记" in warning and "别的照办" in warning for warning in whole.warnings)
    assert {code for merged in whole.lines for code in merged.codes} == {"LB-AA-001", "LB-AA-002"}


def test_a_paper_that_lacks_holds_up_only_what_wants_it(small: Catalogue) -> None:
    whole = plan(small, small.bundles["B01"], {"agent": ("agent",)}, TODAY)
    found = standing(whole, {"委托书"})
    assert [(w.department, w.code, w.papers) for w in found.waiting] == [("区木头局", "LB-AA-001", ("委托书",))]
    assert found.ready == ("LB-AA-002",)


def test_items_that_wait_for_each_other_take_their_days_together(tmp_path: Path) -> None:
    catalogue = changed(tmp_path, wood=("days: 0,", "days: 3,"))
    whole = duration(catalogue, catalogue.bundles["B01"], ("LB-AA-001", "LB-AA-002"))
    assert whole is not None
    assert (whole.days, whole.path) == (8, ("LB-AA-001", "LB-AA-002"))


def test_an_item_without_a_plain_number_is_named_and_not_counted(tmp_path: Path) -> None:
    catalogue = changed(tmp_path, stone=("days: 5, unit: 工作日, ", ""))
    whole = plan(catalogue, catalogue.bundles["B01"], {}, TODAY)
    assert whole.days is not None
    assert (whole.days.value, whole.days_unknown) == (0, ("LB-AA-002",))


def test_only_what_several_items_ask_is_shared(tmp_path: Path, small: Catalogue) -> None:
    assert shared_circumstances(small, small.bundles["B01"], {}) == ()
    asks = ("materials:\n", "circumstances:\n  - {id: agent, shared: true, options: [self, agent]}\nmaterials:\n")
    both = load_catalogue(
        write_small(
            tmp_path / "both",
            **{
                "items/wood/LB-AA-002.yaml": STONE.replace(*asks).replace("steps:\n", AGENT_PAPER),
                "wording/checklist.yaml": WORDING,
            },
        )
    )
    assert [c.id for _, c in shared_circumstances(both, both.bundles["B01"], {})] == ["agent"]


def test_the_whole_takes_as_long_as_its_slowest_part(small: Catalogue) -> None:
    days = plan(small, small.bundles["B01"], {}, TODAY).days
    assert days is not None
    assert (days.value, days.computed) == (5, True)


def test_a_question_shared_by_items_is_asked_once_and_answered_for_all(small: Catalogue) -> None:
    bundle = small.bundles["B01"]
    assert [c.id for _, c in bundle_circumstances(small, bundle, {})] == ["agent", "age"]
    assert [c.id for _, c in bundle_circumstances(small, bundle, {"agent": ("self",)})] == ["age"]
    whole = plan(small, bundle, {"LB-AA-001:agent": ("agent",)}, TODAY)
    assert "委托书" in [m.line.name for m in whole.lines if m.line.need == "yours"]
