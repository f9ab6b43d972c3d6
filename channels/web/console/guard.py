"""Who is at the console's door: the cookie, the dependencies of routes, and the check of where a form is from.

A route takes ``Signed`` (anybody signed in) or ``Annotated[Staff, require("board")]`` (who may do that act).
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.responses import Response

from assistant.errors import NotAllowed
from assistant.people import Staff
from assistant.settings import Settings
from assistant.staff.accounts import SignedIn
from assistant.staff.roles import Act, demand
from channels.web.console import words
from channels.web.house import TheHouse
from channels.web.place import place_of

COOKIE = "linban_desk"
ROOT = "/console"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SignInNeeded(Exception):
    """Nobody is signed in, or the sign-in has ended."""


class CodeNeeded(Exception):
    """The password was right; the code of the second factor is still to be typed in."""


class FactorNeeded(Exception):
    """The role asks for a second factor, and none is set up yet."""


class PasswordNeeded(Exception):
    """The one-time password has to be changed before anything else."""


async def came_from_here(request: Request) -> None:
    """Refuse a form that another site sent in the officer's name: by ``Sec-Fetch-Site``, else by ``Origin``.

    A browser sends one of them with every unsafe request; who sends neither is no browser of ours.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise NotAllowed(words.FOREIGN)
        return
    settings: Settings = request.app.state.settings
    ours = {request.headers.get("host", ""), urlsplit(settings.public_url).netloc} - {""}
    if urlsplit(request.headers.get("origin", "")).netloc not in ours:
        raise NotAllowed(words.FOREIGN)


def remember(response: Response, cookie: str, request: Request) -> None:
    """Let the browser keep the sign-in; no script and no other site can use it."""
    settings: Settings = request.app.state.settings
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="strict",
        secure=place_of(request).secure,
        path=ROOT,
    )


def forget(response: Response) -> None:
    """Take the sign-in from the browser."""
    response.delete_cookie(COOKIE, path=ROOT)


async def _person(request: Request, house: TheHouse, *, active: bool) -> SignedIn:
    cookie = request.cookies.get(COOKIE)
    person = await house.services.accounts.of(cookie, active=active) if cookie else None
    if person is None:
        raise SignInNeeded
    return person


async def half_way(request: Request, house: TheHouse) -> SignedIn:
    """Whoever showed a password, also before the code of the second factor: for the page that asks for it."""
    return await _person(request, house, active=True)


async def anybody(person: Annotated[SignedIn, Depends(half_way)]) -> SignedIn:
    """Whoever is signed in, also with a password that is still to be changed."""
    if person.session.stage == "code":
        raise CodeNeeded
    return person


async def settled(person: Annotated[SignedIn, Depends(anybody)]) -> SignedIn:
    """The same with a password of one's own: for the page that sets the second factor up."""
    if person.staff.must_change and person.session.way == "password":
        raise PasswordNeeded
    return person


def _whole(person: SignedIn) -> Staff:
    """The account, if nothing is left to be done before the doors open."""
    if person.session.stage == "code":
        raise CodeNeeded
    if person.staff.must_change and person.session.way == "password":
        raise PasswordNeeded
    if person.session.stage != "open":
        raise FactorNeeded
    return person.staff


async def signed_in(person: Annotated[SignedIn, Depends(anybody)]) -> Staff:
    """The account that is signed in; :class:`SignInNeeded` or what is needed first otherwise."""
    return _whole(person)


async def waiting_page(request: Request, house: TheHouse) -> Staff:
    """The account whose page asks by itself: does not keep an unattended sign-in alive."""
    return _whole(await _person(request, house, active=False))


HalfWay = Annotated[SignedIn, Depends(half_way)]
Settled = Annotated[SignedIn, Depends(settled)]
Person = Annotated[SignedIn, Depends(anybody)]
Signed = Annotated[Staff, Depends(signed_in)]


def require(act: Act, *, passive: bool = False) -> Any:
    """A dependency that gives the account when its role may do this act, :class:`NotAllowed` otherwise."""
    given: Any = Depends(waiting_page if passive else signed_in)

    # As a default and not in the annotation, which is only text here and could not name what this call was given.
    async def allowed(staff: Staff = given) -> Staff:
        demand(staff, act)
        return staff

    return Depends(allowed)
