"""When somebody is at the window."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.hours import SHANGHAI, is_open, is_working_day, next_opening, working_day_after
from assistant.knowledge.schema import Holidays, Window

at = partial(datetime, tzinfo=SHANGHAI)
"""A moment on the clock of Shanghai."""

WEEK = (Window(weekdays=(1, 2, 3, 4, 5), start="09:00", end="17:00"),)
NOON_BREAK = (
    Window(weekdays=(1, 2, 3, 4, 5), start="13:30", end="17:00"),
    Window(weekdays=(1, 2, 3, 4, 5, 6), start="09:00", end="11:30"),
)
HOLIDAYS = {
    2026: Holidays(
        year=2026,
        source=("GK-M",),
        published=True,
        off={date(2026, 10, d): "国庆节" for d in range(1, 8)},
        workdays={date(2026, 10, 10): "调休"},
    )
}


def test_the_window_is_open_from_its_first_to_before_its_last_minute() -> None:
    assert is_open(WEEK, HOLIDAYS, at(2026, 11, 20, 9, 0))
    assert is_open(WEEK, HOLIDAYS, at(2026, 11, 20, 16, 59))
    assert not is_open(WEEK, HOLIDAYS, at(2026, 11, 20, 17, 0))
    assert not is_open(WEEK, HOLIDAYS, at(2026, 11, 20, 8, 59))


def test_the_window_is_closed_over_noon_where_it_has_two_shifts() -> None:
    assert not is_open(NOON_BREAK, HOLIDAYS, at(2026, 11, 20, 12, 0))
    assert next_opening(NOON_BREAK, HOLIDAYS, at(2026, 11, 20, 12, 0)) == at(2026, 11, 20, 13, 30)


def test_a_holiday_on_a_weekday_is_closed_and_a_make_up_saturday_is_open() -> None:
    assert not is_open(WEEK, HOLIDAYS, at(2026, 10, 1, 10, 0))
    assert is_open(WEEK, HOLIDAYS, at(2026, 10, 10, 10, 0))


def test_friday_evening_the_next_opening_is_monday_morning() -> None:
    assert next_opening(WEEK, HOLIDAYS, at(2026, 11, 20, 17, 0)) == at(2026, 11, 23, 9, 0)


def test_before_the_national_day_the_next_opening_is_after_it() -> None:
    assert next_opening(WEEK, HOLIDAYS, at(2026, 9, 30, 18, 0)) == at(2026, 10, 8, 9, 0)


def test_a_naive_moment_is_taken_as_local() -> None:
    assert is_open(WEEK, HOLIDAYS, at(2026, 11, 20, 9, 30).replace(tzinfo=None))
    opening = next_opening(WEEK, HOLIDAYS, at(2026, 11, 20, 17, 0).replace(tzinfo=None))
    assert opening == at(2026, 11, 23, 9, 0).replace(tzinfo=None)


def test_an_aware_moment_is_read_on_the_clock_of_shanghai() -> None:
    assert is_open(WEEK, HOLIDAYS, datetime(2026, 11, 20, 1, 30, tzinfo=UTC))
    assert not is_open(WEEK, HOLIDAYS, datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    opening = next_opening(WEEK, HOLIDAYS, datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    assert opening is not None
    assert opening.astimezone(UTC) == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_a_window_without_hours_never_opens() -> None:
    assert next_opening((), HOLIDAYS, at(2026, 11, 20, 9, 0)) is None


def test_the_fifth_working_day_skips_weekends_and_holidays() -> None:
    assert working_day_after(HOLIDAYS, date(2026, 11, 20), 5) == date(2026, 11, 27)
    assert working_day_after(HOLIDAYS, date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert working_day_after(HOLIDAYS, date(2026, 11, 21), 0) == date(2026, 11, 21)


def test_a_year_without_data_knows_weekends_only() -> None:
    assert is_working_day(HOLIDAYS, date(2030, 10, 1))
    assert not is_working_day(HOLIDAYS, date(2030, 10, 5))


@given(st.integers(0, 350 * 24 * 60))
def test_the_window_is_open_at_its_next_opening_and_never_just_before(minutes: int) -> None:
    now = at(2026, 1, 1) + timedelta(minutes=minutes)
    opening = next_opening(NOON_BREAK, HOLIDAYS, now)
    assert opening is not None
    assert opening > now
    assert is_open(NOON_BREAK, HOLIDAYS, opening)
    assert not is_open(NOON_BREAK, HOLIDAYS, opening - timedelta(minutes=1))
