"""News for an open console: server-sent events with a cursor, the same by asking, and the signs of life it sends."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Header, Query, Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from assistant.helpdesk.views import Update
from assistant.people import Staff
from channels.web.console.guard import COOKIE, ROOT, require
from channels.web.console.pages import is_fragment
from channels.web.console.tickets import Agent, left_column
from channels.web.house import House, TheHouse

router = APIRouter(prefix=ROOT)

Passive = Annotated[Staff, require("desk", passive=True)]
PATIENCE_SECONDS = 15.0
"""How long a quiet stream is silent; proxies close what is silent for longer."""
ROUNDS = 40
"""A stream ends after so many rounds; the browser opens the next one by itself."""


@router.get("/events")
async def events(
    request: Request,
    by: Passive,
    house: TheHouse,
    after: Annotated[str, Query(max_length=40)] = "",
    last_event_id: Annotated[str, Header(max_length=40)] = "",
) -> Response:
    """The stream. After a break the browser says itself which cursor it saw last."""
    cookie = request.cookies.get(COOKIE, "")
    body = _stream(house, by, cookie, last_event_id or after)
    return StreamingResponse(body, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _stream(house: House, by: Staff, cookie: str, cursor: str) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    for _ in range(ROUNDS):
        update = await house.services.desk.updates(by, cursor, PATIENCE_SECONDS)
        # The sign-in may have been ended meanwhile.
        if await house.services.accounts.of(cookie, active=False) is None:
            yield "event: ended\ndata: {}\n\n"
            return
        if house.services.desk.hints.closing:
            return
        if update.cursor == cursor:
            yield "event: tick\ndata: {}\n\n"
            continue
        cursor = update.cursor
        told = json.dumps(await news(house, by, update), ensure_ascii=False)
        yield f"id: {cursor}\nevent: news\ndata: {told}\n\n"


@router.get("/updates")
async def updates(by: Passive, house: TheHouse, after: Annotated[str, Query(max_length=40)] = "") -> Response:
    """The same by asking, for where streams do not get through; 204 when nothing is new."""
    update = await house.services.desk.updates(by, after, patience=0)
    return Response(status_code=204) if update.cursor == after else JSONResponse(await news(house, by, update))


async def news(house: House, by: Staff, update: Update) -> dict[str, Any]:
    """What the page needs to draw itself anew."""
    return {
        "cursor": update.cursor,
        "left": await left_column(house, by, update),
        "waiting": [line.ticket.id for line in update.queue],
        "asked": [line.ticket.id for line in update.queue if line.mine],
        "invited": [ticket.id for ticket in update.invited],
        "mine": {t.id: f"{t.epoch} {t.state}" for t in update.mine},
        "fresh": dict(update.fresh),
        "typing": sorted(update.typing),
    }


@router.post("/presence")
async def presence(
    request: Request, by: Agent, house: TheHouse, status: Annotated[Literal["present", "away"], Form()]
) -> Response:
    """在座位 or 离开."""
    await house.services.desk.present(by, status)
    return JSONResponse({"status": status}) if is_fragment(request) else RedirectResponse(ROOT, 303)


@router.post("/heartbeat")
async def heartbeat(
    request: Request, by: Passive, house: TheHouse, active: Annotated[bool, Form()] = False
) -> Response:
    """Still there. ``active`` when somebody touched keyboard or mouse since: only that keeps the sign-in alive."""
    if active:
        await house.services.accounts.of(request.cookies.get(COOKIE, ""))
    lease = await house.services.desk.heartbeat(by)
    return JSONResponse({"status": lease.status if lease else "away"})
