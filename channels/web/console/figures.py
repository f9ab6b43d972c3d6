"""统计: the dashboard of bot, persons, cases and knowledge, and all its tables as CSV and Excel."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.errors import NotFound
from assistant.helpdesk.periods import Unit
from assistant.helpdesk.report import Asked
from assistant.learning.dashboard import Board, Dashboard
from assistant.people import Staff
from assistant.staff.switching import CHANNELS
from channels.web.console.figures_tables import DEVICES, Section, sections
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.console.reports_rows import Table, csv_of, xlsx_of
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/figures")

Reader = Annotated[Staff, require("report.view")]
Exporter = Annotated[Staff, require("report.export")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def dashboard_of(house: House) -> Dashboard:
    """What makes the figures."""
    services = house.services
    return Dashboard(services.memory, services.librarian, services.clock)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _asked(
    house: TheHouse,
    by: Reader,
    unit: Annotated[Unit, Query()] = "day",
    first: str = Query("", max_length=10),
    last: str = Query("", max_length=10),
    department: str = Query("", max_length=32),
    channel: str = Query("", max_length=32),
) -> Asked:
    return dashboard_of(house).asked(by, unit, _day(first), _day(last), department, channel)


FiguresAsked = Annotated[Asked, Depends(_asked)]


@router.get("")
async def figures_page(request: Request, by: Reader, house: TheHouse, asked: FiguresAsked) -> Response:
    """The figures of a span of days, each chart with its sentence and its table."""
    board = await dashboard_of(house).board(asked)
    catalogue = house.services.librarian.library.catalogue
    shown = await run_in_threadpool(sections, board, catalogue)
    return page(
        request,
        "figures.html",
        by,
        board=board,
        report=board.report,
        chapters=chapters(shown),
        departments={d.id: d.name for d in catalogue.departments.values()},
        channels={**CHANNELS, **DEVICES},
        query=request.url.query,
        tries=house.services.settings.rating_export_tries,
    )


@router.get("/figures.csv")
async def as_csv(by: Exporter, house: TheHouse, asked: FiguresAsked, table: str = Query("", max_length=32)) -> Response:
    """One table, or all, as CSV; who took them is written into the audit log (PI-11)."""
    shown = await _exported(house, by, asked, "csv", table)
    return _file(await run_in_threadpool(csv_of, shown), "text/csv; charset=utf-8", _name(asked, "csv", table))


@router.get("/figures.xlsx")
async def as_xlsx(by: Exporter, house: TheHouse, asked: FiguresAsked) -> Response:
    """All tables as an Excel file; who took them is written into the audit log (PI-11)."""
    shown = await _exported(house, by, asked, "xlsx", "")
    return _file(await run_in_threadpool(xlsx_of, shown), XLSX, _name(asked, "xlsx"))


def chapters(shown: tuple[Section, ...]) -> list[tuple[str, list[Section]]]:
    """The sections under their headings, in the order in which the headings come first."""
    order = list(dict.fromkeys(section.chapter for section in shown))
    by_chapter = sorted(shown, key=lambda section: order.index(section.chapter))
    return [(name, list(own)) for name, own in groupby(by_chapter, key=lambda section: section.chapter)]


async def _exported(house: House, by: Staff, asked: Asked, kind: str, table: str) -> list[Table]:
    board: Board = await dashboard_of(house).board(asked)
    catalogue = house.services.librarian.library.catalogue
    everything = [section.table for section in await run_in_threadpool(sections, board, catalogue)]
    shown = [one for one in everything if table in ("", one.id)]
    if not shown:
        raise NotFound("没有这张表。")
    detail = {"first": f"{asked.first}", "last": f"{asked.last}", "department": asked.department or "", "kind": kind}
    async with house.services.memory.writing() as stores:
        now = house.services.clock.now()
        await stores.audit.write(at=now, actor=by.id, act="report.export", object=table or "report", detail=detail)
    return shown


def _name(asked: Asked, kind: str, table: str = "") -> str:
    return f"linban-{table}{'-' if table else ''}{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.{kind}"


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
