"""The plain pages: the catalogue to browse, one item with its sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from assistant.errors import NotFound
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.checklist import checklist
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.review import duty_of
from assistant.knowledge.schema import Item
from assistant.knowledge.spoken_item import spoken_item
from channels.web import words
from channels.web.house import House, TheHouse
from channels.web.place import place_of
from channels.web.render import html
from channels.web.session import is_plain

router = APIRouter(include_in_schema=False)


@router.get("/items")
async def items(request: Request, house: TheHouse, q: str = Query("", max_length=60)) -> Response:
    """All items in use by subject, or those whose name, alias or code contains the words."""
    catalogue = _catalogue(house)
    found = [item for item in catalogue.items.values() if item.status == "在用" and _speaks_of(item, q)]
    page = html(
        "items.html",
        shelves=_by_domain(found),
        count=len(found),
        q=q,
        place=place_of(request),
        plain=is_plain(request),
    )
    return HTMLResponse(page)


@router.get("/items/{code}")
async def item(code: str, request: Request, house: TheHouse) -> Response:
    """Everything that may be said of one item today, each statement with its source."""
    catalogue = _catalogue(house)
    written = catalogue.items.get(code)
    if written is None:
        raise NotFound(words.NO_ITEM)
    today = datetime.now(SHANGHAI).date()
    found = spoken_item(catalogue, written, today)
    department = next((d for d in catalogue.departments.values() if found.department in (d.id, d.name)), None)
    if (off := house.services.switchboard.seen.of("item", code)) is not None:
        values = {"item": found, "department": department, "said": off.text}
        return HTMLResponse(html("item_off.html", **values, place=place_of(request), plain=is_plain(request)))
    given = checklist(catalogue, written, {}, today)
    page = html(
        "item.html",
        item=found,
        department=department,
        neighbours=[(catalogue.items[c.code], c.how) for c in found.confusable if c.code in catalogue.items],
        lines=given.lines,
        late=given.notice if duty_of(written, today).late else "",
        sources={mark: catalogue.sources[mark] for mark in sorted(_marks(found)) if mark in catalogue.sources},
        place=place_of(request),
        plain=is_plain(request),
    )
    return HTMLResponse(page)


def _catalogue(house: House) -> Catalogue:
    return house.services.librarian.library.catalogue


def _speaks_of(item: Item, q: str) -> bool:
    wanted = q.strip().lower()
    return any(wanted in text.lower() for text in (item.item_name, item.code, *item.aliases))


def _by_domain(found: Iterable[Item]) -> dict[str, list[Item]]:
    shelves: dict[str, list[Item]] = {}
    for item in found:
        shelves.setdefault(item.domain, []).append(item)
    return shelves


def _marks(item: Item) -> set[str]:
    statements = (
        item.summary, *item.acceptance_conditions, *item.materials, *item.steps, *item.time_limits, item.fee,
        item.result, *item.legal_basis, *item.places, *item.faq,
    )  # fmt: skip
    return {mark for statement in statements for mark in statement.source}
