"""The second step of signing in, and the page where one's own second factor is set up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage, NotAllowed
from assistant.staff.accounts import SignedIn
from channels.web.console.guard import ROOT, HalfWay, Settled
from channels.web.console.pages import page
from channels.web.console.sign_in import inside
from channels.web.house import House, TheHouse
from channels.web.render import qr_svg

router = APIRouter(prefix=ROOT)

Code = Annotated[str, Form(max_length=40)]


@router.get("/code")
async def form(request: Request, person: HalfWay, go: Annotated[str, Query(max_length=300)] = "") -> Response:
    """The field for the six digits; who passed it already goes on."""
    if person.session.stage != "code":
        return RedirectResponse(inside(go), 303)
    return page(request, "sign_in_code.html", go=inside(go), trouble="")


@router.post("/code")
async def check(
    request: Request, house: TheHouse, person: HalfWay, code: Code = "", go: Annotated[str, Form(max_length=300)] = ""
) -> Response:
    """Try the digits, or a recovery code."""
    if person.session.stage != "code":
        return RedirectResponse(inside(go), 303)
    try:
        await house.services.second_factor.pass_code(person, code)
    except NotAllowed as error:
        return page(request, "sign_in_code.html", status=403, go=inside(go), trouble=str(error))
    return RedirectResponse(inside(go), 303)


@router.get("/totp")
async def mine(request: Request, house: TheHouse, person: Settled) -> Response:
    """One's own second factor: set up, or to be set up."""
    return await _page(request, house, person)


@router.post("/totp/set")
async def confirm(request: Request, house: TheHouse, person: Settled, code: Code = "") -> Response:
    """The digits fit: from now on they are asked for. The recovery codes are shown once, on this answer."""
    try:
        codes = await house.services.second_factor.confirm(person, code)
    except BadMessage as error:
        return await _page(request, house, person, 422, trouble=str(error))
    return page(request, "sign_in_codes.html", person.staff, codes=codes)


@router.post("/totp/codes")
async def renew(request: Request, house: TheHouse, person: Settled, code: Code = "") -> Response:
    """Other recovery codes, shown once."""
    try:
        codes = await house.services.second_factor.renew_codes(person, code)
    except (BadMessage, NotAllowed) as error:
        return await _page(request, house, person, 422, trouble=str(error))
    return page(request, "sign_in_codes.html", person.staff, codes=codes)


@router.post("/totp/remove")
async def remove(request: Request, house: TheHouse, person: Settled, code: Code = "") -> Response:
    """No second factor any more, or another telephone."""
    try:
        await house.services.second_factor.remove(person, code)
    except (BadMessage, NotAllowed) as error:
        return await _page(request, house, person, 422, trouble=str(error))
    return RedirectResponse(f"{ROOT}/totp", 303)


async def _page(request: Request, house: House, person: SignedIn, status: int = 200, trouble: str = "") -> Response:
    factor, staff = house.services.second_factor, person.staff
    offer = None if staff.totp else await factor.offer(person)
    return page(
        request,
        "totp.html",
        staff,
        status,
        offer=offer,
        picture=qr_svg(offer.address, "验证器二维码") if offer else "",
        groups=[offer.secret[n : n + 4] for n in range(0, len(offer.secret), 4)] if offer else [],
        left=await factor.codes_left(staff),
        needed=staff.role in house.services.settings.roles_with_code,
        trouble=trouble,
    )
