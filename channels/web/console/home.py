"""The first page after signing in: the desk for who serves, else the first door that is open."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from channels.web.console.guard import ROOT, Signed
from channels.web.console.pages import doors_of, page

router = APIRouter(prefix=ROOT)


@router.get("")
async def home(request: Request, staff: Signed) -> Response:
    """Where this person's work is."""
    doors = doors_of(request, staff)
    if doors and doors[0].path != ROOT:
        return RedirectResponse(doors[0].path, 303)
    return page(request, "plain.html", staff)
