"""The audit log as people read it: rows with names for ids, found by name, number, act and day; the same as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from openpyxl import Workbook

from assistant.knowledge.hours import SHANGHAI
from assistant.people import AuditEntry
from assistant.ports import Stores
from assistant.staff.roles import ROLE_NAMES
from assistant.text.case_code import find_code
from channels.web.console.audit_names import ACTS, DETAILS, SPECIAL, VALUES
from channels.web.console.pages import moment
from channels.web.house import House

HEADS = ("序号", "时间", "谁", "做了什么", "对象", "详情", "记号", "校验值")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its names."""

    entry: AuditEntry
    who: str
    act: str
    object: str
    details: tuple[tuple[str, str], ...]


Wanted = Mapping[str, str]
"""``who``, ``act``, ``object``, ``since``, ``until`` as they were typed."""


async def rows(house: House, wanted: Wanted, *, below: int | None = None, most: int) -> tuple[AuditEntry, ...]:
    """The rows that fit, newest first."""
    actor, thing = wanted.get("who", "").strip(), wanted.get("object", "").strip()
    people = await house.services.accounts.all()
    ids = {name: s.id for s in people for name in (s.login, s.name)} | {v: k for k, v in SPECIAL.items()}
    end = _day(wanted.get("until", ""))
    async with house.services.memory.reading() as stores:
        code = find_code(thing) if thing else None
        case = await stores.cases.by_code(code) if code else None
        thing = case.id if case else ids.get(thing, thing)
        items = house.services.librarian.library.catalogue.items
        thing = next((c for c, item in items.items() if item.item_name == thing), thing)
        return await stores.audit.search(
            actor=ids.get(actor, actor),
            act=wanted.get("act", "").strip(),
            holding=thing,
            since=_day(wanted.get("since", "")),
            until=end + timedelta(days=1) if end else None,
            below=below,
            most=most,
        )


async def named(house: House, found: Sequence[AuditEntry]) -> list[Line]:
    """The rows with names instead of ids, where there are names."""
    names = await names_of(house)
    async with house.services.memory.reading() as stores:
        things = {(e.act.partition(".")[0], e.object): "" for e in found}
        for kind, thing in things:
            things[kind, thing] = await _thing(stores, names, kind, thing)
    return [
        Line(
            entry=e,
            who=_name(names, e.actor),
            act=ACTS.get(e.act, e.act),
            object=things[e.act.partition(".")[0], e.object],
            details=tuple(_details(names, e.detail)),
        )
        for e in found
    ]


async def names_of(house: House) -> dict[str, str]:
    """Id → name of accounts, departments, items and of who is no account."""
    catalogue = house.services.librarian.library.catalogue
    return {
        **{item.code: f"{item.item_name}（{item.code}）" for item in catalogue.items.values()},
        **{d.id: d.name for d in catalogue.departments.values()},
        **{s.id: f"{s.name}（{s.login}）" for s in await house.services.accounts.all()},
        **SPECIAL,
    }


async def _thing(stores: Stores, names: Mapping[str, str], kind: str, thing: str) -> str:
    """What was acted on, by the name it has for people."""
    head, _, rest = thing.partition(":")
    if not thing or thing in names:
        return names.get(thing, "")
    if head == "ticket":
        ticket = await stores.tickets.find(rest)
        return f"工单 {ticket.number}" if ticket else "已经删除的工单"
    if head in _HEADS and rest:
        return f"{_HEADS[head]}{names.get(rest, _readable(rest))}"
    if kind == "case":
        case = await stores.cases.by_id(thing)
        return f"办件 {case.code}" if case else "改进单或已经删除的办件"
    if kind == "upload":
        upload = await stores.uploads.by_id(thing)
        return f"材料“{upload.name}”" if upload else "已经删除的材料"
    if kind == "release":
        release = await stores.releases.by_id(thing)
        return f"版本“{release.title or moment(release.at)}”" if release else _readable(thing)
    if kind == "draft":
        draft = await stores.drafts.by_id(thing)
        return f"草稿“{draft.title}”" if draft and draft.title else _readable(thing)
    return _PLAIN.get(thing, _readable(thing))


_HEADS = {
    "conversation": "对话 ",
    "roster": "排班：",
    "item": "事项：",
    "channel": "渠道：",
    "export": "导出申请 ",
}
_PLAIN = {
    "bot": "机器人",
    "handover": "转人工",
    "notice": "紧急通知",
    "audit": "审计日志",
    "report": "统计表",
    "centre": "区政务服务中心",
}


def _readable(thing: str) -> str:
    """What has no name for people: an id cut short, everything else as it is."""
    is_id = len(thing) >= 24 and thing.isalnum()
    return f"{thing[:_SHORT]}…" if is_id else thing


def _name(names: Mapping[str, str], actor: str) -> str:
    return names.get(actor, "已经没有的账号" if len(actor) >= 24 else actor)


def _details(names: Mapping[str, str], detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for key, value in detail.items():
        if value in (None, "", [], {}):
            continue
        said = "、".join(str(v) for v in value) if isinstance(value, list) else str(value)
        said = ROLE_NAMES.get(value, said) if key in ("role", "was") else VALUES.get(said, names.get(said, said))
        found.append((DETAILS.get(key, key), _readable(said)))
    return found


def table(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """The rows as cells that no spreadsheet takes for formulas, under :data:`HEADS`."""
    return [
        tuple(
            plain(cell)
            for cell in (
                line.entry.seq, moment(line.entry.at), line.who, line.act, line.object,
                "　".join(f"{key}：{value}" for key, value in line.details), line.entry.act, line.entry.digest,
            )
        )
        for line in lines
    ]  # fmt: skip


def plain(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in _FORMULA else text


def as_csv(cells: Sequence[Sequence[str]]) -> bytes:
    """A table for a spreadsheet, with the mark by which it knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows(cells)
    return ("\ufeff" + out.getvalue()).encode()


def as_xlsx(cells: Sequence[Sequence[str]]) -> bytes:
    """The same as an Excel file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("审计日志")
    sheet.append(HEADS)
    for row in cells:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _day(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) if text else None
    except ValueError:
        return None
