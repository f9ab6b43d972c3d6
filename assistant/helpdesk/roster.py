"""Who holds which post at a moment, and where a post is empty: pure functions over the lines of the roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from assistant.knowledge.hours import SHANGHAI, opens_on
from assistant.knowledge.schema import Holidays, Window
from assistant.people import POSTS, Duty, Post

CENTRE = "centre"
"""区政务服务中心: the desk of the duty officers, for what no department is known for."""


@dataclass(frozen=True, slots=True)
class Gap:
    """缺岗: a post that nobody holds from ``start`` to ``end`` of a day on which the department is open (AB-01)."""

    department: str | None
    post: Post
    day: date
    start: time
    end: time


def posts_at(
    duties: Iterable[Duty], department: str, holidays: Mapping[int, Holidays], now: datetime
) -> dict[Post, str]:
    """Post → account for a department at a moment: its own A, B and lead, and the district's duty officer.

    Of two lines for one post the one that began later counts. A make-up workday is kept like a Monday.
    """
    local = now.astimezone(SHANGHAI)
    held: dict[Post, Duty] = {}
    for duty in duties:
        ours = duty.department is None if duty.post == "officer" else duty.department == department
        if not ours or not _covers(duty, holidays, local.date(), local.time()):
            continue
        before = held.get(duty.post)
        if before is None or (duty.valid_from, duty.id) > (before.valid_from, before.id):
            held[duty.post] = duty
    return {post: held[post].staff for post in POSTS if post in held}


def gaps_on(
    duties: Sequence[Duty],
    department: str | None,
    hours: Sequence[Window],
    holidays: Mapping[int, Holidays],
    day: date,
    posts: Sequence[Post] = ("A", "B"),
) -> tuple[Gap, ...]:
    """Stretches of the opening hours of that day in which one of ``posts`` is not held."""
    found: list[Gap] = []
    for post in posts:
        lines = [d for d in duties if d.post == post and d.department == (None if post == "officer" else department)]
        for start, end in opens_on(hours, holidays, day):
            found += [Gap(department, post, day, a, b) for a, b in _uncovered(lines, holidays, day, start, end)]
    return tuple(found)


def gaps_ahead(
    duties: Sequence[Duty],
    department: str | None,
    hours: Sequence[Window],
    holidays: Mapping[int, Holidays],
    first: date,
    days: int,
) -> tuple[Gap, ...]:
    """The gaps of so many days from ``first`` on."""
    each = (gaps_on(duties, department, hours, holidays, first + timedelta(days=n)) for n in range(days))
    return tuple(gap for gaps in each for gap in gaps)


def _covers(duty: Duty, holidays: Mapping[int, Holidays], day: date, moment: time) -> bool:
    if day < duty.valid_from or (duty.valid_to is not None and day > duty.valid_to):
        return False
    year = holidays.get(day.year)
    if year and day in year.off and day not in year.workdays:
        return False
    weekday = 1 if year and day in year.workdays else day.isoweekday()
    return weekday in duty.weekdays and time.fromisoformat(duty.starts) <= moment < time.fromisoformat(duty.ends)


def _uncovered(
    lines: Sequence[Duty], holidays: Mapping[int, Holidays], day: date, start: time, end: time
) -> list[tuple[time, time]]:
    edges = {time.fromisoformat(edge) for duty in lines for edge in (duty.starts, duty.ends)}
    marks = sorted({start, end, *(e for e in edges if start < e < end)})
    bare: list[tuple[time, time]] = []
    for a, b in pairwise(marks):
        if any(_covers(duty, holidays, day, a) for duty in lines):
            continue
        if bare and bare[-1][1] == a:
            bare[-1] = (bare[-1][0], b)
        else:
            bare.append((a, b))
    return bare
