"""Opens cases inside the transaction of what caused them: a poor rating, or something that could not be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from assistant.helpdesk.case_dates import Days, due_dates, local_day
from assistant.helpdesk.case_rules import CLOSED, first_state
from assistant.helpdesk.roster import CENTRE
from assistant.helpdesk.scene import Scene
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.schema import Holidays
from assistant.ports import Stores
from assistant.settings import Settings
from assistant.text.case_code import new_code
from assistant.tickets import Case, CaseEvent, CaseKind, Improvement, Rating

NO_DEPARTMENT = CENTRE
"""A case that belongs to no department yet: the duty officer's (值班长), who is of the whole district."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What opening a case needs to know of the house."""

    holidays: Mapping[int, Holidays]
    days: Days
    threshold: int
    """From how many cases of one matter in a month an improvement item is opened (NB-04)."""


def days_of(settings: Settings) -> Days:
    """1-5-15, or what the settings say instead (EV-10)."""
    return Days(settings.case_contact_days, settings.case_simple_days, settings.case_complex_days)


def frame_of(scene: Scene) -> Frame:
    """The frame at this moment."""
    return Frame(scene.library.catalogue.holidays, days_of(scene.settings), scene.settings.improvement_from)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a case is opened, and what is known already (the pre-filled packet)."""

    kind: CaseKind
    conversation: str
    text: str
    department: str = NO_DEPARTMENT
    item: str | None = None
    ticket: str | None = None
    rating: str | None = None
    target: str = ""
    about: str | None = None
    packet: dict[str, Any] = field(default_factory=dict)


async def open_case(stores: Stores, frame: Frame, cause: Cause, now: datetime) -> Case:
    """The new case, with its code and its promised days; a new event in its history."""
    contact_due, due = due_dates(frame.holidays, frame.days, now)
    case = Case(
        id=uuid4().hex,
        code=await _free_code(stores),
        kind=cause.kind,
        conversation=cause.conversation,
        ticket=cause.ticket,
        rating=cause.rating,
        item=cause.item,
        department=cause.department,
        state=first_state(cause.kind),
        sort="",
        text=cause.text,
        packet=cause.packet,
        opened_at=now,
        contact_due=contact_due,
        due=due,
        target=cause.target,
        about=cause.about,
    )
    await stores.cases.add(case, CaseEvent(case.id, 0, now, "citizen", "open", case.state, key="open"))
    await _improve(stores, frame, case, now)
    return case


async def stuck_case(stores: Stores, frame: Frame, cause: Cause, now: datetime) -> tuple[Case, bool]:
    """The case of something that could not be done; one that is open already about the same thing is found again.
    True when it is new."""
    for case in await stores.cases.of(cause.conversation):
        if case.kind == "stuck" and case.state not in CLOSED and case.item == cause.item:
            return case, False
    return await open_case(stores, frame, cause, now), True


async def poor_rating_case(stores: Stores, frame: Frame, rating: Rating, now: datetime) -> tuple[Case, bool]:
    """The case of a poor rating, one for each (the row's own constraint). True when it is new."""
    found = await stores.cases.by_rating(rating.id)
    if found is not None:
        return found, False
    cause = Cause(
        kind="rating",
        conversation=rating.conversation,
        text=rating.text,
        department=rating.department or NO_DEPARTMENT,
        item=rating.item,
        ticket=rating.ticket,
        rating=rating.id,
        target=rating.target,
        about=rating.staff,
        packet={"code": rating.code},
    )
    return await open_case(stores, frame, cause, now), True


async def _free_code(stores: Stores) -> str:
    while True:
        code = new_code()
        if await stores.cases.by_code(code) is None:
            return code


async def _improve(stores: Stores, frame: Frame, case: Case, now: datetime) -> None:
    """What happens often becomes an improvement item; a poor rating of the bot does at once (NB-04, EV-15)."""
    if case.kind == "rating" and case.target != "bot":
        return
    month = f"{local_day(now):%Y-%m}"
    kind: Literal["process", "knowledge"] = "knowledge" if case.target == "bot" else "process"
    alike = [c for c in await _of_this_month(stores, now) if (c.kind, c.target) == (case.kind, case.target)]
    count = sum(1 for c in alike if (c.item or c.department) == (case.item or case.department))
    if kind == "knowledge" or count >= frame.threshold:
        key = f"{month}:{kind}:{case.item or case.department or '-'}"
        department = case.department or None
        await stores.cases.improve(Improvement(uuid4().hex, key, kind, case.item, department, month, count, now))


async def _of_this_month(stores: Stores, now: datetime) -> tuple[Case, ...]:
    first = now.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return await stores.cases.opened_between(first, following)
