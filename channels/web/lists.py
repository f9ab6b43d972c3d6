"""The list to be printed and taken along."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from channels.web.house import TheHouse
from channels.web.place import place_of
from channels.web.render import html
from channels.web.session import is_plain
from channels.web.typeset import list_as_text

router = APIRouter(prefix="/checklist", include_in_schema=False)

_UNLISTED = {"x-robots-tag": "noindex"}


@router.get("/{token}.txt")
async def as_text(token: str, request: Request, house: TheHouse) -> Response:
    """The list as plain text, to be pasted into a message."""
    found = await house.services.assistant.checklist_for(token)
    address = f"{place_of(request).base}/checklist/{token}"
    return PlainTextResponse(list_as_text(found.checklist, address), headers=_UNLISTED)


@router.get("/{token}")
async def as_page(token: str, request: Request, house: TheHouse) -> Response:
    """The list as one A4 page, black on white, with boxes to tick and a QR code that leads to this very page."""
    place = place_of(request)
    found = await house.services.assistant.checklist_for(token)
    page = html(
        "checklist.html",
        checklist=found.checklist,
        given=found.given_at,
        changed=found.changed,
        address=f"{place.base}/checklist/{token}",
        place=place,
        plain=is_plain(request),
    )
    return HTMLResponse(page, headers=_UNLISTED)
