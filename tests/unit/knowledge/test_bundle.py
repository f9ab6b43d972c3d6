"""Several items as one: each paper once, in its strictest form, nothing asked that the bundle itself makes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.knowledge.bundle import bundle_circumstances, plan
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.loader import load_catalogue
from tests.knowledge.small import FILES, STONE, write_small

TODAY = date(2026, 11, 20)
WORDING = (Path(__file__).parents[3] / "knowledge" / "wording" / "checklist.yaml").read_text("utf-8")


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
