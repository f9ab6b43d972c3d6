"""接待: the three columns, opening a ticket, taking the next one, and looking for what to send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.dialogs.hearing import heard
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.schema import Bundle, Item
from assistant.people import Role, Staff
from assistant.staff.roles import may
from channels.web.console import words
from channels.web.console.guard import ROOT, Signed, require
from channels.web.console.pages import doors_of, fragment, is_fragment, page
from channels.web.console.tickets import Agent, Seen, after_act, desk_page, drawn, gone, opened, panel_of
from channels.web.house import House, TheHouse

router = APIRouter(prefix=ROOT)

Passive = Annotated[Staff, require("desk", passive=True)]
BEGINS: Mapping[Role, str] = {
    "admin": f"{ROOT}/people",
    "auditor": f"{ROOT}/audit",
    "editor": f"{ROOT}/knowledge",
}
"""Where a role that does not serve begins; the first door of its menu where that is not there."""
FOUND = 6
SUGGESTED = 3
LEAST_SAID = 3
"""Characters of a message from which a suggestion is made; “好的” is about nothing."""


@router.get("")
async def home(request: Request, staff: Signed, house: TheHouse) -> Response:
    """The desk for who serves; for the others the first door that is open to them."""
    if may(staff, "desk"):
        return await desk_page(request, house, staff)
    paths = [door.path for door in doors_of(request, staff)]
    if not paths:
        return page(request, "plain.html", staff)
    first = BEGINS.get(staff.role, "")
    return RedirectResponse(first if first in paths else paths[0], 303)


@router.post("/next")
async def take_next(request: Request, by: Agent, house: TheHouse) -> Response:
    """接下一位."""
    ticket = await house.services.desk.take_next(by)
    if ticket is None:
        return gone(request, by, words.NOBODY_WAITS)
    return await after_act(request, house, ticket.id, by)


@router.get("/tickets/{ticket}")
async def ticket_page(
    request: Request, ticket: Seen, by: Agent, house: TheHouse, panel: Annotated[str, Depends(panel_of)]
) -> Response:
    """One ticket, as a part of the desk or as the whole page."""
    work = await opened(house, ticket, by)
    body = await drawn(house, work, by, panel)
    return HTMLResponse(body) if is_fragment(request) else await desk_page(request, house, by, body)


@router.get("/tickets/{ticket}/listen")
async def listen(
    request: Request, by: Annotated[Staff, require("desk.lead")], ticket: Seen, house: TheHouse
) -> Response:
    """旁听: a lead looks on in silence."""
    body = await drawn(house, await opened(house, ticket, by, listening=True), by)
    return HTMLResponse(body) if is_fragment(request) else await desk_page(request, house, by, body)


@router.get("/tickets/{ticket}/suggest")
async def suggest(ticket: Seen, by: Passive, house: TheHouse) -> Response:
    """Items that the citizen's last words may be about."""
    said = await house.services.desk.said(ticket, by, 0)
    own = [u.text for u in said if u.speaker == "citizen" and not u.choice and _says_something(house, u.text)]
    async with house.services.memory.reading() as stores:
        found = await stores.tickets.find(ticket)
    known = found.item if found else None
    library = house.services.librarian.library
    items: list[Item] = []
    if own:
        judged = await run_in_threadpool(library.searcher.search, own[-1])
        # A question within a matter that is known sounds a little like many others: then only what is sure is shown.
        codes = judged.items if known is None or judged.outcome == "sure" else ()
        items = [library.catalogue.items[code] for code in codes[:SUGGESTED] if code != known]
    return HTMLResponse(fragment("suggest.html", items=items, ticket=ticket))


def _says_something(house: House, text: str) -> bool:
    """“人工” and other calls for a person say nothing of the matter."""
    return len(text) >= LEAST_SAID and not heard(
        house.services.librarian.library.catalogue.wording, "command.human", text
    )


@router.get("/find")
async def find(by: Passive, house: TheHouse, q: str = Query("", max_length=60), ticket: str = "") -> Response:
    """Items and bundles by name, alias or meaning, each to be sent with one click."""
    library = house.services.librarian.library
    items: list[Item] = []
    bundles: list[Bundle] = []
    if q.strip():
        items, bundles = _named(library.catalogue, q.strip().lower())
        if len(items) < FOUND:
            judged = await run_in_threadpool(library.searcher.search, q)
            more = [library.catalogue.items[c.code] for c in judged.ranking if c.kind == "item"]
            items += [item for item in more if item not in items]
    return HTMLResponse(fragment("found.html", items=items[:FOUND], bundles=bundles[:2], q=q, ticket=ticket))


def _named(catalogue: Catalogue, q: str) -> tuple[list[Item], list[Bundle]]:
    items = [
        item
        for item in catalogue.items.values()
        if item.status == "在用" and any(q in name.lower() for name in (item.item_name, item.code, *item.aliases))
    ]
    return items, [b for b in catalogue.bundles.values() if any(q in name for name in (b.name, *b.aliases))]
