"""排班: both posts of every department at every opening moment, or an alarm."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage
from assistant.helpdesk.roster_book import RosterBook
from assistant.people import Staff
from assistant.staff.roles import may
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/roster")

Viewer = Annotated[Staff, require("roster.view")]
Editor = Annotated[Staff, require("roster.edit")]


def _book(house: House) -> RosterBook:
    services = house.services
    return RosterBook(services.memory, services.librarian, services.clock)


@router.get("")
async def show(request: Request, by: Viewer, house: TheHouse, department: str = "") -> Response:
    """The rosters; one of them open for changes."""
    return await _page(request, by, house, department)


async def _page(
    request: Request, by: Staff, house: House, department: str, trouble: str = "", status: int = 200
) -> Response:
    book = _book(house)
    pages = await book.pages(by)
    if by.department is not None:
        department = by.department
    own = None if department == "centre" else department
    chosen = next((p for p in pages if department and p.department == own), None)
    return page(
        request,
        "roster.html",
        by,
        status,
        pages=pages,
        chosen=chosen,
        people=await book.people(own) if chosen else (),
        names={s.id: s for s in await house.services.accounts.all()},
        edits=may(by, "roster.edit"),
        today=house.services.clock.now().date(),
        trouble=trouble,
    )


@router.post("/add")
async def add(
    request: Request,
    by: Editor,
    house: TheHouse,
    department: Annotated[str, Form(max_length=40)],
    post: Annotated[str, Form(max_length=10)] = "",
    staff: Annotated[str, Form(max_length=40)] = "",
    weekday: Annotated[list[int] | None, Form()] = None,
    starts: Annotated[str, Form(max_length=5)] = "",
    ends: Annotated[str, Form(max_length=5)] = "",
    valid_from: Annotated[str, Form(max_length=10)] = "",
    valid_to: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """One line more."""
    try:
        await _book(house).add(
            by,
            department=None if department == "centre" else department,
            post=post,
            staff=staff,
            weekdays=weekday or (),
            starts=starts,
            ends=ends,
            valid_from=_day(valid_from),
            valid_to=_day(valid_to),
        )
    except BadMessage as error:
        return await _page(request, by, house, department, str(error), 422)
    return RedirectResponse(f"{ROOT}/roster?department={department}", 303)


@router.post("/{line}/remove")
async def remove(by: Editor, house: TheHouse, line: str) -> Response:
    """One line less."""
    gone = await _book(house).remove(by, line)
    return RedirectResponse(f"{ROOT}/roster?department={gone.department or 'centre'}", 303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadMessage("日期请写成 2026-11-20 这样。") from None
