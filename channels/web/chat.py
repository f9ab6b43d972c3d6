"""The citizen's page: the talk so far, the form that goes on with it, with and without JavaScript."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.conversation.lobby import News
from assistant.errors import BadMessage
from assistant.records import Utterance
from assistant.text.mask import mask
from channels.web import words
from channels.web.bubbles import Bubble, bubble_of
from channels.web.house import House, TheHouse
from channels.web.live import news_now, strip
from channels.web.place import place_of
from channels.web.render import html
from channels.web.session import client_of, is_plain, new_token, remember_plain, remember_talk, talk_of
from channels.web.talk import Spoken, TooFast, earlier, say

router = APIRouter(include_in_schema=False)

FRAGMENT = "x-linban-fragment"
"""Request header by which the page's script asks for the new bubbles only."""

WHOLE_PAGE = "x-linban-whole"
"""Response header that tells the script to draw the whole page again."""

_TYPE_SIZES = {"plain:on": True, "plain:off": False}
"""Kinds of reply by which the assistant says that 长辈版 was switched."""

_START, _SET_PLAIN = "start", "plain"
"""Ids of the messages that the page sends by itself when a talk begins."""


@router.get("/", response_class=HTMLResponse)
async def page(request: Request, house: TheHouse) -> Response:
    """The talk as it stands; a browser without one is greeted first."""
    token = talk_of(request)
    past = await earlier(house, token)
    if not past:
        token = await _greeted(request, house)
        past = await earlier(house, token)
    assert token is not None
    return _page(request, token, past, news=await news_now(house, token, past[-1].seq if past else 0))


@router.post("/chat")
async def send(
    request: Request,
    house: TheHouse,
    text: str = Form(""),
    choice: str = Form(""),
    message_id: str = Form("", max_length=80),
) -> Response:
    """Take one message from the form. The script gets the new bubbles, a plain browser the whole page again."""
    token = talk_of(request)
    wants_fragment = FRAGMENT in request.headers
    try:
        spoken = await say(
            house,
            token=token,
            message_id=message_id or secrets.token_hex(8),
            text="" if choice else text,
            choice=choice or None,
            client=client_of(request),
        )
    except (BadMessage, TooFast) as error:
        if wants_fragment:
            raise
        sentence = words.TOO_FAST if isinstance(error, TooFast) else str(error)
        past = await earlier(house, token)
        stands = await news_now(house, token, past[-1].seq if past else 0)
        return _page(request, token or new_token(), past, news=stands, draft=text, trouble=sentence, status=422)
    response = _answered(request, spoken, wants_fragment=wants_fragment, restarted=choice == "restart")
    secure = place_of(request).secure
    remember_talk(response, spoken.token, secure=secure)
    for reply in spoken.answer.replies:
        if reply.kind in _TYPE_SIZES:
            remember_plain(response, plain=_TYPE_SIZES[reply.kind], secure=secure)
            response.headers[WHOLE_PAGE] = "1"
    return response


def _answered(request: Request, spoken: Spoken, *, wants_fragment: bool, restarted: bool) -> Response:
    """The way back to the page, or for its script the new bubbles."""
    if not wants_fragment:
        return RedirectResponse("/" if restarted else "/#now", 303)
    if spoken.answer.state == "failed":
        # the script keeps the message and the buttons before it, and may send the same message again
        return JSONResponse({"error": spoken.answer.replies[-1].text}, 503)
    fragment = html(
        "fragment.html",
        bubbles=[Bubble("bot", reply.text, reply) for reply in spoken.answer.replies],
        mine=mask(spoken.text) if mask(spoken.text) != spoken.text else "",
        notice=words.FORGOTTEN if spoken.forgotten else "",
        place=place_of(request),
        plain=is_plain(request),
    )
    return HTMLResponse(fragment)


@router.post("/chat/clear")
async def clear(request: Request) -> Response:
    """Leave nothing on the screen: the next person at this device begins a new talk."""
    response = RedirectResponse("/", 303)
    remember_talk(response, new_token(), secure=place_of(request).secure)
    return response


async def _greeted(request: Request, house: House) -> str:
    """The token of a new talk in which the assistant has said its first words, short ones for 长辈版."""
    token = None
    opening = [(_SET_PLAIN, "plain:on")] if is_plain(request) else []
    for message_id, choice in (*opening, (_START, "start")):
        spoken = await say(house, token=token, message_id=message_id, text="", choice=choice, client=client_of(request))
        token = spoken.token
    assert token is not None
    return token


def _page(
    request: Request,
    token: str,
    past: Sequence[Utterance],
    *,
    news: News,
    draft: str = "",
    trouble: str = "",
    status: int = 200,
) -> Response:
    begun = max((n for n, u in enumerate(past) if _begins(u)), default=-1) + 1
    before = [u for u in past[:begun] if not _unsaid(u)]
    place = place_of(request)
    bubbles = [bubble_of(u) for u in past[begun:] if not _unsaid(u)]
    page = html(
        "chat.html",
        before=[bubble_of(u) for u in before[:-1]],
        bubbles=bubbles,
        live=_live(bubbles),
        fresh=not any(u.speaker == "citizen" and not _unsaid(u) for u in past[begun:]),
        life_events=words.LIFE_EVENTS,
        news=news,
        last=past[-1].seq if past else 0,
        strip=Markup(strip(news)),
        draft=draft,
        trouble=trouble,
        plain=is_plain(request),
        place=place,
    )
    response = HTMLResponse(page, status)
    remember_talk(response, token, secure=place.secure)
    return response


def _live(bubbles: Sequence[Bubble]) -> int:
    """Place of the bubble whose buttons still count: the newest one that is no apology, if nothing was said since."""
    for place in range(len(bubbles) - 1, -1, -1):
        reply = bubbles[place].reply
        if reply is not None and reply.kind != "failure":
            return place
    return -1


def _unsaid(utterance: Utterance) -> bool:
    """Words that the page sent by itself, and what was answered to its setting of 长辈版: not shown."""
    return utterance.message_id == _SET_PLAIN or (utterance.speaker == "citizen" and utterance.message_id == _START)


def _begins(utterance: Utterance) -> bool:
    """重新开始: what was said until here is folded away."""
    return utterance.speaker == "citizen" and utterance.text == words.COMMANDS["restart"]
