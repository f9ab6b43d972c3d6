"""What an officer does with a ticket: each act one form, one call of the desk, and the ticket drawn again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.errors import BadMessage
from assistant.people import Staff
from channels.desk.showing import bubble_of
from channels.web.console import words
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import fragment, is_fragment
from channels.web.console.tickets import Agent, Seen, after_act, gone
from channels.web.house import House, TheHouse
from channels.web.talk import checked

router = APIRouter(prefix=f"{ROOT}/tickets/{{ticket}}")

Epoch = Annotated[int, Form(ge=0)]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9-]{8,64}$")]


@router.post("/take")
async def take(request: Request, ticket: Seen, by: Agent, house: TheHouse, epoch: Epoch) -> Response:
    """接单; the slower one is told who was faster (409)."""
    await house.services.desk.take(ticket, epoch, by)
    return await after_act(request, house, ticket, by)


@router.post("/say")
async def say(
    request: Request,
    ticket: Seen,
    by: Agent,
    house: TheHouse,
    key: Key,
    text: Annotated[str, Form(max_length=4000)] = "",
    checklist: Annotated[str | None, Form(max_length=40)] = None,
    item: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Words, a list or cards to the citizen; the same ``key`` is said once."""
    items = tuple(item or ())[:12]
    words_said = checked(text, checklist or (items[0] if items else None))
    said = await house.services.desk.say(ticket, by, words_said, key=key, checklist=checklist or None, items=items)
    if not is_fragment(request):
        return RedirectResponse(f"{ROOT}/tickets/{ticket}", 303)
    return HTMLResponse(fragment("bubbles.html", bubbles=[bubble_of(said, {by.id: by.name})]))


@router.post("/note")
async def note(
    request: Request,
    ticket: Seen,
    by: Agent,
    house: TheHouse,
    key: Key,
    text: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """内部备注."""
    await house.services.desk.note(ticket, by, checked(text, None), key=key)
    return await after_act(request, house, ticket, by)


@router.get("/said")
async def said(
    ticket: Seen, by: Annotated[Staff, require("desk", passive=True)], house: TheHouse, after: int = Query(0, ge=0)
) -> Response:
    """What was said after this ``seq``, as bubbles."""
    found = await house.services.desk.said(ticket, by, after)
    names = await _names(house)
    return HTMLResponse(fragment("bubbles.html", bubbles=[bubble_of(u, names) for u in found]))


@router.post("/typing")
async def typing(ticket: Seen, by: Agent, house: TheHouse) -> Response:
    """正在输入: a hint for the citizen's page."""
    await house.services.desk.typing(ticket, by)
    return Response(status_code=204)


@router.post("/transfer")
async def transfer(
    request: Request,
    ticket: Seen,
    by: Agent,
    house: TheHouse,
    epoch: Epoch,
    to: Annotated[str, Form(max_length=60)] = "",
    why: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """To a colleague (``staff:…``) or a department (``department:…``) where somebody is."""
    kind, _, identity = to.partition(":")
    if kind not in ("staff", "department") or not identity:
        raise BadMessage(words.WHO)
    if not why.strip():
        raise BadMessage(words.WHY)
    colleague, department = (identity, None) if kind == "staff" else (None, identity)
    await house.services.desk.transfer(ticket, epoch, by, to_staff=colleague, to_department=department, why=why.strip())
    return gone(request, by, words.DONE["transfer"])


@router.post("/invite")
async def invite(
    request: Request, ticket: Seen, by: Agent, house: TheHouse, department: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """A second department beside (AB-06)."""
    await house.services.desk.invite(ticket, by, department)
    return await after_act(request, house, ticket, by)


@router.post("/join")
async def join(request: Request, ticket: Seen, by: Agent, house: TheHouse) -> Response:
    """Follow the invitation."""
    await house.services.desk.join(ticket, by)
    return await after_act(request, house, ticket, by)


@router.post("/leave")
async def leave(request: Request, ticket: Seen, by: Agent, house: TheHouse) -> Response:
    """Leave a talk of another department."""
    await house.services.desk.leave(ticket, by)
    return gone(request, by, words.DONE["leave"])


@router.post("/give-back")
async def give_back(request: Request, ticket: Seen, by: Agent, house: TheHouse, epoch: Epoch) -> Response:
    """交回机器人."""
    await house.services.desk.give_back(ticket, epoch, by)
    return gone(request, by, words.DONE["give_back"])


@router.post("/wrap-up")
async def wrap_up(request: Request, ticket: Seen, by: Agent, house: TheHouse, epoch: Epoch) -> Response:
    """The talk is over; the summary comes next."""
    await house.services.desk.wrap_up(ticket, epoch, by)
    return await after_act(request, house, ticket, by)


@router.post("/close")
async def close(
    request: Request,
    ticket: Seen,
    by: Agent,
    house: TheHouse,
    epoch: Epoch,
    summary: Annotated[str, Form(max_length=1000)] = "",
    outcome: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """结束, with a summary and an outcome."""
    if not summary.strip():
        raise BadMessage(words.NO_SUMMARY)
    if outcome not in words.CLOSING:
        raise BadMessage(words.NO_OUTCOME)
    await house.services.desk.close(ticket, epoch, by, summary=summary, outcome=outcome)
    return gone(request, by, words.DONE["close"])


@router.post("/reassign")
async def reassign(
    request: Request,
    by: Annotated[Staff, require("desk.lead")],
    ticket: Seen,
    house: TheHouse,
    epoch: Epoch,
    to: Annotated[str, Form(max_length=40)] = "",
    back: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """A lead gives it to somebody who is present."""
    await house.services.desk.reassign(ticket, epoch, by, to.removeprefix("staff:"))
    return RedirectResponse(f"{ROOT}/board", 303) if back == "board" else await after_act(request, house, ticket, by)


async def _names(house: House) -> dict[str, str]:
    return {staff.id: staff.name for staff in await house.services.accounts.all()}
