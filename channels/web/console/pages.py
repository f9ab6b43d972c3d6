"""Pages of the console: the template with the person, the doors open to her, and the names of things."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route

from assistant.knowledge.hours import SHANGHAI
from assistant.people import Staff
from assistant.staff.roles import Act, may, role_name
from channels.web.console import words
from channels.web.console.knowledge.badge import due_of
from channels.web.place import place_of
from channels.web.render import html, templates

HERE = Path(__file__).parent
STATIC = HERE / "static"


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of the console's menu."""

    path: str
    name: str
    act: Act


DOORS: tuple[Door, ...] = (
    Door("/console", "接待", "desk"),
    Door("/console/board", "看板", "board"),
    Door("/console/cases", "办件", "case.view"),
    Door("/console/roster", "排班", "roster.view"),
    Door("/console/canned", "常用语", "desk"),
    Door("/console/learn", "学习", "learn.view"),
    Door("/console/knowledge", "知识库", "knowledge.view"),
    Door("/console/figures", "统计", "report.view"),
    Door("/console/switches", "开关", "switch.view"),
    Door("/console/people", "人员", "people.view"),
    Door("/console/audit", "审计", "audit.read"),
    Door("/console/exports", "导出审批", "export.approve"),
)


@cache
def _ready() -> None:
    templates().globals.update(console_static=console_static, words=words, may=may, role_name=role_name)
    templates().filters.update(clock=clock, day=day, moment=moment, waited=waited)


@cache
def console_static(name: str) -> str:
    """Address of a file of the console, in a folder named by the hash of all, so that scripts find each other."""
    whole = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(STATIC.iterdir()))).hexdigest()[:10]
    return f"/static/console/{whole}/{name}"


def flat(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """Every single route; FastAPI keeps those of an included router inside of it."""
    for route in routes:
        inside = getattr(route, "original_router", None)
        if inside is not None:
            yield from flat(inside.routes)
        elif isinstance(route, Route):
            yield route


def doors_of(request: Request, staff: Staff) -> list[Door]:
    """The menu of this person: what the role may do and this installation has."""
    paths = {route.path for route in flat(request.app.routes)}
    return [door for door in DOORS if may(staff, door.act) and door.path in paths]


def fragment(template: str, /, **values: Any) -> str:
    """A part of a page."""
    _ready()
    return html(f"console/{template}", **values)


def page(
    request: Request, template: str, staff: Staff | None = None, /, status: int = 200, **values: Any
) -> HTMLResponse:
    """A whole page of the console."""
    shared: Mapping[str, Any] = {
        "staff": staff,
        "doors": doors_of(request, staff) if staff else [],
        "here": request.url.path,
        "place": place_of(request),
        "due": due_of(request, staff),
        "said": values.pop("said", ""),
        "seated": values.pop("seated", False),
    }
    return HTMLResponse(fragment(template, **shared, **values), status)


def is_fragment(request: Request) -> bool:
    """Whether htmx or our script asks, so that a part is enough."""
    return "hx-request" in request.headers


def clock(at: datetime) -> str:
    """``09:05`` of the local day."""
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def day(at: datetime) -> str:
    """``11月20日``."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日"


def moment(at: datetime) -> str:
    """``2026-11-20 09:05:30``."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def waited(span: timedelta) -> str:
    """A waiting time to be read at a glance: ``45 秒``, ``3 分``, ``2 小时 5 分``, ``3 天``."""
    seconds = max(int(span.total_seconds()), 0)
    if seconds < 60:
        return f"{seconds} 秒"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} 分"
    if minutes < 24 * 60:
        return f"{minutes // 60} 小时 {minutes % 60} 分"
    return f"{minutes // (24 * 60)} 天"
