"""统计: first response, resolution, ratings, cases – as tables, charts, CSV and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.helpdesk.figures import FIRST_RESPONSE_SECONDS, Line
from assistant.helpdesk.periods import Unit
from assistant.helpdesk.report import Asked, Report, Reports
from assistant.people import Staff
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.console.reports_chart import Bar, bars
from channels.web.console.reports_rows import csv_of, percent, tables, xlsx_of
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/reports")

Reader = Annotated[Staff, require("report.view")]
Exporter = Annotated[Staff, require("report.export")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
) -> Asked:
    return _reports(house).asked(by, unit, _day(first), _day(last), department)


ReportAsked = Annotated[Asked, Depends(_asked)]


def _reports(house: House) -> Reports:
    services = house.services
    return Reports(services.memory, services.librarian, services.clock)


@router.get("")
async def report_page(request: Request, by: Reader, house: TheHouse, asked: ReportAsked) -> Response:
    """The figures of a span of days, each chart with its sentence and its table."""
    report = await _reports(house).report(asked)
    departments = {d.id: d.name for d in house.services.librarian.library.catalogue.departments.values()}
    return page(
        request,
        "reports.html",
        by,
        report=report,
        tables=tables(report),
        charts=_charts(report),
        departments=departments,
        query=request.url.query,
        tries=house.services.settings.rating_export_tries,
    )


@router.get("/report.csv")
async def as_csv(by: Exporter, house: TheHouse, asked: ReportAsked) -> Response:
    """All tables as CSV; who took them is written into the audit log (PI-11)."""
    report = await _exported(house, by, asked, "csv")
    return _file(await run_in_threadpool(csv_of, report), "text/csv; charset=utf-8", _name(asked, "csv"))


@router.get("/report.xlsx")
async def as_xlsx(by: Exporter, house: TheHouse, asked: ReportAsked) -> Response:
    """All tables as an Excel file; who took them is written into the audit log (PI-11)."""
    report = await _exported(house, by, asked, "xlsx")
    return _file(await run_in_threadpool(xlsx_of, report), XLSX, _name(asked, "xlsx"))


async def _exported(house: House, by: Staff, asked: Asked, kind: str) -> Report:
    detail = {"first": f"{asked.first}", "last": f"{asked.last}", "department": asked.department or "", "kind": kind}
    async with house.services.memory.writing() as stores:
        now = house.services.clock.now()
        await stores.audit.write(at=now, actor=by.id, act="report.export", object="report", detail=detail)
    return await _reports(house).report(asked)


def _name(asked: Asked, kind: str) -> str:
    return f"linban-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.{kind}"


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


def _charts(report: Report) -> tuple[tuple[str, Markup], ...]:
    """(sentence, picture) of each chart."""
    lines = report.periods
    waited = [Bar(p.name, p.median_seconds, f"{p.median_seconds or 0:.0f} 秒") for p in lines]
    return (
        ("每段时间的人工服务件数。", bars("人工服务件数", [Bar(p.name, p.tickets, str(p.tickets)) for p in lines])),
        (
            f"首次响应的中位数，虚线是 {FIRST_RESPONSE_SECONDS} 秒的目标，越低越好。",
            bars("首次响应中位数（秒）", waited, target=FIRST_RESPONSE_SECONDS),
        ),
        ("人工服务的好评率：评价了的人里好评占多少。空着的是没有人评价。", _shares("人工好评率（%）", lines)),
    )


def _shares(title: str, lines: Sequence[Line]) -> Markup:
    shown = []
    for p in lines:
        rate = p.human.good_rate
        shown.append(Bar(p.name, None if rate is None else rate * 100, f"{percent(rate)}%"))
    return bars(title, shown, top=100)
