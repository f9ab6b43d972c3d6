"""Signing in through the identity provider: out with a state that the browser keeps, back with a proven code."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import AssistantError, NotAllowed, NotFound
from assistant.staff.outside import STALE
from channels.web.console import words
from channels.web.console.guard import ROOT, remember
from channels.web.console.pages import page
from channels.web.console.sign_in import inside, sign_in_page
from channels.web.console.sign_in_provider import Provider
from channels.web.house import House, TheHouse
from channels.web.place import place_of
from channels.web.session import client_of

WAY = f"{ROOT}/sign-in/outside"
STATE = "linban_desk_way"
"""The cookie with the state. Unlike the sign-in itself it comes along when another site leads back here (lax)."""

router = APIRouter(prefix=WAY)

Long = Annotated[str, Query(max_length=4000)]


@router.get("")
async def out(request: Request, house: TheHouse, go: Annotated[str, Query(max_length=300)] = "") -> Response:
    """To the identity provider."""
    _there_is_one(house)
    if not house.allows_sign_in(client_of(request), "oidc"):
        return sign_in_page(request, house, status=429, trouble=words.TOO_MANY)
    way = await house.services.outside_sign_ins.begin(inside(go))
    try:
        address = await Provider(house.services.settings).way_out(way, _back_here(request))
    except AssistantError as error:
        return sign_in_page(request, house, status=503, trouble=str(error))
    response = RedirectResponse(address, 303)
    secure = place_of(request).secure
    response.set_cookie(STATE, way.state, max_age=600, httponly=True, samesite="lax", secure=secure, path=WAY)
    return response


@router.get("/back")
async def back(
    request: Request, house: TheHouse, state: Long = "", code: Long = "", error: Long = ""
) -> Response:  # fmt: skip
    """Back from it. The page leads on by itself: the strict cookie would not come along with a redirect from afar."""
    _there_is_one(house)
    services, client = house.services, client_of(request)
    departments = {d.id for d in services.librarian.library.catalogue.departments.values()}
    try:
        attempt = await services.outside_sign_ins.finish(state, request.cookies.get(STATE, ""))
        if error or not code:
            raise NotAllowed(STALE)
        provider, now = Provider(services.settings), services.clock.now()
        claims = await provider.claims(code, attempt.verifier, attempt.nonce, _back_here(request), now)
        agent = request.headers.get("user-agent", "")
        person, cookie = await services.outside_sign_ins.admit(provider.issuer, claims, departments, client, agent)
    except AssistantError as failed:
        status = 403 if isinstance(failed, NotAllowed) else 503
        response = sign_in_page(request, house, status=status, trouble=str(failed))
        response.delete_cookie(STATE, path=WAY)
        return response
    onward = f"{ROOT}/code" if person.session.stage == "code" else inside(attempt.go)
    response = page(request, "sign_in_onward.html", onward=onward)
    response.delete_cookie(STATE, path=WAY)
    remember(response, cookie, request)
    return response


def _there_is_one(house: House) -> None:
    if not house.services.settings.oidc_issuer:
        raise NotFound("这里没有接统一认证。")


def _back_here(request: Request) -> str:
    return f"{place_of(request).base}{WAY}/back"
