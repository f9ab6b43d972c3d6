"""评价上报: what goes to the city's 好差评 system, what waits to be tried again, and a day compared (EV-14)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage
from assistant.helpdesk.case_dates import local_day
from assistant.people import Staff
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.house import TheHouse

router = APIRouter(prefix=f"{ROOT}/cases/reported")

Reader = Annotated[Staff, require("case.assign")]


@router.get("")
async def reported(
    request: Request, by: Reader, house: TheHouse, day: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """How many wait and how often they were tried; yesterday, or another day, compared line by line."""
    export = house.services.rating_export
    yesterday = local_day(house.services.clock.now()) - timedelta(days=1)
    try:
        asked = date.fromisoformat(day) if day else yesterday
    except ValueError:
        raise BadMessage("日期写成 2026-11-20 这样。") from None
    waiting, tries = await export.waiting()
    return page(request, "reported.html", by, found=await export.reconcile(asked), waiting=waiting, tries=tries)


@router.post("")
async def export_now(by: Reader, house: TheHouse) -> Response:
    """Try now instead of at the next turn; a failure is told in a sentence."""
    await house.services.rating_export.export()
    return RedirectResponse(f"{ROOT}/cases/reported", 303)
