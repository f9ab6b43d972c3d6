"""The dashboard as sections: each a table, the charts drawn from it, and a sentence that says what they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.helpdesk.figures import FIRST_RESPONSE_SECONDS, Line
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.review import STATES as REVIEW_STATES
from assistant.learning.dashboard import Board
from assistant.learning.overview import Counted, Overview, Popular
from assistant.staff.switching import CHANNELS
from channels.web.console.learn_names import ENDED, TONGUES, WHY
from channels.web.console.reports_chart import Bar, bars, rows
from channels.web.console.reports_rows import Cell, Table, percent, something, tables
from channels.web.console.words import REASONS

MOST_LYING = 10
REVIEW_NAMES = {"overdue": "逾期", "soon": "30 天内到期", "never": "没核实", "good": "已核实"}
SOURCE_NAMES = ("有文件出处", "一般知识，把握大", "一般知识，把握中等", "一般知识，把握小")
DEVICES = {"point": "大厅平板", "kiosk": "自助机", "terminal": "自助终端"}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page; ``chapter`` is the heading under which it stands."""

    chapter: str
    table: Table
    charts: tuple[tuple[str, Markup], ...] = ()
    """(sentence, picture)."""
    link: tuple[str, str] | None = None
    """(path, what is there)."""


def sections(board: Board, catalogue: Catalogue) -> tuple[Section, ...]:
    """Every figure once, the bot's first, then persons', cases, and the knowledge."""
    found = board.overview
    persons = {table.id: table for table in tables(board.report)}
    lines = board.report.periods
    return (
        _talks(found),
        _items(found),
        Section("谁问了什么", _departments(found)),
        _split("channels", "按渠道", "渠道", found.channels, lambda code: CHANNELS.get(code, DEVICES.get(code, code))),
        _split("points", "按服务点", "服务点", found.points, lambda code: _point(catalogue, code)),
        _split("tongues", "按语言", "语言", found.tongues, lambda code: TONGUES.get(code, code)),
        _unanswered(found),
        _calls(found),
        Section("人工服务", persons["served"], _served(lines)),
        Section("人工服务", persons["served-departments"]),
        Section("评价", persons["rated"], (_good(lines),)),
        Section("评价", persons["rated-departments"]),
        Section("评价", persons["rated-bot"]),
        Section("办件", persons["cases"]),
        _known(found),
        _sources(found),
    )


def _talks(found: Overview) -> Section:
    heads = ("时间", "对话", "问题", *ENDED.values(), "直接答到（%）", "给出清单", "找人工")
    made = [row for line in found.periods if something(row := _counted(line, line.name))]
    made.append(_counted(found.total, "合计"))
    total = found.total
    told = "这段时间没有人问。"
    if total.direct_share is not None:
        told = (
            f"{total.talks} 次对话里问了 {total.questions} 个问题，{percent(total.direct_share)}% 直接答到了事项，"
            f"{percent(total.unknown_share)}% 没听懂；给出 {total.lists} 份清单。"
        )
    charts = (
        ("每段时间的对话次数。", bars("对话次数", [Bar(p.name, p.talks, str(p.talks)) for p in found.periods])),
        (
            "问题里直接答到事项的占多少，越高越好。空着的是没有人问。",
            bars("直接答到（%）", [_share(p.name, p.direct_share) for p in found.periods], top=100),
        ),
    )
    return Section("对话和首答", Table("对话和首答，按时间", heads, tuple(made), told, "talks"), charts)


def _counted(line: Counted, name: str) -> tuple[Cell, ...]:
    ended = (line.ended.get(code, 0) for code in ENDED)  # type: ignore[call-overload]
    return (name, line.talks, line.questions, *ended, percent(line.direct_share), line.lists, line.calls)


def _items(found: Overview) -> Section:
    heads = ("事项", "编码", "部门", "问题", "没答好", "给出清单")
    made = tuple((o.name, o.code, o.department, o.questions, o.unanswered, o.lists) for o in found.items)
    told = f"问得最多的是{found.items[0].name}，{found.items[0].questions} 次。" if found.items else "这段时间没有。"
    shown = [Bar(o.name, o.questions, str(o.questions)) for o in found.items[:MOST_LYING]]
    charts = (("问得最多的事项，按次数。", rows("问得最多的事项", shown)),) if shown else ()
    return Section("谁问了什么", Table("问得最多的事项", heads, made, told, "items"), charts)


def _departments(found: Overview) -> Table:
    def row(one: Popular) -> tuple[Cell, ...]:
        return (one.name, one.questions, one.unanswered, one.lists)

    told = "按事项的责任部门。没有归到事项的问题不在里面。"
    heads = ("部门", "问题", "没答好", "给出清单")
    return Table("按部门", heads, tuple(row(one) for one in found.departments), told, "departments")


def _split(identity: str, name: str, what: str, lines: Sequence[Counted], called: Callable[[str], str]) -> Section:
    heads = (what, "对话", "问题", *ENDED.values(), "直接答到（%）")
    made = tuple(row for line in lines if something(row := _counted(line, called(line.name) or "没有写")[:-2]))
    told = "" if made else "这段时间没有。"
    if identity == "points" and not made:
        told = "这段时间没有从服务点的设备上来的问题。"
    return Section("对话和首答" if identity != "points" else "谁问了什么", Table(name, heads, made, told, identity))


def _point(catalogue: Catalogue, code: str) -> str:
    point = catalogue.service_points.get(code)
    return point.name if point else code


def _unanswered(found: Overview) -> Section:
    made = tuple((WHY[why], times) for why, times in found.unanswered)
    total = sum(times for _, times in found.unanswered)
    told = f"没答好的问题 {total} 个。" if total else "这段时间没有。"
    shown = [Bar(WHY[why], times, str(times)) for why, times in found.unanswered]
    charts = (("没答好的问题，按为什么。", rows("没答好的问题", shown)),) if shown else ()
    table = Table("没答好的问题", ("为什么", "问题"), made, told, "unanswered")
    return Section("没答好的", table, charts, ("/console/learn", "看这些问题，教给机器"))


def _calls(found: Overview) -> Section:
    made = tuple((REASONS.get(reason, reason), times) for reason, times in found.reasons)
    told = f"找了 {found.total.calls} 次人工。" if found.total.calls else "这段时间没有人找人工。"
    shown = [Bar(str(name), times, str(times)) for name, times in made]
    charts = (("为什么找人工，按次数。", rows("为什么找人工", shown)),) if shown else ()
    return Section("人工服务", Table("为什么找人工", ("原因", "次数"), made, told, "calls"), charts)


def _served(lines: Sequence[Line]) -> tuple[tuple[str, Markup], ...]:
    waited = [Bar(p.name, p.median_seconds, f"{p.median_seconds or 0:.0f} 秒") for p in lines]
    return (
        ("每段时间的人工服务件数。", bars("人工服务件数", [Bar(p.name, p.tickets, str(p.tickets)) for p in lines])),
        (
            f"首次响应的中位数，虚线是 {FIRST_RESPONSE_SECONDS} 秒的目标，越低越好。空着的是没有人等。",
            bars("首次响应中位数（秒）", waited, target=FIRST_RESPONSE_SECONDS),
        ),
    )


def _good(lines: Sequence[Line]) -> tuple[str, Markup]:
    sentence = "人工服务的好评率：评价了的人里好评占多少。空着的是没有人评价。"
    return sentence, bars("人工好评率（%）", [_share(p.name, p.human.good_rate) for p in lines], top=100)


def _share(name: str, share: float | None) -> Bar:
    return Bar(name, None if share is None else share * 100, f"{percent(share)}%")


def _known(found: Overview) -> Section:
    made: list[tuple[Cell, ...]] = [_states(k.name, k.items, k.states) for k in found.known]
    total = {state: sum(k.states[state] for k in found.known) for state in REVIEW_STATES}
    items = sum(k.items for k in found.known)
    if len(made) > 1:
        made.append(_states("合计", items, total))
    share = percent(total["good"] / items if items else None)
    told = f"{items} 个事项，{share}% 已由部门核实，逾期 {total['overdue']} 个。"
    shown = [Bar(REVIEW_NAMES[s], total[s], str(total[s])) for s in reversed(REVIEW_STATES) if total[s]]
    heads = ("部门", "事项", "已核实（%）", *(REVIEW_NAMES[s] for s in reversed(REVIEW_STATES)))
    table = Table("核实情况，按部门", heads, tuple(made), told, "known")
    charts = (("事项的核实情况。", rows("核实情况", shown)),) if shown else ()
    return Section("知识库", table, charts, ("/console/knowledge/review", "看核对清单"))


def _states(name: str, items: int, states: object) -> tuple[Cell, ...]:
    counted: dict[str, int] = dict(states)  # type: ignore[call-overload]
    return (
        name,
        items,
        percent(counted["good"] / items if items else None),
        *(counted[s] for s in reversed(REVIEW_STATES)),
    )


def _sources(found: Overview) -> Section:
    numbers = (found.sources.written, found.sources.high, found.sources.medium, found.sources.low)
    made = tuple(
        (name, n, percent(n / found.sources.total)) for name, n in zip(SOURCE_NAMES, numbers, strict=True) if n
    )
    told = "群众看到的每句话靠什么：有文件出处的最可靠，一般知识要请部门核实。"
    return Section("知识库", Table("每句话的出处", ("出处", "句", "占（%）"), made, told, "sources"))
