"""Takes a rating inside the transaction of the message that gave it: once per service, a second one corrects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from assistant.errors import BadMessage, OutOfTurn
from assistant.helpdesk.case_opening import Frame, poor_rating_case
from assistant.helpdesk.ratings import LEVELS, is_poor
from assistant.ports import Stores
from assistant.tickets import Case, Rating


@dataclass(frozen=True, slots=True)
class Rated:
    """What became of a rating: ``corrected`` when there was one before, ``case`` when it must be followed up."""

    rating: Rating
    corrected: bool
    case: Case | None
    fresh_case: bool = False


async def rate(stores: Stores, frame: Frame, given: Rating, open_for: timedelta | None = None) -> Rated:
    """Write the rating and open the case that a poor one needs, in this transaction (EV-03, EV-07).

    ``given.service`` names what was rated; its ``at`` is now. The same level and words again change nothing; another
    one corrects, leaving the first in the rating's changes. A case once opened stays, whatever the correction says.
    Raises :class:`OutOfTurn` when the first rating is longer ago than ``open_for``.
    """
    if given.code not in LEVELS:
        raise BadMessage("评价只有五级：1 到 5。")
    fresh = replace(given, id=uuid4().hex, times=1)
    if await stores.ratings.add(fresh):
        return await _followed(stores, frame, fresh, corrected=False)
    before = await stores.ratings.of_service(given.service)
    if before is None:
        raise OutOfTurn("这条评价刚刚被改动，请再点一次。")
    if open_for is not None and given.at - before.at > open_for:
        raise OutOfTurn("这次服务已经过了评价的时间。")
    if (before.code, before.text) == (given.code, given.text or before.text):
        return await _followed(stores, frame, before, corrected=False)
    return await _followed(stores, frame, await _corrected(stores, before, given), corrected=before.code != given.code)


async def add_words(stores: Stores, service: str, text: str, now: datetime) -> Rating | None:
    """The citizen's reason, said after the level; ``None`` when nothing was rated."""
    before = await stores.ratings.of_service(service)
    if before is None:
        return None
    joined = f"{before.text}\n{text}" if before.text else text
    return await _corrected(stores, before, replace(before, text=joined, at=now))


async def exclude(stores: Stores, rating: str, why: str) -> Rating | None:
    """Take a rating out of the count, keeping it (EV-12); an empty reason puts it back."""
    found = await stores.ratings.by_id(rating)
    if found is None:
        return None
    left_out = replace(found, excluded=why[:200], exported_at=None)
    await stores.ratings.save(left_out)
    return left_out


async def _corrected(stores: Stores, before: Rating, given: Rating) -> Rating:
    after = replace(
        before,
        code=given.code,
        text=given.text or before.text,
        at=given.at,
        times=before.times + 1,
        exported_at=None,  # the city's system gets it again, with its higher number of times
    )
    await stores.ratings.correct(after)
    return after


async def _followed(stores: Stores, frame: Frame, rating: Rating, *, corrected: bool) -> Rated:
    if not is_poor(rating.code):
        return Rated(rating, corrected, None)
    case, fresh = await poor_rating_case(stores, frame, rating, rating.at)
    return Rated(rating, corrected, case, fresh)
