"""审计: who did what, to be searched; exports are asked for here and let out by another person."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage
from assistant.people import Staff
from assistant.staff.chain import verify_whole
from channels.web.console.audit_names import ACTS, GROUPS
from channels.web.console.audit_reading import named, rows
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/audit")

AT_ONCE = 100

Short = Annotated[str, Query(max_length=120)]
Field = Annotated[str, Form(max_length=120)]


@router.get("")
async def show(
    request: Request,
    by: Annotated[Staff, require("audit.read")],
    house: TheHouse,
    who: Short = "",
    act: Short = "",
    object: Short = "",
    since: Short = "",
    until: Short = "",
    below: int | None = None,
    check: bool = False,
) -> Response:
    """The newest rows that fit. ``check`` walks along the whole chain first, which takes a while on a long log."""
    wanted = {"who": who, "act": act, "object": object, "since": since, "until": until}
    return await _page(request, house, by, wanted, below=below, check=check)


async def _page(
    request: Request,
    house: House,
    by: Staff,
    wanted: dict[str, str],
    *,
    below: int | None = None,
    check: bool = False,
    status: int = 200,
    trouble: str = "",
) -> Response:
    found = await rows(house, wanted, below=below, most=AT_ONCE)
    verdict = None
    if check:
        async with house.services.memory.reading() as stores:
            verdict = await verify_whole(stores.audit.whole())
    return page(
        request,
        "audit.html",
        by,
        status,
        lines=await named(house, found),
        wanted=wanted,
        acts=ACTS,
        groups=GROUPS,
        people=await house.services.accounts.all(),
        verdict=verdict,
        more=len(found) == AT_ONCE,
        trouble=trouble,
    )


@router.post("/export")
async def ask(
    request: Request,
    by: Annotated[Staff, require("audit.export")],
    house: TheHouse,
    purpose: Annotated[str, Form(max_length=500)] = "",
    kind: Annotated[Literal["csv", "xlsx"], Form()] = "xlsx",
    who: Field = "",
    act: Field = "",
    object: Field = "",
    since: Field = "",
    until: Field = "",
) -> Response:
    """Ask for the rows that fit as a table; what is written after now is not part of it."""
    wanted = {"who": who, "act": act, "object": object, "since": since, "until": until}
    try:
        newest = await rows(house, {}, most=1)
        upto = newest[0].seq if newest else 0
        await house.services.exports.ask("audit", {**wanted, "format": kind, "upto": upto}, purpose, by)
    except BadMessage as error:
        return await _page(request, house, by, wanted, status=422, trouble=str(error))
    return RedirectResponse(f"{ROOT}/exports", 303)
