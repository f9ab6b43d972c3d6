"""The whole hall at one moment, read once for all the pages that look at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from time import monotonic
from typing import Generic, TypeVar

from assistant.helpdesk.assignment import wait_range
from assistant.helpdesk.deadlines import patience
from assistant.helpdesk.hints import Hints
from assistant.helpdesk.lifecycle import OWNED
from assistant.helpdesk.rights import scope
from assistant.helpdesk.scene import CITIZEN, Scene
from assistant.helpdesk.views import QueueLine, Update
from assistant.helpdesk.waiting import speed_of
from assistant.people import Staff
from assistant.tickets import Participant, Ticket

T = TypeVar("T")


class OneRead(Generic[T]):
    """What was read last, for everybody who needs nothing newer; one reads, the others wait for it."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._kept: tuple[float, T] | None = None

    async def since(self, moment: float, read: Callable[[], Awaitable[T]]) -> T:
        """What ``read`` gave, begun at or after ``moment`` (of the monotonic clock)."""
        async with self._turn:
            if self._kept is None or self._kept[0] < moment:
                began = monotonic()
                self._kept = began, await read()
            return self._kept[1]


Ranges = Mapping[str, tuple[int, int, int]]
"""Waiting ticket → its place, and from how many to how many minutes it still takes."""


@dataclass(frozen=True, slots=True)
class Hall:
    """All open tickets of all departments, and what is needed to show them."""

    waiting: tuple[QueueLine, ...]
    owned: tuple[Ticket, ...]
    callbacks: tuple[Ticket, ...]
    companions: tuple[Participant, ...]
    last: Mapping[str, int]
    """Conversation → ``seq`` of the last thing said in it."""


class HallNow:
    """What consoles and waiting citizens look at in this process."""

    def __init__(self) -> None:
        self.hall: OneRead[Hall] = OneRead()
        self.ranges: OneRead[Ranges] = OneRead()


async def read_hall(scene: Scene) -> Hall:
    """Six statements, however many look."""
    tickets = scene.stores.tickets
    others = await tickets.in_state(*OWNED, "callback")
    owned = tuple(t for t in others if t.state in OWNED)
    return Hall(
        await _lines(scene),
        owned,
        tuple(t for t in others if t.state == "callback"),
        await tickets.companions(),
        await scene.stores.conversations.last_seq([t.conversation for t in owned]),
    )


async def _lines(scene: Scene) -> tuple[QueueLine, ...]:
    names = {s.id: s.name for s in await scene.stores.staff.all()}
    return tuple(
        QueueLine(
            ticket,
            place,
            scene.item_name(ticket.item),
            scene.department_name(ticket.department),
            names.get(ticket.asked or "", ""),
            scene.now - ticket.enqueued_at,
            scene.now - ticket.enqueued_at > patience(0, scene.settings),
            mine=False,
        )
        for ticket, place in await scene.stores.tickets.waiting(None)
    )


async def read_ranges(scene: Scene) -> Ranges:
    """Place and minutes of all who wait: two statements for each department that somebody waits for."""
    found: dict[str, tuple[int, int, int]] = {}
    speed: dict[str, tuple[int, float]] = {}
    for ticket, place in await scene.stores.tickets.waiting(None):
        if ticket.department not in speed:
            speed[ticket.department] = await speed_of(scene, ticket.department)
        found[ticket.id] = place, *wait_range(place, *speed[ticket.department])
    return found


def lines_for(hall: Hall, by: Staff) -> tuple[QueueLine, ...]:
    """The waiting tickets of this person's departments in the order of taking, with the places that citizens see."""
    ours = scope(by)
    lines = (line for line in hall.waiting if ours is None or line.ticket.department in ours)
    return tuple(replace(line, mine=line.ticket.asked == by.id) for line in lines)


def update_for(hall: Hall, by: Staff, hints: Hints) -> Update:
    """Queue and talks as this person may see them, with a cursor that is equal as long as they are."""
    lines = lines_for(hall, by)
    joined = {p.ticket for p in hall.companions if p.staff == by.id and p.state == "joined"}
    asked = {p.ticket for p in hall.companions if p.state == "invited" and p.department == by.department}
    mine = [t for t in hall.owned if t.agent == by.id or t.id in joined]
    mine.sort(key=lambda t: (t.claimed_at or t.opened_at, t.id))
    invited = sorted((t for t in hall.owned if t.id in asked and t.agent != by.id), key=lambda t: t.id)
    fresh = {t.id: hall.last.get(t.conversation, 0) for t in mine}
    typing = frozenset(t.id for t in mine if hints.is_typing(t.id, CITIZEN))
    departments = scope(by)
    callbacks = tuple(t for t in hall.callbacks if departments is None or t.department in departments)
    waiting = [(line.ticket.id, line.ticket.epoch, line.place) for line in lines]
    talks = [(t.id, t.epoch, t.state, fresh[t.id], t.id in typing) for t in mine]
    seen = (waiting, talks, [t.id for t in invited], [t.id for t in callbacks])
    cursor = sha256(repr(seen).encode()).hexdigest()[:16]
    found = Update(cursor, lines, tuple(mine), fresh, typing)
    return replace(found, invited=tuple(invited), callbacks=callbacks)
