"""审计: who did what, searched and exported; that it was looked at is itself written down."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assistant.knowledge.hours import SHANGHAI
from assistant.people import AuditEntry, Staff
from assistant.staff.chain import verify_whole
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import moment, page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/audit")

AT_ONCE = 100
MOST = 20_000
"""Rows of one export; more are had by days."""

Short = Annotated[str, Query(max_length=120)]


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
    rows = await _rows(house, below=below, most=AT_ONCE, **wanted)
    verdict = None
    if check:
        async with house.services.memory.reading() as stores:
            verdict = await verify_whole(stores.audit.whole())
    names = await _names(house)
    return page(
        request, "audit.html", by, rows=rows, wanted=wanted, names=names, verdict=verdict, more=len(rows) == AT_ONCE
    )


@router.get("/export.csv")
async def export(
    by: Annotated[Staff, require("audit.export")],
    house: TheHouse,
    who: Short = "",
    act: Short = "",
    object: Short = "",
    since: Short = "",
    until: Short = "",
) -> Response:
    """The same rows as a table for a spreadsheet."""
    wanted = {"who": who, "act": act, "object": object, "since": since, "until": until}
    rows = await _rows(house, below=None, most=MOST, **wanted)
    names = await _names(house)
    async with house.services.memory.writing() as stores:
        now = house.services.clock.now()
        detail = {**{k: v for k, v in wanted.items() if v}, "rows": len(rows)}
        await stores.audit.write(at=now, actor=by.id, act="audit.export", object="audit", detail=detail)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("序号", "时间", "谁", "做了什么", "对象", "详情", "校验值"))
    for row in rows:
        cells = (row.seq, moment(row.at), names.get(row.actor, row.actor), row.act, row.object, row.detail, row.digest)
        table.writerow([_plain(cell) for cell in cells])
    headers = {"content-disposition": 'attachment; filename="audit.csv"'}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


async def _rows(
    house: House, *, below: int | None, most: int, who: str, act: str, object: str, since: str, until: str
) -> tuple[AuditEntry, ...]:
    actor = who
    for staff in await house.services.accounts.all():
        if who in (staff.login, staff.name):
            actor = staff.id
    end = _day(until)
    async with house.services.memory.reading() as stores:
        return await stores.audit.search(
            actor=actor,
            act=act,
            object=object,
            since=_day(since),
            until=end + timedelta(days=1) if end else None,
            below=below,
            most=most,
        )


async def _names(house: House) -> dict[str, str]:
    known = {staff.id: staff.name for staff in await house.services.accounts.all()}
    return {**known, "system": "系统", "citizen": "群众"}


def _day(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) if text else None
    except ValueError:
        return None


def _plain(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
