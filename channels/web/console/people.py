"""人员: accounts, roles, one-time passwords, sign-ins that can be ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage, NotAllowed, NotFound
from assistant.people import Role, Staff
from assistant.staff.roles import ROLE_NAMES, may
from assistant.staff.sign_ins import is_locked
from channels.web.console.audit_names import ACTS, SPECIAL
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
    departments = _departments(house)
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


@router.get("/{account}")
async def one(request: Request, by: Viewer, house: TheHouse, account: str) -> Response:
    """One account: what it is, where it is signed in, when it is on duty, what was done with it."""
    return await _one(request, house, by, account)


@router.post("/{account}/reset")
async def reset(request: Request, by: Editor, house: TheHouse, account: str) -> Response:
    """A new one-time password, shown once."""
    password = await house.services.accounts.reset(account, by=by.id)
    return await _one(request, house, by, account, password=password)


@router.post("/{account}/change")
async def change(
    request: Request, by: Editor, house: TheHouse, account: str, name: Text, role: RoleField, department: Text = ""
) -> Response:
    """Another name, role or department."""
    try:
        _known(house, department)
        await house.services.accounts.change(account, name=name, role=role, department=department or None, by=by.id)
    except (BadMessage, NotAllowed) as error:
        return await _one(request, house, by, account, 422, trouble=str(error))
    return _back(account)


@router.post("/{account}/active")
async def active(request: Request, by: Editor, house: TheHouse, account: str, on: Annotated[bool, Form()]) -> Response:
    """Out of use, or back into use."""
    try:
        await house.services.accounts.set_active(account, active=on, by=by.id)
    except NotAllowed as error:
        return await _one(request, house, by, account, 403, trouble=str(error))
    return _back(account)


@router.post("/{account}/unlock")
async def unlock(by: Editor, house: TheHouse, account: str) -> Response:
    """Lift the wait after wrong passwords."""
    await house.services.accounts.unlock(account, by=by.id)
    return _back(account)


@router.post("/{account}/revoke")
async def revoke(by: Editor, house: TheHouse, account: str, session: Text = "") -> Response:
    """End one sign-in of the account, or all."""
    accounts = house.services.accounts
    await (accounts.revoke_one(account, session, by=by.id) if session else accounts.revoke(account, by=by.id))
    return _back(account)


@router.post("/{account}/totp-reset")
async def totp_reset(request: Request, by: Editor, house: TheHouse, account: str) -> Response:
    """The telephone is gone: no second factor until the person sets up another one."""
    try:
        await house.services.second_factor.reset(account, by=by.id)
    except BadMessage as error:
        return await _one(request, house, by, account, 422, trouble=str(error))
    return _back(account)


@router.post("/{account}/outside")
async def outside(
    request: Request,
    by: Editor,
    house: TheHouse,
    account: str,
    subject: Annotated[str, Form(max_length=150)] = "",
) -> Response:
    """Who this is at the identity provider."""
    issuer = house.services.settings.oidc_issuer.rstrip("/")
    try:
        if subject.strip() and not issuer:
            raise BadMessage("还没有接统一认证，不用绑定。")
        tied = f"{issuer} {subject.strip()}" if subject.strip() else ""
        await house.services.accounts.tie(account, tied, by=by.id)
    except BadMessage as error:
        return await _one(request, house, by, account, 422, trouble=str(error))
    return _back(account)


async def _one(
    request: Request, house: House, by: Staff, account: str, status: int = 200, trouble: str = "", password: str = ""
) -> Response:
    services = house.services
    person = await services.accounts.one(account)
    async with services.memory.reading() as stores:
        duty = [line for line in await stores.duty.all() if line.staff == account]
        done = await stores.audit.search(object=account, most=20)
    now = services.clock.now()
    return page(
        request,
        "person.html",
        by,
        status,
        person=person,
        departments=_departments(house),
        roles=ROLE_NAMES,
        sessions=[s for s in await services.accounts.sessions() if s.staff == account],
        duty=duty,
        done=done,
        names={**{s.id: s.name for s in await services.accounts.all()}, **SPECIAL},
        acts=ACTS,
        edits=may(by, "people.edit"),
        locked=is_locked(person, now),
        provider=services.settings.oidc_issuer,
        trouble=trouble,
        password=password,
    )


def _back(account: str) -> Response:
    return RedirectResponse(f"{ROOT}/people/{account}", 303)


def _departments(house: House) -> dict[str, str]:
    return {d.id: d.name for d in house.services.librarian.library.catalogue.departments.values()}


def _known(house: House, department: str) -> None:
    if department and department not in _departments(house):
        raise NotFound("没有这个部门。")
