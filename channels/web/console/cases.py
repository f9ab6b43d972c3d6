"""办件: the list with its due dates, one case with the moves that are allowed now, improvement items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.helpdesk.case_moves import Given
from assistant.helpdesk.case_rules import CaseMove
from assistant.helpdesk.case_view import CaseView
from assistant.people import Staff
from channels.web.console import case_names
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.house import House, TheHouse
from channels.web.render import new_id

router = APIRouter(prefix=f"{ROOT}/cases")

Viewer = Annotated[Staff, require("case.view")]
Worker = Annotated[Staff, require("case.work")]
Assigner = Annotated[Staff, require("case.assign")]
One = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Epoch = Annotated[int, Form(ge=0)]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9-]{8,64}$")]
Words = Annotated[str, Form(max_length=4000)]
Short = Annotated[str, Form(max_length=40)]


@dataclass(frozen=True, slots=True)
class Shown:
    """Which cases the list shows."""

    kind: str = ""
    target: str = ""
    open: str = "yes"
    late: str = ""


def _shown(
    kind: str = Query("", pattern="^(rating|stuck|)$"),
    target: str = Query("", pattern="^(human|bot|)$"),
    open: str = Query("yes", pattern="^(yes|no|all)$"),
    late: str = Query("", pattern="^(yes|)$"),
) -> Shown:
    return Shown(kind, target, open, late)


@router.get("")
async def listed(request: Request, by: Viewer, house: TheHouse, shown: Annotated[Shown, Depends(_shown)]) -> Response:
    """The cases of this account's department, those due first at the top."""
    still_open = {"yes": True, "no": False}.get(shown.open)
    lines = await house.services.cases.listed(by, kind=shown.kind, target=shown.target, still_open=still_open)
    if shown.late:
        lines = tuple(line for line in lines if line.late)
    late = sum(1 for line in lines if line.late)
    return page(request, "cases.html", by, lines=lines, shown=shown, late=late, **_names(house))


@router.get("/improvements")
async def improvements(request: Request, by: Viewer, house: TheHouse) -> Response:
    """改进单: what many cases have in common, and what the bot was rated poorly for (NB-04, EV-15)."""
    found = await house.services.cases.improvements()
    return page(request, "case_improvements.html", by, found=found, **_names(house))


@router.post("/improvements/{one}")
async def improved(request: Request, one: One, by: Assigner, house: TheHouse, result: Words = "") -> Response:
    """An improvement item is done."""
    await house.services.cases.improved(one, by, result.strip())
    return RedirectResponse(f"{ROOT}/cases/improvements", 303)


@router.get("/{case}")
async def one_case(request: Request, case: One, by: Viewer, house: TheHouse) -> Response:
    """One case with its history and the moves allowed now."""
    return await _drawn(request, house, case, by)


@router.post("/{case}/contact")
async def contact(request: Request, case: One, by: Worker, house: TheHouse) -> Response:
    """Show the telephone number once; the look is written into the audit log."""
    phone = await house.services.cases.contact(case, by)
    return await _drawn(request, house, case, by, phone=phone)


@router.post("/{case}/move")
async def move(
    case: One,
    by: Worker,
    house: TheHouse,
    move: Annotated[CaseMove, Form()],
    epoch: Epoch,
    key: Key,
    text: Words = "",
    sort: Short = "",
    result: Short = "",
    outcome: Short = "",
    department: Short = "",
) -> Response:
    """One step on; what is missing or no longer possible is told in a sentence."""
    given = Given(text.strip(), sort, result, outcome, department)
    await house.services.cases.move(case, epoch, move, by, given, key=key)
    return _back(case)


@router.post("/{case}/contacted")
async def contacted(case: One, by: Worker, house: TheHouse, epoch: Epoch, key: Key, text: Words = "") -> Response:
    """The citizen was reached (EV-09)."""
    await house.services.cases.contacted(case, epoch, by, text.strip(), key=key)
    return _back(case)


@router.post("/{case}/note")
async def note(case: One, by: Worker, house: TheHouse, key: Key, text: Words = "") -> Response:
    """An internal note."""
    if text.strip():
        await house.services.cases.note(case, by, text.strip(), key=key)
    return _back(case)


@router.post("/{case}/assign")
async def assign(case: One, by: Assigner, house: TheHouse, epoch: Epoch, key: Key, to: Short = "") -> Response:
    """Give it to a colleague; never to the person complained of (HL-05)."""
    await house.services.cases.assign(case, epoch, by, to, key=key)
    return _back(case)


@router.post("/{case}/appeal")
async def appeal(case: One, by: Viewer, house: TheHouse, key: Key, text: Words = "") -> Response:
    """误评申诉 of the person rated (EV-12)."""
    await house.services.cases.appeal(case, by, text, key=key)
    return _back(case)


@router.post("/{case}/appeal/decide")
async def decide(case: One, by: Assigner, house: TheHouse, key: Key, upheld: Short = "", text: Words = "") -> Response:
    """The decision on an appeal by somebody else."""
    await house.services.cases.decide_appeal(case, by, upheld=upheld == "yes", text=text, key=key)
    return _back(case)


async def _drawn(request: Request, house: House, case: str, by: Staff, phone: str = "") -> Response:
    view = await house.services.cases.view(case, by)
    people = await _colleagues(house, view, by)
    names = await _people(house)
    return page(request, "case.html", by, view=view, phone=phone, people=people, who=names, key=new_id, **_names(house))


async def _colleagues(house: House, view: CaseView, by: Staff) -> list[Staff]:
    """Who could take it over: colleagues of the department, never the person complained of."""
    if by.role != "lead" or view.case.about == by.id:
        return []
    async with house.services.memory.reading() as stores:
        everybody = await stores.staff.all()
    return [
        s
        for s in everybody
        if s.active
        and s.role in ("agent", "lead")
        and s.department in (view.case.department, None, *view.case.joined)
        and s.id not in (view.case.about, view.case.owner)
    ]


async def _people(house: House) -> dict[str, str]:
    async with house.services.memory.reading() as stores:
        return {s.id: s.name for s in await stores.staff.all()} | {"citizen": "群众", "system": "系统"}


def _names(house: House) -> dict[str, Any]:
    catalogue = house.services.librarian.library.catalogue
    return {
        "names": case_names,
        "departments": {d.id: d.name for d in catalogue.departments.values()},
        "items": {code: item.item_name for code, item in catalogue.items.items()},
    }


def _back(case: str) -> Response:
    return RedirectResponse(f"{ROOT}/cases/{case}", 303)
