"""A condition that concerns only some people is told to them, and to nobody who said otherwise."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.knowledge.checklist import checklist
from assistant.knowledge.loader import load_catalogue
from assistant.knowledge.relevant import open_circumstances
from tests.knowledge.small import WOOD, write_small

ITEM = "items/wood/LB-AA-001.yaml"
TODAY = date(2026, 11, 20)
FOR_CHILDREN = """\
  - id: with_parents
    text: 孩子要有大人陪着。
    source: [GK-H]
    only_if: {age: [child]}
circumstances:
"""


@pytest.mark.parametrize(("answers", "told"), [({}, True), ({"age": ("child",)}, True), ({"age": ("adult",)}, False)])
def test_a_condition_for_others_is_not_told(tmp_path: Path, answers: dict[str, tuple[str, ...]], told: bool) -> None:
    folder = write_small(tmp_path, **{ITEM: WOOD.replace("circumstances:\n", FOR_CHILDREN, 1)})
    catalogue = load_catalogue(folder)
    said = checklist(catalogue, catalogue.items["LB-AA-001"], answers, TODAY).conditions
    assert ("孩子要有大人陪着。" in [one.text for one in said]) is told


def test_a_question_that_only_decides_whom_a_condition_concerns_is_asked(tmp_path: Path) -> None:
    decides_nothing_else = WOOD.replace("    met_if: {age: [adult]}\n    failed_if: {age: [child]}\n", "").replace(
        "        note: {text: 让大人来。, source: [GK-M]}\n", ""
    )
    decides_whom = decides_nothing_else.replace("circumstances:\n", FOR_CHILDREN, 1)
    for text, asked in ((decides_nothing_else, False), (decides_whom, True)):
        catalogue = load_catalogue(write_small(tmp_path / str(asked), **{ITEM: text}))
        names = [c.id for c in open_circumstances(catalogue.items["LB-AA-001"], {})]
        assert ("age" in names) is asked
