"""Signing in, changing one's password, signing out."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage, NotAllowed
from assistant.settings import Settings
from channels.web.console import words
from channels.web.console.guard import COOKIE, ROOT, HalfWay, Person, forget, remember
from channels.web.console.pages import page
from channels.web.house import House, TheHouse
from channels.web.session import client_of

router = APIRouter(prefix=ROOT)


@router.get("/sign-in")
async def form(request: Request, house: TheHouse, go: str = Query("", max_length=300), why: str = "") -> Response:
    """The form; who is signed in already goes on."""
    cookie = request.cookies.get(COOKIE)
    if cookie and await house.services.accounts.of(cookie, active=False):
        return RedirectResponse(inside(go), 303)
    said = {"ended": words.SIGN_IN_AGAIN, "out": words.SIGNED_OUT}.get(why, "")
    return sign_in_page(request, house, go=go, said=said)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    house: TheHouse,
    login: str = Form("", max_length=64),
    password: str = Form("", max_length=200),
    go: str = Form("", max_length=300),
) -> Response:
    """Try the password; the cookie of the new sign-in replaces whatever the browser had."""
    trouble, status = words.TOO_MANY, 429
    if house.allows_sign_in(client_of(request), login):
        try:
            agent = request.headers.get("user-agent", "")
            person, cookie = await house.services.accounts.sign_in(login, password, client_of(request), agent)
        except NotAllowed as error:
            trouble, status = str(error), 403
        else:
            waits = person.session.stage == "code"
            response = RedirectResponse(f"{ROOT}/code?go={quote(inside(go))}" if waits else inside(go), 303)
            remember(response, cookie, request)
            return response
    return sign_in_page(request, house, status=status, go=go, login=login, trouble=trouble)


@router.get("/password")
async def password_form(request: Request, person: Person) -> Response:
    """The form for a new password."""
    return _password_page(request, person)


@router.post("/password")
async def change_password(
    request: Request,
    house: TheHouse,
    person: Person,
    old: str = Form("", max_length=200),
    new: str = Form("", max_length=400),
    again: str = Form("", max_length=400),
) -> Response:
    """Set it, or say why not."""
    try:
        if new != again:
            raise BadMessage(words.DIFFERENT)
        await house.services.accounts.change_password(person, old, new)
    except BadMessage as error:
        return _password_page(request, person, status=422, trouble=str(error))
    return RedirectResponse(ROOT, 303)


@router.post("/sign-out")
async def sign_out(request: Request, house: TheHouse, person: HalfWay) -> Response:
    """End this sign-in; whoever was present is away from now on."""
    if person.staff.role in ("agent", "lead"):
        await house.services.desk.present(person.staff, "away")
    await house.services.accounts.sign_out(person)
    response = RedirectResponse(f"{ROOT}/sign-in?why=out", 303)
    forget(response)
    return response


def sign_in_page(
    request: Request,
    house: House,
    *,
    status: int = 200,
    go: str = "",
    login: str = "",
    trouble: str = "",
    said: str = "",
) -> Response:
    """The form, with the other way in where there is one."""
    settings = house.services.settings
    other = settings.oidc_name if settings.oidc_issuer else ""
    values = {"go": inside(go), "login": login, "trouble": trouble, "said": said, "other": other}
    return page(request, "sign_in.html", status=status, **values)


def _password_page(request: Request, person: Person, status: int = 200, trouble: str = "") -> Response:
    settings: Settings = request.app.state.settings
    return page(
        request, "password.html", person.staff, status=status, trouble=trouble, least=settings.password_min_chars
    )


def inside(go: str) -> str:
    """Where to go on: only to a page of the console, whatever the address says."""
    inside = go == ROOT or (go.startswith(f"{ROOT}/") and not go.startswith(f"{ROOT}/sign-"))
    return go if inside and "\\" not in go and "//" not in go else ROOT
