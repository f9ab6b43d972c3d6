"""What a waiting citizen is told: the place, an honest range, the next opening, and the way out of the queue."""

from __future__ import annotations

from datetime import date
from statistics import median

from assistant.helpdesk.assignment import wait_range
from assistant.helpdesk.deadlines import promised_day
from assistant.helpdesk.lifecycle import OWNED, Move
from assistant.helpdesk.presence import hands_of
from assistant.helpdesk.scene import CITIZEN, Scene, move
from assistant.knowledge.hours import is_open
from assistant.messages import Choice, Reply
from assistant.tickets import Ticket

ENOUGH = 5
"""So many served tickets make a better guess than the setting."""

PLACE, LEAVE, SKIP = "desk:place", "desk:leave", "desk:nocontact"
"""Buttons: 排到第几了 · 取消排队 · 不留电话."""


async def standing(scene: Scene, ticket: Ticket, *, fresh: bool = False) -> Reply:
    """Where the citizen stands: the same query that decides who is taken next."""
    if ticket.state in OWNED:
        name = scene.department_name(ticket.department)
        return Reply(scene.words("with_you", name=name), kind="desk")
    if ticket.state == "callback":
        return await _called_back(scene, ticket, fresh=fresh)
    return await _queued(scene, ticket, fresh=fresh)


async def leave(scene: Scene, ticket: Ticket) -> tuple[Ticket, Reply]:
    """取消排队."""
    left = await move(
        scene,
        ticket,
        Move.LEAVE,
        CITIZEN,
        closed_at=scene.now,
        outcome="withdrawn",
        contact=None,
        asked=None,
        escalate_at=None,
    )
    return left, Reply(scene.words("left"), choices=(_again(scene),), kind="desk")


def day_words(scene: Scene, day: date) -> str:
    """11月23日（星期一）."""
    weekday = scene.library.catalogue.wording[f"day.{day.isoweekday()}"].strip()
    return scene.words("day", month=day.month, day=day.day, weekday=weekday)


async def place_and_range(scene: Scene, ticket: Ticket) -> tuple[int, int, int]:
    """The place, and from how many to how many minutes it still takes."""
    place = await scene.stores.tickets.place(ticket) or 1
    return place, *wait_range(place, *await speed_of(scene, ticket.department))


async def speed_of(scene: Scene, department: str) -> tuple[int, float]:
    """How many people of the department are at the desk, and how many minutes each citizen takes them."""
    return await hands_of(scene, department), await _minutes_each(scene, department)


async def _queued(scene: Scene, ticket: Ticket, *, fresh: bool) -> Reply:
    place, low, high = await place_and_range(scene, ticket)
    key = "queued" if fresh else "still_queued"
    text = "\n".join(
        (
            scene.words(key, name=scene.department_name(ticket.department), place=place),
            scene.words("range", low=low, high=high) if low else scene.words("range_soon", high=high),
            scene.words("meanwhile", number=ticket.number),
        )
    )
    choices = (
        Choice(PLACE, scene.words("button.place"), quiet=True),
        Choice(LEAVE, scene.words("button.leave"), quiet=True),
    )
    return Reply(text, choices=choices, kind="queue")


async def _called_back(scene: Scene, ticket: Ticket, *, fresh: bool) -> Reply:
    hours, holidays = scene.hours(ticket.department), scene.library.catalogue.holidays
    at_work = is_open(hours, holidays, scene.now)
    day, opening = promised_day(hours, holidays, scene.now, is_open=at_work)
    lines = [scene.words("nobody_there" if at_work else "closed_now")]
    if opening is not None and not at_work:
        lines.append(scene.words("opens", day=day_words(scene, opening.date()), time=f"{opening:%H:%M}"))
    name = scene.department_name(ticket.department)
    promised = day_words(scene, ticket.promised_on or day)
    lines.append(scene.words("promised", name=name, day=promised, number=ticket.number))
    leave_it = Choice(LEAVE, scene.words("button.leave_callback"), quiet=True)
    if ticket.contact or not fresh:
        lines.append(scene.words("contact_kept" if ticket.contact else "no_contact"))
        return Reply("\n".join(lines), choices=(leave_it,), kind="callback", phones=("12345",))
    lines.append(scene.words("ask_contact"))
    skip = Choice(SKIP, scene.words("button.skip_contact"), quiet=True)
    return Reply("\n".join(lines), choices=(skip, leave_it), kind="callback", phones=("12345",))


async def _minutes_each(scene: Scene, department: str) -> float:
    """How long one citizen takes here: the median of the last ones served, or the setting."""
    served = await scene.stores.tickets.served(department, 20)
    spans = [span.total_seconds() / 60 for span in served]
    return median(spans) if len(spans) >= ENOUGH else scene.settings.desk_talk_minutes


def _again(scene: Scene) -> Choice:
    return Choice("human", scene.library.catalogue.wording["button.human"].strip(), quiet=True)
