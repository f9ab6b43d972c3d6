"""The order of serving: some before others within a proven bound, and the place told is the order of taking."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.helpdesk.assignment import ask_next, rank_at, wait_range
from assistant.tickets import CallerClass
from tests.builders import text_of
from tests.helpdesk.hall import FRIDAY, Hall

HEAD_START = timedelta(minutes=10)
classes: st.SearchStrategy[CallerClass] = st.sampled_from(("elderly", "disabled", "service_point", "other"))
moments = st.builds(lambda minutes: FRIDAY + timedelta(minutes=minutes), st.integers(0, 480))


@given(st.tuples(moments, classes), st.tuples(moments, classes))
def test_nobody_waits_behind_a_priority_caller_who_came_more_than_the_head_start_later(
    one: tuple[datetime, CallerClass], other: tuple[datetime, CallerClass]
) -> None:
    """AB-05 with ageing: the bound."""
    if other[0] > one[0] + HEAD_START:
        assert rank_at(*one, HEAD_START) < rank_at(*other, HEAD_START)


@given(moments, classes)
def test_of_two_who_come_together_no_class_is_served_after_the_ordinary_one(at: datetime, caller: CallerClass) -> None:
    assert rank_at(at, caller, HEAD_START) <= rank_at(at, "other", HEAD_START)


def test_elderly_and_disabled_go_before_the_service_point_and_that_before_others() -> None:
    ranks = [rank_at(FRIDAY, c, HEAD_START) for c in ("elderly", "service_point", "other")]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3
    assert rank_at(FRIDAY, "disabled", HEAD_START) == ranks[0]


async def test_the_place_told_to_each_is_the_order_in_which_they_are_taken(hall: Hall) -> None:
    await hall.present("rs-a", "rs-b")
    for minute, (person, channel, plain) in enumerate(
        (("first", "web", False), ("second", "web", False), ("point", "kiosk", False), ("old", "web", True))
    ):
        hall.clock.time = FRIDAY + timedelta(minutes=minute)
        await hall.present("rs-a", "rs-b")
        if plain:
            await hall.write("", person, choice="plain:on")
        await hall.write("我要办失业登记", person, channel=channel)
        await hall.write("找人工", person, channel=channel)

    told = {}
    for person, channel in (("first", "web"), ("second", "web"), ("point", "kiosk"), ("old", "web")):
        place = re.search(r"第 (\d+) 位", text_of(await hall.write("排到第几了", person, channel=channel)))
        assert place is not None
        told[(await hall.ticket(person, channel)).id] = int(place[1])
    taken = [await hall.desk.take_next(hall.staff["rs-a"]) for _ in range(4)]

    assert [told[t.id] for t in taken if t is not None] == [1, 2, 3, 4]
    assert [t.caller_class for t in taken if t is not None] == ["elderly", "service_point", "other", "other"]
    assert await hall.desk.take_next(hall.staff["rs-a"]) is None


def test_absent_posts_are_passed_over_and_nobody_left_is_said_so() -> None:
    """AB-03."""
    posts = {"A": "a", "B": "b", "lead": "l", "officer": "o"}
    assert ask_next(posts, {"a", "b"}) == (0, "a")
    assert ask_next(posts, {"b", "o"}) == (1, "b")
    assert ask_next(posts, {"a", "o"}, after=0) == (3, "o")
    assert ask_next(posts, {"a"}, after=0) is None
    assert ask_next(posts, {"a", "l"}, skip={"a"}) == (2, "l")


@given(st.integers(1, 50), st.integers(0, 10), st.floats(0.5, 30))
def test_the_range_of_waiting_is_a_range_and_grows_with_the_place(place: int, hands: int, minutes: float) -> None:
    low, high = wait_range(place, hands, minutes)
    further = wait_range(place + 1, hands, minutes)
    assert 0 <= low < high
    assert low <= further[0]
    assert high <= further[1]
