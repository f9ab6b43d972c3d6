"""A ticket on the page: opened, refreshed, and drawn again after every act."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.errors import NotAllowed, NotFound
from assistant.helpdesk.views import Update
from assistant.people import Staff
from assistant.settings import Settings
from assistant.staff.roles import may
from channels.desk.showing import Work, work_of
from channels.web.console import words
from channels.web.console.crew import Crew, crew_now
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import fragment, is_fragment, page
from channels.web.house import House, TheHouse

LAST = 2**31 - 1
PANELS = ("transfer", "invite", "close", "reassign")

Agent = Annotated[Staff, require("desk")]
TicketId = Annotated[str, Path(max_length=40)]


async def seen(ticket: TicketId, by: Annotated[Staff, require("desk", passive=True)], house: TheHouse) -> str:
    """The id of a ticket that this person may see; :class:`NotFound` for every other, existing or not (PI-11)."""
    try:
        await house.services.desk.said(ticket, by, LAST)
    except NotAllowed:
        raise NotFound(words.NO_TICKET) from None
    return ticket


Seen = Annotated[str, Depends(seen)]


async def opened(house: House, ticket: str, by: Staff, *, listening: bool = False) -> Work:
    """The ticket with all that the page shows of it; that it was opened is in the audit log."""
    services = house.services
    look = services.desk.listen if listening else services.desk.view
    return work_of(
        await look(ticket, by), services.librarian.library.catalogue, services.clock.now(), listening=listening
    )


async def drawn(house: House, work: Work, by: Staff, panel: str = "") -> str:
    """Talk and packet of a ticket."""
    crew = await crew_now(house, by) if panel in PANELS else Crew()
    canned = []
    if work.view.may_speak:
        async with house.services.memory.reading() as stores:
            canned = list(await stores.canned.of(by.department))
    return fragment("work.html", work=work, staff=by, panel=panel, crew=crew, canned=canned)


async def desk_page(request: Request, house: House, by: Staff, work: str = "", status: int = 200) -> Response:
    """The whole desk with one ticket open, or none."""
    desk = house.services.desk
    update = await desk.updates(by, patience=0)
    lease = await desk.presence(by)
    return page(
        request,
        "desk.html",
        by,
        status,
        left=await left_column(house, by, update),
        figures=update,
        work=work,
        lease_seconds=_lease_seconds(request),
        seated=lease is not None and lease.status == "present" and lease.lease_until > house.services.clock.now(),
    )


async def left_column(house: House, by: Staff, update: Update) -> str:
    """Queue, own talks, invitations and call-backs as a fragment."""
    catalogue = house.services.librarian.library.catalogue
    return fragment(
        "left.html",
        staff=by,
        update=update,
        callbacks=update.callbacks,
        items=catalogue.items,
        departments={d.id: d.name for d in catalogue.departments.values()},
        now=house.services.clock.now(),
        whole=by.department is None,
    )


async def after_act(request: Request, house: House, ticket: str, by: Staff) -> Response:
    """The ticket as it is now: as a fragment for the script, by a new request without it."""
    if not is_fragment(request):
        return RedirectResponse(f"{ROOT}/tickets/{ticket}", 303)
    body = await drawn(house, await opened(house, ticket, by), by)
    return HTMLResponse(body, headers={"hx-push-url": f"{ROOT}/tickets/{ticket}"})


def gone(request: Request, by: Staff, said: str) -> Response:
    """The ticket is off this person's desk: the empty desk, and a sentence on what was done."""
    if not is_fragment(request):
        return RedirectResponse(ROOT, 303)
    told, lease = json.dumps({"linban-told": said}), _lease_seconds(request)
    return HTMLResponse(
        fragment("welcome.html", staff=by, lease_seconds=lease), headers={"hx-push-url": ROOT, "hx-trigger": told}
    )


def _lease_seconds(request: Request) -> int:
    settings: Settings = request.app.state.settings
    return int(settings.desk_lease_seconds)


async def panel_of(asked: Annotated[str, Query(alias="panel", max_length=20)] = "") -> str:
    """Which panel to open above the talk."""
    return asked if asked in PANELS else ""


def may_lead(by: Staff) -> bool:
    """Whether this person may reassign and listen in."""
    return may(by, "desk.lead")
