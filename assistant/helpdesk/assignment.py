"""Who is asked, and in which order citizens are served: pure functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from assistant.people import POSTS, Post
from assistant.tickets import CallerClass

HEAD_STARTS: Mapping[CallerClass, float] = {"elderly": 1.0, "disabled": 1.0, "service_point": 0.5, "other": 0.0}
"""Share of the longest head start (a setting, minutes) that a class gets (AB-05)."""


def rank_at(enqueued_at: datetime, caller: CallerClass, head_start: timedelta) -> datetime:
    """The moment by which the queue is ordered: the time of arrival, less the head start of the class.

    Waiting ages everybody alike, so the order of two people never turns round, and nobody waits behind a priority
    caller who came more than ``head_start`` after him: that is the bound.
    """
    return enqueued_at - head_start * HEAD_STARTS[caller]


def ask_next(
    posts: Mapping[Post, str], present: Collection[str], after: int = -1, skip: Collection[str] = ()
) -> tuple[int, str] | None:
    """Level and account of the next post that is asked: the first after level ``after`` whose holder is present.

    Absent posts are skipped at once. None when nobody is left to ask.
    """
    for level, post in enumerate(POSTS):
        holder = posts.get(post)
        if level > after and holder is not None and holder in present and holder not in skip:
            return level, holder
    return None


def wait_range(place: int, hands: int, minutes_each: float) -> tuple[int, int]:
    """From how many to how many minutes the one at ``place`` waits, when ``hands`` people serve ``minutes_each``."""
    hands = max(hands, 1)
    low = int((place - 1) * minutes_each // hands)
    high = int(-(-place * minutes_each // hands)) + 1
    return low, high
