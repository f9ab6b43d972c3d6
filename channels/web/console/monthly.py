"""月报: one month on a few A4 pages for the 联席会议, printed by the browser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.errors import BadMessage
from assistant.helpdesk.case_dates import local_day
from assistant.learning.dashboard import Board
from assistant.people import Staff
from channels.web.console.figures import dashboard_of
from channels.web.console.figures_tables import Section, sections
from channels.web.console.guard import ROOT, require
from channels.web.console.learn_names import STATES
from channels.web.console.pages import page
from channels.web.console.reports_rows import Cell, Table, percent
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/monthly")

Reader = Annotated[Staff, require("report.view")]

SHOWN = (
    "talks",
    "items",
    "departments",
    "unanswered",
    "calls",
    "served-departments",
    "rated-departments",
    "cases",
    "known",
)
"""The tables of the dashboard that the meeting looks at, in this order."""

MOST_QUESTIONS = 10


@dataclass(frozen=True, slots=True)
class Month:
    """A month, and the day up to which it is told."""

    first: date
    last: date

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def name(self) -> str:
        return f"{self.first.year} 年 {self.first.month} 月"

    @property
    def before(self) -> Month:
        """The whole month before."""
        last = self.first - timedelta(days=1)
        return Month(last.replace(day=1), last)


def month_of(text: str, today: date) -> Month:
    """``2026-11`` up to today; the present month when nothing is given."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        raise BadMessage("月份看不懂。请像这样写：2026-11。") from None
    if first > today:
        raise BadMessage("这个月还没有到。")
    end = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return Month(first, min(end, today))


@router.get("")
async def monthly(request: Request, by: Reader, house: TheHouse, month: str = Query("", max_length=7)) -> Response:
    """The month beside the one before, what stands out in sentences, and the tables."""
    today = local_day(house.services.clock.now())
    this = month_of(month, today)
    now, before = await _board(house, by, this), await _board(house, by, this.before)
    catalogue = house.services.librarian.library.catalogue
    made = {section.table.id: section for section in await run_in_threadpool(sections, now, catalogue)}
    department = catalogue.departments.get(by.department or "")
    return page(
        request,
        "monthly.html",
        by,
        month=this,
        today=today,
        whole=this.last.month != today.month or this.last.year != today.year,
        beside=beside(now, before, this),
        parts=[_printed(made[identity]) for identity in SHOWN],
        questions=await _questions(house, by, this),
        office=department.name if department else "全区",
        states=STATES,
    )


def beside(now: Board, before: Board, month: Month) -> Table:
    """The key figures of the month beside those of the month before."""
    rows = tuple(zip(_names(), _key_figures(now), _key_figures(before), strict=True))
    heads = ("指标", month.name, month.before.name)
    return Table("主要数字", heads, tuple((n, a, b) for n, a, b in rows), "", "key")


def _names() -> tuple[str, ...]:
    return (
        "对话（次）",
        "问题（个）",
        "直接答到（%）",
        "没听懂（%）",
        "给出清单（份）",
        "找人工（次）",
        "人工服务（件）",
        "60 秒内响应（%）",
        "解决率（%）",
        "人工服务好评率（%）",
        "人工服务主动评价率（%）",
        "人工服务未评价率（%）",
        "机器人好评率（%）",
        "机器人主动评价率（%）",
        "机器人未评价率（%）",
    )


def _key_figures(board: Board) -> tuple[Cell, ...]:
    bot, people = board.overview.total, board.report.total
    shares = (people.in_time_share, people.solved_share)
    rates = (r for own in (people.human, people.bot) for r in (own.good_rate, own.rated_rate, own.unrated_rate))
    return (
        bot.talks,
        bot.questions,
        percent(bot.direct_share),
        percent(bot.unknown_share),
        bot.lists,
        bot.calls,
        people.tickets,
        *(percent(share) for share in (*shares, *rates)),
    )


async def _board(house: House, by: Staff, month: Month) -> Board:
    dashboard = dashboard_of(house)
    return await dashboard.board(dashboard.asked(by, "week", month.first, month.last))


async def _questions(house: House, by: Staff, month: Month) -> list[tuple[str, int, str]]:
    """The unanswered questions asked most in the month: wording, how often, what became of it."""
    found = await house.services.learning.groups_between(by, month.first, month.last)
    return [(g.question, g.count, STATES[g.state]) for g in found[:MOST_QUESTIONS]]


def _printed(section: Section) -> Section:
    """A section as it is printed: no way on, for paper has none."""
    return replace(section, link=None)
