"""Days named in a message are counted from today and never lie in the past."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.dialogs.days import day_in
from assistant.knowledge.loader import load_catalogue
from tests.builders import KNOWLEDGE

CATALOGUE = load_catalogue(KNOWLEDGE)
FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天还开吗", date(2026, 11, 20)),
        ("明朝开门伐", date(2026, 11, 21)),
        ("后天去行不行", date(2026, 11, 22)),
        ("礼拜六有人吗", date(2026, 11, 21)),
        ("周五下午", date(2026, 11, 20)),
        ("星期三能去吗", date(2026, 11, 25)),
        ("下周三能去吗", date(2026, 11, 25)),
        ("周末开门吗", date(2026, 11, 21)),
        ("12月1日能办吗", date(2026, 12, 1)),
        ("5号去", date(2026, 12, 5)),
        ("元旦开不开", date(2027, 1, 1)),
        ("哪天能去", None),
    ],
)
def test_the_day_meant_is_found(said: str, day: date | None) -> None:
    assert day_in(CATALOGUE.wording, CATALOGUE.holidays, said, FRIDAY) == day
