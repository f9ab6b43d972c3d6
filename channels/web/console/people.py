"""人员: accounts, roles, one-time passwords, sign-ins that can be ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage, NotAllowed, NotFound
from assistant.people import Role, Staff
from assistant.staff.roles import ROLE_NAMES, may
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/people")

Viewer = Annotated[Staff, require("people.view")]
Editor = Annotated[Staff, require("people.edit")]
Text = Annotated[str, Form(max_length=80)]
RoleField = Annotated[Role, Form()]


@router.get("")
async def show(request: Request, by: Viewer, house: TheHouse, q: str = "") -> Response:
    """All accounts, or those whose login, name or department fits."""
    return await _page(request, house, by, q=q)


async def _page(request: Request, house: House, by: Staff, status: int = 200, **shown: object) -> Response:
    accounts = house.services.accounts
    departments = {d.id: d.name for d in house.services.librarian.library.catalogue.departments.values()}
    open_now: dict[str, int] = {}
    for session in await accounts.sessions():
        open_now[session.staff] = open_now.get(session.staff, 0) + 1
    q = str(shown.pop("q", "")).strip().lower()
    people = [
        s
        for s in await accounts.all()
        if not q or any(q in text.lower() for text in (s.login, s.name, departments.get(s.department or "", "")))
    ]
    values = {"fresh": None, "password": "", "trouble": "", **shown}
    return page(
        request,
        "people.html",
        by,
        status,
        people=people,
        departments=departments,
        sessions=open_now,
        roles=ROLE_NAMES,
        edits=may(by, "people.edit"),
        now=house.services.clock.now(),
        q=q,
        **values,
    )


@router.post("/add")
async def add(
    request: Request, by: Editor, house: TheHouse, login: Text, name: Text, role: RoleField, department: Text = ""
) -> Response:
    """A new account; its one-time password is shown once, on this answer."""
    try:
        _known(house, department)
        staff, password = await house.services.accounts.add(login, name, role, department or None, by=by.id)
    except BadMessage as error:
        return await _page(request, house, by, 422, trouble=str(error))
    return await _page(request, house, by, fresh=staff, password=password)


@router.post("/{account}/reset")
async def reset(request: Request, by: Editor, house: TheHouse, account: str) -> Response:
    """A new one-time password, shown once."""
    password = await house.services.accounts.reset(account, by=by.id)
    staff = next(s for s in await house.services.accounts.all() if s.id == account)
    return await _page(request, house, by, fresh=staff, password=password)


@router.post("/{account}/change")
async def change(
    request: Request, by: Editor, house: TheHouse, account: str, name: Text, role: RoleField, department: Text = ""
) -> Response:
    """Another name, role or department."""
    try:
        _known(house, department)
        await house.services.accounts.change(account, name=name, role=role, department=department or None, by=by.id)
    except (BadMessage, NotAllowed) as error:
        return await _page(request, house, by, 422, trouble=str(error))
    return RedirectResponse(f"{ROOT}/people", 303)


@router.post("/{account}/active")
async def active(by: Editor, house: TheHouse, account: str, on: Annotated[bool, Form()]) -> Response:
    """Out of use, or back into use."""
    await house.services.accounts.set_active(account, active=on, by=by.id)
    return RedirectResponse(f"{ROOT}/people", 303)


@router.post("/{account}/revoke")
async def revoke(by: Editor, house: TheHouse, account: str) -> Response:
    """End every sign-in of the account."""
    await house.services.accounts.revoke(account, by=by.id)
    return RedirectResponse(f"{ROOT}/people", 303)


def _known(house: House, department: str) -> None:
    departments = house.services.librarian.library.catalogue.departments.values()
    if department and department not in {d.id for d in departments}:
        raise NotFound("没有这个部门。")
