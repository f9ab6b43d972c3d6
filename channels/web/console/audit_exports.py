"""导出审批: what was asked for, by whom and what for; letting it out, and fetching it once."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage, NotAllowed, NotFound
from assistant.people import Export, Staff
from assistant.staff.exporting import KINDS
from assistant.staff.roles import may
from channels.web.console.audit_names import ACTS, DETAILS, SPECIAL
from channels.web.console.audit_reading import as_csv, as_xlsx, named, rows, table
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/exports")

MOST = 50_000
"""Rows of one export; more are had by days."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Approver = Annotated[Staff, require("export.approve")]


@router.get("")
async def show(request: Request, by: Approver, house: TheHouse) -> Response:
    """One's own requests and those to be decided."""
    return await _page(request, house, by)


async def _page(request: Request, house: House, by: Staff, status: int = 200, trouble: str = "") -> Response:
    found = await house.services.exports.seen_by(by)
    names = {**{s.id: s.name for s in await house.services.accounts.all()}, **SPECIAL}
    return page(
        request,
        "exports.html",
        by,
        status,
        waiting=[e for e in found if e.state == "asked"],
        ready=[e for e in found if e.state == "approved" and e.asked_by == by.id],
        past=[e for e in found if e.state in ("refused", "fetched") or (e.state == "approved" and e.asked_by != by.id)],
        told={e.id: _about(e, names) for e in found},
        names=names,
        kinds=KINDS,
        may_ask=may(by, "person.data"),
        trouble=trouble,
    )


def _about(export: Export, names: dict[str, str]) -> str:
    """Which rows, in words."""
    if export.kind == "person":
        return f"{export.about.get('given', '')}"
    parts = []
    for key in ("who", "act", "object", "since", "until"):
        if value := export.about.get(key):
            parts.append(f"{DETAILS.get(key, '到') if key != 'until' else '到'}：{ACTS.get(value, value)}")
    return "；".join(parts) or f"全部，到第 {export.about.get('upto')} 条"


@router.post("/person")
async def ask(
    request: Request,
    by: Annotated[Staff, require("person.data")],
    house: TheHouse,
    which: Annotated[str, Form(max_length=64)] = "",
    purpose: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Ask for all that is kept of one citizen, to be handed out to her (PI-07)."""
    try:
        conversation = await house.services.personal.find(which.strip())
        about = {"conversation": conversation, "given": which.strip()}
        await house.services.exports.ask("person", about, purpose, by)
    except (BadMessage, NotFound) as error:
        return await _page(request, house, by, 422, str(error))
    return RedirectResponse(f"{ROOT}/exports", 303)


@router.post("/{identity}/decide")
async def decide(
    request: Request,
    by: Approver,
    house: TheHouse,
    identity: str,
    yes: Annotated[bool, Form()],
    why: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Let it out, or not."""
    try:
        await house.services.exports.decide(identity, by, yes=yes, why=why)
    except BadMessage as error:
        return await _page(request, house, by, 422, str(error))
    except NotAllowed as error:
        return await _page(request, house, by, 403, str(error))
    return RedirectResponse(f"{ROOT}/exports", 303)


@router.post("/{identity}/fetch")
async def fetch(by: Approver, house: TheHouse, identity: str) -> Response:
    """The file, this once. It is made now and kept nowhere."""
    export = await house.services.exports.fetch(identity, by)
    if export.kind == "person":
        copied = await house.services.personal.copy(export.about["conversation"], by.id)
        text = json.dumps(copied, ensure_ascii=False, indent=1, default=str)
        return _file(text.encode(), "application/json; charset=utf-8", f"linban-person-{export.id[:8]}.json")
    found = await rows(house, export.about, below=export.about["upto"] + 1, most=MOST)
    cells = table(await named(house, found))
    if export.about.get("format") == "csv":
        return _file(as_csv(cells), "text/csv; charset=utf-8", f"linban-audit-{export.id[:8]}.csv")
    return _file(await run_in_threadpool(as_xlsx, cells), XLSX, f"linban-audit-{export.id[:8]}.xlsx")


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
