"""Who could take a citizen over right now: colleagues and departments with somebody at the desk."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.knowledge.schema import Department
from assistant.people import Staff
from channels.web.house import House


@dataclass(frozen=True, slots=True)
class Crew:
    """``colleagues`` and ``leads`` are at their desks now; ``departments`` maps every other one to how many are."""

    colleagues: tuple[Staff, ...] = ()
    departments: tuple[tuple[Department, int], ...] = ()


async def crew_now(house: House, by: Staff) -> Crew:
    """Everybody but the person herself."""
    services = house.services
    now = services.clock.now()
    async with services.memory.reading() as stores:
        leases = await stores.presence.all()
        staff = await stores.staff.all()
    present = {p.staff for p in leases if p.status == "present" and p.lease_until > now}
    here = [s for s in staff if s.id in present and s.id != by.id and s.active]
    offices = services.librarian.library.catalogue.departments.values()
    counted = tuple((d, sum(s.department == d.id for s in here)) for d in offices if d.id != by.department)
    colleagues = tuple(s for s in here if by.department is None or s.department in (by.department, None))
    return Crew(colleagues, tuple(sorted(counted, key=lambda pair: -pair[1])))
