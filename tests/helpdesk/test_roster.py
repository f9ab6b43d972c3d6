"""Who holds a post at a moment, and where none does: an alarm must come before an empty seat does (AB-01)."""

from __future__ import annotations

from datetime import date, datetime, time

from assistant.helpdesk.roster import Gap, gaps_ahead, gaps_on, posts_at
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.loader import load_catalogue
from assistant.knowledge.schema import Window
from assistant.people import Duty
from tests.builders import KNOWLEDGE

HOLIDAYS = load_catalogue(KNOWLEDGE).holidays
HOURS = (Window(weekdays=(1, 2, 3, 4, 5), start="09:00", end="17:00"),)
WEEK = (1, 2, 3, 4, 5)
FRIDAY = date(2026, 11, 20)


def duty(who: str, post: str = "A", starts: str = "09:00", ends: str = "17:00", **more: object) -> Duty:
    given: dict[str, object] = {"department": "rs", "weekdays": WEEK, "valid_from": date(2026, 1, 1), **more}
    return Duty(id=who, post=post, staff=who, starts=starts, ends=ends, **given)  # type: ignore[arg-type]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def test_a_post_is_held_from_its_first_minute_to_before_its_last() -> None:
    lines = [duty("am", ends="12:00"), duty("pm", starts="12:00")]
    assert posts_at(lines, "rs", HOLIDAYS, at(FRIDAY, 11, 59)) == {"A": "am"}
    assert posts_at(lines, "rs", HOLIDAYS, at(FRIDAY, 12)) == {"A": "pm"}
    assert posts_at(lines, "rs", HOLIDAYS, at(FRIDAY, 17)) == {}


def test_the_later_line_replaces_the_earlier_one() -> None:
    lines = [duty("old"), duty("new", valid_from=date(2026, 11, 1), valid_to=date(2026, 11, 30))]
    assert posts_at(lines, "rs", HOLIDAYS, at(FRIDAY, 10)) == {"A": "new"}
    assert posts_at(lines, "rs", HOLIDAYS, at(date(2026, 12, 1), 10)) == {"A": "old"}


def test_the_officer_of_the_district_stands_behind_every_department() -> None:
    lines = [duty("a"), duty("o", "officer", department=None), duty("other", department="ss")]
    assert posts_at(lines, "rs", HOLIDAYS, at(FRIDAY, 10)) == {"A": "a", "officer": "o"}


def test_holidays_are_off_and_make_up_days_are_kept_like_a_monday() -> None:
    """国庆 2026: closed on Friday 2 October, open on Saturday 10 October."""
    lines = [duty("a")]
    assert posts_at(lines, "rs", HOLIDAYS, at(date(2026, 10, 2), 10)) == {}
    assert posts_at(lines, "rs", HOLIDAYS, at(date(2026, 10, 10), 10)) == {"A": "a"}
    assert gaps_on(lines, "rs", HOURS, HOLIDAYS, date(2026, 10, 2), ("A",)) == ()


def test_every_uncovered_stretch_of_the_opening_hours_is_an_alarm() -> None:
    lines = [duty("am", ends="11:30"), duty("pm", starts="13:00"), duty("b", "B")]
    assert gaps_on(lines, "rs", HOURS, HOLIDAYS, FRIDAY) == (Gap("rs", "A", FRIDAY, time(11, 30), time(13)),)


def test_gaps_of_the_days_ahead_are_found_before_they_come() -> None:
    lines = [duty("a", valid_to=FRIDAY), duty("b", "B")]
    found = gaps_ahead(lines, "rs", HOURS, HOLIDAYS, FRIDAY, 4)
    assert [(g.post, g.day) for g in found] == [("A", date(2026, 11, 23))]
