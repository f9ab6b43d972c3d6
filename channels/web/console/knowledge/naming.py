"""What officers call a file of the knowledge, where its form is, and how an answer reads in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from assistant.knowledge.catalogue import Catalogue
from assistant.releases import SYSTEM, Finding, Said
from channels.web.console.guard import ROOT
from channels.web.console.knowledge.anchors import anchor_of
from channels.web.house import House

LISTS: Final[Mapping[str, str]] = {
    "circumstances": "共用情形",
    "departments": "部门",
    "holidays": "节假日",
    "papers": "规范材料",
    "parameters": "会变的数字",
    "service_points": "服务点",
    "sources": "出处",
}
PARTS: Final[Mapping[str, str]] = {
    "items": "事项",
    "bundles": "一件事",
    "elsewhere": "别处",
    "wording": "说法",
    "words": "词表",
    "evaluation": "检查用的问题",
}


def file_name(catalogue: Catalogue, path: str) -> str:
    """``LB-RS-001 失业登记`` for an item's file, ``部门`` for a list, ``说法 replies`` for wording."""
    part, stem = path.partition("/")[0], PurePosixPath(path).stem
    if "/" not in path:
        return LISTS.get(stem, path)
    titles = {
        "items": {code: item.item_name for code, item in catalogue.items.items()},
        "bundles": {key: bundle.name for key, bundle in catalogue.bundles.items()},
        "elsewhere": {key: topic.title for key, topic in catalogue.elsewhere.items()},
    }.get(part, {})
    title = titles.get(stem, "")
    return f"{stem} {title}".strip() if part == "items" else f"{PARTS.get(part, part)} {title or stem}"


def form_of(path: str) -> str:
    """The page on which this file is changed; empty where there is none."""
    part, stem = path.partition("/")[0], quote(PurePosixPath(path).stem)
    if "/" not in path:
        return f"{ROOT}/knowledge/lists/{stem}" if stem in LISTS else ""
    return f"{ROOT}/knowledge/{part}/{stem}" if part in PARTS and part != "evaluation" else ""


def item_name(catalogue: Catalogue, code: str | None) -> str:
    """The name of what a question should be, or is, answered with."""
    if not code:
        return "不归我们办"
    if code in catalogue.items:
        return catalogue.items[code].item_name
    for known, title in ((catalogue.bundles.get(code), "name"), (catalogue.elsewhere.get(code), "title")):
        if known is not None:
            return str(getattr(known, title))
    return code


def said_in_words(catalogue: Catalogue, said: Said) -> str:
    """``直接回答：失业登记`` · ``先问清楚：甲、乙`` · ``说没有听懂``."""
    if said.outcome == "sure":
        return f"直接回答：{item_name(catalogue, said.first)}"
    if said.outcome == "unsure":
        names = [item_name(catalogue, code) for code in (said.items or (said.first,))]
        return f"先问清楚：{'、'.join(names[:4])}"
    return "说没有听懂"


async def people_of(house: House) -> Mapping[str, str]:
    """Account id → name, for everybody who ever had an account, and the program itself."""
    async with house.services.memory.reading() as stores:
        return {s.id: s.name for s in await stores.staff.all()} | {SYSTEM: "程序"}


def message_of(found: Finding) -> str:
    """What is wrong, without the place, which stands in a column of its own."""
    place = f"{found.file}:{found.line}" if found.line else found.file
    for before in (f"{place} {found.path}：", f"{place}：", f"{found.path}："):
        if found.text.startswith(before):
            return found.text.removeprefix(before)
    return found.text


def field_of(found: Finding) -> str:
    """The address of the field in a form that the problem is about; empty where there is no form."""
    form = form_of(found.file)
    return f"{form}{anchor_of(found.path)}" if form and found.file.startswith("items/") else form


READERS: Final[Mapping[str, Any]] = {
    "file_name": file_name,
    "field_of": field_of,
    "item_name": item_name,
    "said_in_words": said_in_words,
    "message_of": message_of,
}
"""What the result of a check is read with in its template."""
