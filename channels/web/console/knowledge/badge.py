"""How many items wait to be verified by this person's department: shown on every page of the console."""

from __future__ import annotations

from datetime import date

from fastapi import Request

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.review import State, counts, duties
from assistant.people import Staff
from assistant.staff.roles import may
from channels.web.house import House

_counted: dict[tuple[str, date, str | None], int] = {}
"""(version of the knowledge, day, department) → number; only of the last version and day."""

URGENT: tuple[State, ...] = ("overdue", "soon")


def today_of(house: House) -> date:
    """The day on the clocks in Shanghai."""
    return house.services.clock.now().astimezone(SHANGHAI).date()


def department_of(catalogue: Catalogue, staff: Staff) -> str | None:
    """The name of the department that this account belongs to; ``None`` for the whole district."""
    return next((d.name for d in catalogue.departments.values() if d.id == staff.department), staff.department)


def due_of(request: Request, staff: Staff | None) -> int:
    """The items past their day or near it; 0 for who has nothing to do with it."""
    house: House | None = getattr(request.app.state, "house", None)
    if staff is None or house is None or not may(staff, "review.view"):
        return 0
    catalogue, today = house.services.librarian.library.catalogue, today_of(house)
    key = (catalogue.version, today, department_of(catalogue, staff))
    if key not in _counted:
        for old in [k for k in _counted if k[:2] != key[:2]]:
            del _counted[old]
        found = counts(duties(catalogue, today, key[2]))
        _counted[key] = sum(found[state] for state in URGENT)
    return _counted[key]
