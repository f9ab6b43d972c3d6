"""核对: what each department has to verify by when, as a list and as an Excel file that comes back filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadKnowledge, BadMessage
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.folder import digest_of
from assistant.knowledge.loader import Loader
from assistant.knowledge.problem import Problem
from assistant.knowledge.review import State, counts, duties
from assistant.knowledge.review_edit import Verified, take_review
from assistant.knowledge.review_sheet import STATE_NAMES, review_workbook
from assistant.people import AuditEntry, Staff
from assistant.publishing.reminders import REMINDED
from channels.web.console.guard import ROOT, require
from channels.web.console.knowledge.badge import department_of, today_of
from channels.web.console.knowledge.spreadsheet import spreadsheet_of
from channels.web.console.pages import page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/knowledge/review")

UPLOAD = f"{ROOT}/knowledge/review/upload"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TOLD = 100
"""Bad cells that are listed; a sheet with more is wrong as a whole."""

Viewer = Annotated[Staff, require("review.view")]
Editor = Annotated[Staff, require("knowledge.edit")]
Which = Literal["todo", "overdue", "soon", "never", "good", "all"]
Chosen = Annotated[str, Query(max_length=60)]

WHICH: dict[Which, tuple[str, tuple[State, ...]]] = {
    "todo": ("要核的", ("overdue", "soon", "never")),
    "overdue": (STATE_NAMES["overdue"], ("overdue",)),
    "soon": (STATE_NAMES["soon"], ("soon",)),
    "never": (STATE_NAMES["never"], ("never",)),
    "good": (STATE_NAMES["good"], ("good",)),
    "all": ("全部", ("overdue", "soon", "never", "good")),
}


@router.get("")
async def listed(
    request: Request, by: Viewer, house: TheHouse, department: Chosen = "", which: Which = "todo"
) -> Response:
    """The work list, what is urgent first."""
    return await _page(request, house, by, department, which)


@router.get("/list.xlsx")
async def download(by: Viewer, house: TheHouse, department: Chosen = "", which: Which = "todo") -> Response:
    """The same list to be filled in; who may write gets it as it stands in the own draft."""
    draft = await house.services.publishing.open_draft(by)
    texts = house.services.publishing.texts(draft)
    today = today_of(house)

    def made() -> bytes:
        catalogue = Loader().load_texts(texts).catalogue
        found = duties(catalogue, today, _department(house, by, department))
        return review_workbook([d.item for d in found if d.state in WHICH[which][1]], today)

    name = quote(f"核对清单-{department or (department_of(_catalogue(house), by) or '全区')}-{today:%Y%m%d}.xlsx")
    headers = {"content-disposition": f"attachment; filename=\"review.xlsx\"; filename*=UTF-8''{name}"}
    return Response(await run_in_threadpool(made), media_type=XLSX, headers=headers)


@router.post("/upload")
async def upload(request: Request, by: Editor, house: TheHouse) -> Response:
    """A filled-in list: all of it goes into the draft, or none, with every bad cell named."""
    try:
        name, content = await spreadsheet_of(request)
    except BadMessage as error:
        return await _page(request, house, by, trouble=str(error))
    publishing = house.services.publishing
    texts = publishing.texts(await publishing.open_draft(by))
    today, own = today_of(house), department_of(_catalogue(house), by)

    def taken() -> Verified:
        return take_review(Loader().load_texts(texts), name, content, today, own)

    try:
        done = await run_in_threadpool(taken)
    except BadKnowledge as error:
        wrong = [p for p in error.problems if isinstance(p, Problem)]
        return await _page(request, house, by, wrong=wrong, trouble=f"“{name}”里有 {len(wrong)} 处要改，一处也没有收。")
    if not done.files:
        return await _page(request, house, by, trouble=f"“{name}”里没有新填的，和现在的一样。")
    seen = {file: digest_of(texts.files[file]) for file in done.files}
    draft = await publishing.save(by, dict(done.files), seen)
    return RedirectResponse(f"{ROOT}/knowledge/drafts/{draft.id}?told=verified&n={done.items}&m={done.statements}", 303)


async def _page(
    request: Request,
    house: House,
    by: Staff,
    department: str = "",
    which: Which = "todo",
    *,
    trouble: str = "",
    wrong: Sequence[Problem] = (),
) -> Response:
    catalogue = _catalogue(house)
    found = duties(catalogue, today_of(house), _department(house, by, department))
    return page(
        request,
        "knowledge/review.html",
        by,
        422 if trouble else 200,
        shown=[d for d in found if d.state in WHICH[which][1]],
        counted=counts(found),
        department=department,
        own=department_of(catalogue, by),
        departments=tuple(catalogue.departments),
        which=which,
        whiches=WHICH,
        state_names=STATE_NAMES,
        reminders=await _reminders(house, by),
        trouble=trouble,
        wrong=wrong[:MOST_TOLD],
        untold=max(0, len(wrong) - MOST_TOLD),
    )


def _catalogue(house: House) -> Catalogue:
    return house.services.librarian.library.catalogue


def _department(house: House, by: Staff, wanted: str) -> str | None:
    """The own department for who belongs to one; the one asked for, or all, for the whole district."""
    return department_of(_catalogue(house), by) if by.department else wanted or None


async def _reminders(house: House, by: Staff) -> tuple[AuditEntry, ...]:
    """The reminders of the last week to this person's department, or to all."""
    since = house.services.clock.now() - timedelta(days=7)
    async with house.services.memory.reading() as stores:
        found = await stores.audit.search(act=REMINDED, since=since, most=100)
    return tuple(row for row in found if by.department in (None, row.object))[:10]
