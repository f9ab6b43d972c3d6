"""The citizen's page: the talk so far, the form that goes on with it, with and without JavaScript."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.errors import BadMessage
from assistant.messages import Reply
from assistant.records import Utterance
from channels.web import words
from channels.web.house import TheHouse
from channels.web.place import Place, place_of
from channels.web.render import html, reply_of
from channels.web.session import client_of, is_plain, new_token, remember_plain, remember_talk, talk_of
from channels.web.talk import TooFast, earlier, say

router = APIRouter(include_in_schema=False)

FRAGMENT = "x-linban-fragment"
"""Request header by which the page's script asks for the new bubbles only."""

_SILENT = ("start", "plain")
"""Messages that the page sends by itself: the citizen did not say them."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble to be drawn; ``reply`` is None when a person spoke."""

    speaker: str
    text: str
    reply: Reply | None = None


@router.get("/", response_class=HTMLResponse)
async def page(request: Request, house: TheHouse) -> Response:
    """The talk as it stands; a browser without one is greeted first."""
    token = talk_of(request)
    past = await earlier(house, token)
    if not past:
        spoken = await say(house, token=None, message_id="start", text="", choice="start", client=client_of(request))
        token, past = spoken.token, await earlier(house, spoken.token)
        if is_plain(request):
            await say(house, token=token, message_id="plain", text="", choice="plain:on", client=client_of(request))
            past = await earlier(house, token)
    assert token is not None
    return _page(request, token, past)


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
        return _page(request, token or new_token(), past, draft=text, trouble=sentence, status=422)
    place = place_of(request)
    if wants_fragment:
        bubbles = [Bubble("bot", reply.text, reply) for reply in spoken.answer.replies]
        response: Response = HTMLResponse(
            html(
                "fragment.html",
                bubbles=bubbles,
                notice=words.FORGOTTEN if spoken.forgotten else "",
                place=place,
            )
        )
    else:
        response = RedirectResponse("/#now", 303)
    remember_talk(response, spoken.token, secure=place.secure)
    if choice in ("plain:on", "plain:off"):
        remember_plain(response, plain=choice == "plain:on", secure=place.secure)
    return response


@router.post("/chat/clear")
async def clear(request: Request) -> Response:
    """Leave nothing on the screen: the next person at this device begins a new talk."""
    response = RedirectResponse("/", 303)
    remember_talk(response, new_token(), secure=place_of(request).secure)
    return response


def _page(
    request: Request,
    token: str,
    past: Sequence[Utterance],
    *,
    draft: str = "",
    trouble: str = "",
    status: int = 200,
) -> Response:
    bubbles = [_told(utterance) for utterance in past]
    place: Place = place_of(request)
    response = HTMLResponse(
        html(
            "chat.html",
            bubbles=[b for b in bubbles if b.speaker != "citizen" or b.text],
            fresh=not any(u.speaker == "citizen" and u.message_id not in _SILENT for u in past),
            life_events=words.LIFE_EVENTS,
            draft=draft,
            trouble=trouble,
            plain=is_plain(request),
            place=place,
        ),
        status,
    )
    remember_talk(response, token, secure=place.secure)
    return response


def _told(utterance: Utterance) -> Bubble:
    reply = reply_of(utterance)
    if reply:
        return Bubble("bot", reply.text, reply)
    silent = utterance.speaker == "citizen" and utterance.message_id in _SILENT
    return Bubble(utterance.speaker, "" if silent else utterance.text)
