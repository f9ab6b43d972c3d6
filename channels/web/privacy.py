"""The privacy notice, and the citizen's own rights on it: a copy of what is kept, and its deletion (PI-03, PI-07)."""

from __future__ import annotations

import json
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from assistant.tickets import ErasureRequest
from channels.web import words
from channels.web.house import House, TheHouse
from channels.web.place import place_of
from channels.web.render import html
from channels.web.session import address_of, client_of, is_plain, new_token, remember_talk, talk_of
from channels.web.talk import TooFast, earlier

router = APIRouter(prefix="/privacy", include_in_schema=False)


@router.get("")
async def notice(request: Request, house: TheHouse) -> Response:
    """Who keeps what, why, for how long, and what one may ask for."""
    return await _page(request, house)


@router.get("/copy")
async def copy(request: Request, house: TheHouse) -> Response:
    """All that is kept of this browser's talk, as a file."""
    token = talk_of(request)
    if token is None or not await earlier(house, token):
        return await _page(request, house, words.NOTHING_KEPT, 404)
    if not house.allows(client_of(request), token):
        raise TooFast
    async with house.services.memory.reading() as stores:
        conversation = await stores.conversations.find(address_of(token))
    assert conversation is not None
    rows = await house.services.personal.copy(conversation.id, "citizen")
    name = quote("我的内容.json")
    return Response(
        json.dumps(rows, ensure_ascii=False, indent=1),
        media_type="application/json",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )


@router.post("/delete")
async def delete(request: Request, house: TheHouse, sure: str = Form("", max_length=10)) -> Response:
    """The wish to be forgotten: done at once where nothing is open, else written down and done later."""
    if sure != "yes":
        return await _page(request, house, words.NOT_SURE, 422)
    token = talk_of(request)
    wish = await house.services.personal.ask(address_of(token)) if token else None
    response = await _page(request, house, _told(wish))
    if wish is not None and wish.done_at is not None:
        remember_talk(response, new_token(), secure=place_of(request).secure)
    return response


def _told(wish: ErasureRequest | None) -> str:
    if wish is None:
        return words.NOTHING_KEPT
    if wish.done_at is not None:
        return words.ERASED
    return words.ERASE_LATER[wish.waits_for].format(due=f"{wish.due.month}月{wish.due.day}日")


async def _page(request: Request, house: House, told: str = "", status: int = 200) -> Response:
    mine = bool(await earlier(house, talk_of(request)))
    drawn = html(
        "privacy.html",
        place=place_of(request),
        plain=is_plain(request),
        keeps=house.services.settings,
        told=told,
        mine=mine,
    )
    return HTMLResponse(drawn, status)
