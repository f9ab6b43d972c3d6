"""Unanswered questions in groups: who belongs together, who comes first, what is new, taken, dismissed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from assistant.knowledge.text_keys import key_of
from assistant.learning.unanswered import CHOOSING, Group, grouped, suggestion, why_unanswered
from assistant.library import Library
from assistant.ports_learning import Became, Ended, FirstAnswer, Lesson
from assistant.releases import Draft
from tests.builders import NOON

LATER = NOON + timedelta(hours=1)


def asked(question: str, outcome: Ended = "unknown", became: Became = "open", **given: object) -> FirstAnswer:
    made = FirstAnswer(uuid4().hex, "c", NOON, question, key_of(question), outcome, (), (), became, "web")
    return replace(made, **given)  # type: ignore[arg-type]


def in_groups(library: Library, *rows: FirstAnswer, **given: Mapping[str, object]) -> tuple[Group, ...]:
    return grouped(library, rows, given.get("lessons", {}), given.get("drafts", {}), LATER)  # type: ignore[arg-type]


def test_the_same_question_in_other_words_is_one_group_and_the_commonest_comes_first(library: Library) -> None:
    rows = [
        asked("隔壁说可以领一笔钱"),
        *(asked("居住证快到期怎么续签") for _ in range(2)),
        asked("居住证到期了怎么续"),
        asked("居住证丢了怎么补"),
    ]
    groups = in_groups(library, *rows)
    assert (groups[0].question, groups[0].count) == ("居住证快到期怎么续签", 3)
    assert {g.question for g in groups} == {"居住证快到期怎么续签", "居住证丢了怎么补", "隔壁说可以领一笔钱"}


def test_groups_do_not_depend_on_the_order_of_the_rows(library: Library) -> None:
    rows = [asked(q) for q in ("居住证快到期怎么续签", "居住证到期了怎么续", "小区门口那个牌子", "小区大门那块牌子")]
    assert in_groups(library, *rows) == in_groups(library, *reversed(rows))


@pytest.mark.parametrize(
    ("outcome", "became", "minutes", "why"),
    [
        ("unknown", "open", 0, "unknown"),
        ("beside", "open", 0, "beside"),
        ("sure", "answered", 60, None),
        ("sure", "corrected", 0, "corrected"),
        ("sure", "handed", 0, "handed"),
        ("elsewhere", "poor", 0, "poor"),
        ("elsewhere", "answered", 60, None),
        ("unsure", "chosen", 60, None),
        ("unsure", "none", 0, "none"),
        ("unsure", "open", 60, "unsure"),
        ("unsure", "open", 1, None),
    ],
)
def test_what_counts_as_not_answered(outcome: Ended, became: Became, minutes: int, why: str | None) -> None:
    now = NOON + timedelta(minutes=minutes)
    assert timedelta(minutes=1) < CHOOSING
    assert why_unanswered(asked("居住证", outcome, became), now) == why


def _lesson(kind: str = "example", draft: str = "d") -> Lesson:
    return Lesson("l", key_of("隔壁说可以领一笔钱"), kind, "LB-RS-001", "x", "p", draft, "s", NOON)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "changed", "expected"),
    [
        ("open", 0, "taken"),
        ("submitted", 0, "taken"),
        ("dropped", 0, "new"),
        ("published", 30, "taken"),
        ("published", -30, "new"),
    ],
)
def test_a_group_is_taken_as_long_as_its_draft_stands(
    library: Library, state: str, changed: int, expected: str
) -> None:
    """What is asked in vain after the publication is new again."""
    lesson = _lesson()
    draft = Draft("d", "s", "t", NOON, NOON + timedelta(minutes=changed), state)  # type: ignore[arg-type]
    (group,) = in_groups(library, asked("隔壁说可以领一笔钱"), lessons={lesson.key: lesson}, drafts={"d": draft})
    assert group.state == expected


def test_what_was_dismissed_stays_so(library: Library) -> None:
    lesson = _lesson("dismissed", "")
    (group,) = in_groups(library, asked("隔壁说可以领一笔钱"), lessons={lesson.key: lesson})
    assert group.state == "dismissed"


def test_what_people_took_in_the_end_is_suggested_before_what_the_search_thinks(library: Library) -> None:
    (group,) = in_groups(library, asked("居住证到期了怎么续", "sure", "corrected", chosen="LB-GA-004"))
    found = suggestion(library, group)
    assert found is not None
    assert (found.code, "市民后来自己选了" in found.why) == ("LB-GA-004", True)

    (group,) = in_groups(library, asked("居住证到期了怎么续"))
    found = suggestion(library, group)
    assert found is not None
    assert (found.code, "%" in found.why) == ("LB-GA-003", True)


def test_words_that_were_deleted_are_in_no_group(library: Library) -> None:
    assert in_groups(library, asked("", key="")) == ()
