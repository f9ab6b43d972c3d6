"""Persons' work and cases as rows of text, and any tables as CSV and Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from assistant.helpdesk.figures import AGES, CaseTable, Line
from assistant.helpdesk.ratings import Rates
from assistant.helpdesk.report import Report
from channels.web.console.case_names import STATES

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its name, its heads, and what it shows in one sentence."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sentence: str = ""
    id: str = ""
    """Its name in an address."""


SERVICE_HEADS = (
    "人工服务（件）",
    "下班时间登记（件）",
    "有首次响应（件）",
    "60 秒内响应（件）",
    "60 秒内响应（%）",
    "响应中位数（秒）",
    "最慢一成（秒）",
    "已结束（件）",
    "要解决的（件）",
    "已解决（件）",
    "解决率（%）",
)
RATE_HEADS = (
    "服务",
    "评价",
    *("非常满意", "满意", "基本满意", "不满意", "非常不满意"),
    "好评率（%）",
    "主动评价率（%）",
    "未评价率（%）",
)


def percent(share: float | None) -> Cell:
    """A share in per cent with one place; a dash where there is nothing to divide by."""
    return "—" if share is None else round(share * 100, 1)


def tables(report: Report) -> tuple[Table, ...]:
    """All tables of the report."""
    total = report.total
    return (
        _service("served", "响应和解决，按时间", "时间", report.periods, total),
        _service("served-departments", "响应和解决，按部门", "部门", report.departments, total),
        _rates("rated", "人工服务的评价，按时间", "时间", [(p.name, p.human) for p in report.periods], total.human),
        _rates(
            "rated-departments",
            "人工服务的评价，按部门",
            "部门",
            [(d.name, d.human) for d in report.departments],
            total.human,
        ),
        _rates("rated-bot", "机器人的评价，按时间", "时间", [(p.name, p.bot) for p in report.periods], total.bot),
        _cases(report.cases),
    )


def something(row: tuple[Cell, ...]) -> bool:
    """Whether a row says more than zeros and dashes."""
    return any(cell not in (0, 0.0, "—", "") for cell in row[1:])


def _service(identity: str, name: str, what: str, lines: Sequence[Line], total: Line) -> Table:
    rows = [row for line in lines if something(row := (line.name, *_figures(line)))]
    rows.append(("合计", *_figures(total)))
    share = total.in_time_share
    told = "这段时间没有人工服务。" if share is None else f"60 秒内响应的占 {percent(share)}%，目标是 60 秒以内。"
    return Table(name, (what, *SERVICE_HEADS), tuple(rows), told, identity)


def _figures(line: Line) -> tuple[Cell, ...]:
    def seconds(value: float | None) -> Cell:
        return "—" if value is None else round(value)

    return (
        line.tickets,
        line.called_back,
        line.responded,
        line.in_time,
        percent(line.in_time_share),
        seconds(line.median_seconds),
        seconds(line.slowest_tenth_seconds),
        line.closed,
        line.to_solve,
        line.solved,
        percent(line.solved_share),
    )


def _rates(identity: str, name: str, what: str, lines: Sequence[tuple[str, Rates]], total: Rates) -> Table:
    rows = [(label, *_rate(r)) for label, r in lines if r.services]
    rows.append(("合计", *_rate(total)))
    told = "这段时间没有人评价。"
    if total.good_rate is not None:
        good, silent = percent(total.good_rate), percent(total.unrated_rate)
        told = f"评价了的人里，{good}% 是好评；{silent}% 的服务没有评价，不算好评。"
    return Table(name, (what, *RATE_HEADS), tuple(rows), told, identity)


def _rate(r: Rates) -> tuple[Cell, ...]:
    return (r.services, r.rated, *r.by_code, percent(r.good_rate), percent(r.rated_rate), percent(r.unrated_rate))


def _cases(found: CaseTable) -> Table:
    heads = ["状态", *(f"{most} 天以内" for most in AGES), f"{AGES[-1]} 天以上", "合计"]
    rows: list[tuple[Cell, ...]] = [(STATES[state], *counts, sum(counts)) for state, counts in found.states]
    told = f"没办结的 {found.open} 件，其中超期 {found.late} 件；这段时间登记的已办结 {found.closed} 件。"
    return Table("办件，按状态和登记了几天", tuple(heads), tuple(rows), told, "cases")


def csv_of(shown: Sequence[Table]) -> bytes:
    """The tables one below the other, as Excel reads CSV in Chinese: UTF-8 with a mark."""
    out = io.StringIO()
    writer = csv.writer(out)
    for table in shown:
        writer.writerows([[table.name], table.heads])
        writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
        writer.writerow([])
    return (_BOM + out.getvalue()).encode()


def xlsx_of(shown: Sequence[Table]) -> bytes:
    """One sheet for each table."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in shown:
        sheet = book.create_sheet(table.name[:31])
        sheet.append(list(table.heads))
        for row in table.rows:
            sheet.append([_harmless(cell) for cell in row])
        sheet.freeze_panes = "B2"
        for column, head in enumerate(table.heads, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = max(10, 2 * len(head) + 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet will not take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
