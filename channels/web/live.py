"""What comes without being asked for: officers' words, the place in the queue, who is typing – by long polling."""

from __future__ import annotations

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from assistant.conversation.lobby import News
from channels.web.bubbles import bubble_of
from channels.web.house import House, TheHouse
from channels.web.place import place_of
from channels.web.render import html
from channels.web.session import address_of, is_plain, talk_of

router = APIRouter(include_in_schema=False)

LONGEST_WAIT = 20.0
"""Seconds that one question for news may take."""


class NewsOut(BaseModel):
    """New bubbles and the line on how one stands, both as HTML; ``last`` and ``mark`` come back with the next one."""

    html: str
    strip: str
    standing: str
    last: int
    mark: str


@router.get("/chat/news", response_model=NewsOut)
async def news(
    request: Request,
    house: TheHouse,
    after: int = Query(0, ge=0),
    mark: str = Query("", max_length=300),
    wait: float = Query(0.0, ge=0.0, le=LONGEST_WAIT),
) -> Response | NewsOut:
    """What was said by officers and the desk since; waits for it up to ``wait`` seconds."""
    token = talk_of(request)
    if token is None:
        return NewsOut(html="", strip="", standing="none", last=after, mark="")
    found = await house.services.lobby.news(address_of(token), after, mark, wait)
    drawn = html(
        "fragment.html",
        bubbles=[bubble_of(u) for u in found.said],
        mine="",
        notice="",
        place=place_of(request),
        plain=is_plain(request),
    )
    shown = drawn if found.said else ""
    return NewsOut(html=shown, strip=strip(found), standing=found.standing, last=found.last, mark=found.mark)


@router.post("/chat/typing")
async def typing(request: Request, house: TheHouse) -> Response:
    """The citizen is writing: a hint to the officer."""
    token = talk_of(request)
    if token is not None:
        await house.services.lobby.typing(address_of(token))
    return HTMLResponse("", 204)


def strip(found: News) -> str:
    """The line above the box that says how one stands."""
    return html("strip.html", news=found) if found.standing != "none" else ""


async def news_now(house: House, token: str | None, last: int) -> News:
    """How things stand, for a page that is drawn whole."""
    return await house.services.lobby.news(address_of(token), last) if token else News()
