"""Ages told instead of an option: what they decide, what they only exclude, and whose age does not count."""

from __future__ import annotations

import pytest

from assistant.dialogs.age_options import option_of, options_left
from assistant.dialogs.ages import span
from assistant.knowledge.loader import load_catalogue
from assistant.knowledge.schema import Circumstance
from tests.builders import KNOWLEDGE

CATALOGUE = load_catalogue(KNOWLEDGE)
YEAR = 2026


def of(code: str, name: str) -> Circumstance:
    return next(c for c in CATALOGUE.items[code].circumstances if c.id == name)


CARE = of("LB-YB-001", "insured")
ALLOWANCE = of("LB-MZ-007", "age65")
PENSION = of("LB-RS-010", "pension_ready")
CHILD = of("LB-WJ-005", "child_age3")
SCHOOL = of("LB-JY-001", "child_age")
NURSERY = of("LB-JY-002", "child_age")
PERMIT = of("LB-GA-014", "agent")
SHARE = of("LB-YB-014", "share_member")


@pytest.mark.parametrize(
    ("asked", "said", "option"),
    [
        (CARE, "58岁", "under60"),
        (CARE, "五十几岁", "under60"),
        (ALLOWANCE, "我四十岁", "under"),
        (PENSION, "我七五年的", "age"),
        (CHILD, "刚满月", "under"),
        (CHILD, "两岁", "under"),
        (CHILD, "四岁了", "over"),
        (SCHOOL, "七岁", "six"),
        (SCHOOL, "三岁", "younger"),
        (NURSERY, "两岁", "younger"),
        (PERMIT, "十二岁", "guardian"),
        (PERMIT, "三十岁", "self"),
        (SHARE, "十岁", "minor"),
    ],
)
def test_an_age_decides_where_a_label_says_an_age(asked: Circumstance, said: str, option: str) -> None:
    assert option_of(asked, said, YEAR, asked=True) == option


@pytest.mark.parametrize(
    ("asked", "said", "excluded"),
    [(CARE, "八十六岁", {"under60"}), (CARE, "我妈八十多岁", {"under60"}), (PENSION, "我五八年的", {"age"})],
)
def test_an_age_excludes_but_does_not_decide_a_label_that_says_more(
    asked: Circumstance, said: str, excluded: set[str]
) -> None:
    assert option_of(asked, said, YEAR, asked=True) is None
    assert {o.id for o in asked.options} - set(options_left(asked, said, YEAR)) == excluded


def test_an_age_at_the_edge_leaves_it_open() -> None:
    assert option_of(ALLOWANCE, "64岁", YEAR, asked=True) is None
    assert option_of(SCHOOL, "五岁", YEAR, asked=True) is None
    assert option_of(ALLOWANCE, "六十多岁", YEAR, asked=True) is None


def test_the_age_of_a_parent_is_not_taken_for_the_childs() -> None:
    assert option_of(CHILD, "我28岁", YEAR, asked=True) is None
    assert option_of(SHARE, "我45岁", YEAR) is None
    assert option_of(CARE, "我32岁，我妈瘫痪了", YEAR) is None


@pytest.mark.parametrize("said", ["60岁以上能办吗", "满65岁才能领吗", "2023年断缴的", "58年的老房子"])
def test_a_rule_asked_about_or_another_year_is_no_age_told(said: str) -> None:
    assert span(said, YEAR) is None
