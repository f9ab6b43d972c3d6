"""内容: all that citizens are told, to be found by department, list, state of review, or words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assistant.errors import NotFound
from assistant.knowledge.forms_files import SHELVES, Shelf, entries
from assistant.knowledge.review import STATES, State, duty_of
from assistant.knowledge.schema import Item
from assistant.people import Staff
from channels.web.console.guard import ROOT
from channels.web.console.knowledge.badge import department_of, today_of
from channels.web.console.knowledge.editor import SAID, Viewer
from channels.web.console.knowledge.workroom import Work, work_of
from channels.web.console.pages import page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/knowledge")

Chosen = Annotated[str, Query(max_length=60)]
PARTS = ("items", "bundles", "elsewhere")
REVIEWS: Mapping[State, str] = {"overdue": "逾期", "soon": "快到期", "never": "没核实", "good": "已核实"}
WORDING: Mapping[str, tuple[str, str]] = {
    "wording/replies.yaml": ("回答的话", "机器人回答时说的每一句"),
    "wording/checklist.yaml": ("清单上的话", "材料清单上的固定说法"),
    "wording/helpdesk.yaml": ("转人工的话", "排队、接通、留言时说的"),
    "wording/cases.yaml": ("评价和办件的话", "评价、差评、办不成事"),
    "wording/failure.yaml": ("出状况的话", "出了故障时说的"),
    "wording/switches.yaml": ("停用和通知的话", "停用事项、渠道时说的"),
    "wording/canned.yaml": ("常用语的样本", "第一次安装时给各部门的常用语"),
    "wording/hearing.yaml": ("听得懂的说法", "“人工”“不是”“换一个”这些话怎么认"),
    "words/shanghainese.yaml": ("沪语", "沪语对应的普通话"),
    "words/synonyms.yaml": ("别的叫法", "以前的、别处的、口头的叫法"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item in the list. ``who`` are those whose drafts change it."""

    item: Item
    state: State
    due: Any
    who: tuple[str, ...]


@router.get("")
async def listed(
    request: Request,
    by: Viewer,
    house: TheHouse,
    part: Chosen = "items",
    department: Chosen = "",
    service_list: Annotated[str, Query(alias="list", max_length=20)] = "",
    review: Chosen = "",
    changed: Chosen = "",
    q: Chosen = "",
    did: Chosen = "",
) -> Response:
    """The items after filters, or the bundles, or the matters of others."""
    work, who = await work_of(house, by), await _changed(house, by)
    if part not in PARTS:
        raise NotFound("没有这样的内容。")
    lines = _lines(house, work, who)
    shown = [
        line
        for line in lines
        if (not department or line.item.department == department)
        and (not service_list or line.item.service_list == service_list)
        and (not review or line.state == review)
        and (not changed or line.who)
        and _mentions(line.item, q)
    ]
    shelf = SHELVES[part]
    others = [row for row in _records(work, shelf, who) if q.lower() in str(row).lower()] if part != "items" else []
    own = department_of(work.catalogue, by)
    filters = {"department": department, "list": service_list, "review": review, "changed": changed, "q": q}
    return page(
        request,
        "knowledge/contents.html",
        by,
        part=part,
        shelf=shelf,
        shelves=shelves_of(work),
        lines=shown,
        rows=others,
        own=own,
        departments=tuple(work.catalogue.departments),
        lists=sorted({line.item.service_list for line in lines}),
        reviews=REVIEWS,
        filters=filters,
        total=len(lines),
        wording=WORDING,
        said=SAID.get(did, ""),
    )


@router.get("/lists/{shelf}")
async def records(
    request: Request, by: Viewer, house: TheHouse, shelf: str, q: Chosen = "", did: Chosen = ""
) -> Response:
    """The records of one list."""
    if shelf not in SHELVES or not SHELVES[shelf].listed:
        raise NotFound("没有这样的内容。")
    work, who = await work_of(house, by), await _changed(house, by)
    rows = [row for row in _records(work, SHELVES[shelf], who) if q.lower() in str(row).lower()]
    return page(
        request,
        "knowledge/records.html",
        by,
        shelf=SHELVES[shelf],
        shelves=shelves_of(work),
        part=shelf,
        rows=rows,
        q=q,
        wording=WORDING,
        said=SAID.get(did, ""),
    )


def _lines(house: House, work: Work, who: Mapping[str, tuple[str, ...]]) -> list[Line]:
    today = today_of(house)
    files = {path.rsplit("/", 1)[-1].removesuffix(".yaml"): path for path in work.texts.of_part("items")}
    found = [(item, duty_of(item, today)) for item in work.catalogue.items.values()]
    lines = [Line(item, duty.state, duty.due, who.get(files.get(item.code, ""), ())) for item, duty in found]
    return sorted(lines, key=lambda line: (STATES.index(line.state) > 1, line.item.code))


def _mentions(item: Item, words: str) -> bool:
    """Whether every word is in what the item says."""
    if not words.strip():
        return True
    text = " ".join(
        (item.code, item.item_name, *item.aliases, item.domain, item.department, *item.spoken_texts())
    ).lower()
    return all(word in text for word in words.lower().split())


def _records(
    work: Work, shelf: Shelf, who: Mapping[str, tuple[str, ...]]
) -> Iterable[tuple[str, list[str], tuple[str, ...]]]:
    """(key, what it is recognised by, whose drafts change its file) of every record."""
    changed_from = work.draft.files if work.draft else {}
    for key, place, value in entries(work.texts, shelf):
        mine = ("您",) if place.path in changed_from and not shelf.listed else ()
        cells = [str(value.get(name, "")) for name in shelf.names]
        yield key, cells, (who.get(place.path, ()) if not shelf.listed else mine)


def shelves_of(work: Work) -> list[tuple[str, str, int]]:
    """(id, name, number of records) of every shelf."""
    return [(s.id, s.title, len(getattr(work.catalogue, s.id))) for s in SHELVES.values()]


async def _changed(house: House, by: Staff) -> dict[str, tuple[str, ...]]:
    """Path → names of those whose drafts change it, as far as this person may see."""
    names = {staff.id: staff.name for staff in await house.services.accounts.all()}
    found: dict[str, tuple[str, ...]] = {}
    for draft in await house.services.publishing.drafts(by):
        for path in draft.files:
            who = "您" if draft.owner == by.id else names.get(draft.owner, "同事")
            found[path] = tuple(dict.fromkeys((*found.get(path, ()), who)))
    return found
