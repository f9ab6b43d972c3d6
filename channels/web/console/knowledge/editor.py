"""The forms: opened, changed row by row, checked, and saved into the officer's draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage, NotAllowed, NotFound
from assistant.knowledge.folder import digest_of
from assistant.knowledge.forms_files import (
    NEW,
    SHELVES,
    Shelf,
    find,
    form_of,
    key_of,
    record_in,
    without,
)
from assistant.knowledge.forms_rows import moved, name_rows
from assistant.knowledge.forms_tree import tree_from
from assistant.knowledge.forms_value import written_rows
from assistant.knowledge.problem import errors
from assistant.people import Staff
from assistant.publishing.errors import StaleDraft
from channels.web.console.guard import ROOT, require
from channels.web.console.knowledge.form_page import FormPage, unpack
from channels.web.console.knowledge.pickers import Pickers
from channels.web.console.knowledge.saving import keep, met, met_words, name_record, next_value, text_of
from channels.web.console.knowledge.workroom import Work, demand_edit, judged, may_edit, work_of
from channels.web.console.pages import page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/knowledge")

BELOW = f"{ROOT}/knowledge/"
MOST_FIELDS = 6000
LARGEST_FORM = 1024 * 1024
"""Bytes of a form that is sent: the largest item takes 60 KB, most of it Chinese written as %E4%BD%A0."""

Viewer = Annotated[Staff, require("knowledge.view")]
Editor = Annotated[Staff, require("knowledge.edit")]
Given = Mapping[str, Sequence[str]]

SAID = {
    "saved": "已经存进您的草稿。群众现在看到的还没有变，发布以后才会变。",
    "same": "和原来一样，没有要存的改动。",
    "anyway": "已经存进草稿。里面还有要改的地方，改好以前不能发布。",
    "removed": "已经在您的草稿里删掉。发布以后才真的没有。",
}


@router.get("/items/{key}")
@router.get("/bundles/{key}")
@router.get("/elsewhere/{key}")
@router.get("/lists/{shelf}/{key}")
async def show(request: Request, by: Viewer, house: TheHouse, key: str, then: str = "", did: str = "") -> Response:
    """The form of one record; ``then=next`` for a new value of a dated one."""
    shelf, work = _shelf(request), await work_of(house, by)
    made = _opened(work, by, shelf, key)
    if then == "next" and shelf.id == "parameters":
        made = next_value(made, key)
    made.problems = await judged(house, work.texts, made.place) if key != NEW and not made.closes else ()
    if made.editable and made.place.path:
        await house.services.publishing.touch(made.place.path, by)
    return await _page(request, house, by, work, made, key, said=SAID.get(did, ""))


@router.post("/items/{key}")
@router.post("/bundles/{key}")
@router.post("/elsewhere/{key}")
@router.post("/lists/{shelf}/{key}")
async def change(request: Request, by: Editor, house: TheHouse, key: str) -> Response:
    """What a button of the form does: rows move, or all is saved."""
    shelf, work = _shelf(request), await work_of(house, by)
    made, act = sent(work, by, shelf, key, await fields_sent(request))
    demand_edit(by, work.catalogue, shelf, record_in(made.base or "", made.place))
    if act in ("save", "anyway"):
        return await _save(request, house, by, work, made, key, anyway=act == "anyway")
    if act == "remove-all":
        return await _remove(house, by, work, made)
    made.at = moved(shelf.fields, made.tree, act)
    name_rows(shelf.fields, made.tree, _stem(made))
    return await _page(request, house, by, work, made, key)


async def fields_sent(request: Request) -> Given:
    """Every field that the browser sent, by name."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    given: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            given.setdefault(name, []).append(value)
    return given


def sent(work: Work, by: Staff, shelf: Shelf, key: str, given: Given) -> tuple[FormPage, str]:
    """The form as the browser has it, and the button that was pressed."""
    base = unpack((given.get("base") or [""])[0])
    at = (given.get("place") or [""])[0]
    place = find(work.texts, shelf, key)
    if place is None:
        raise NotFound("没有这一项，可能已经删掉或改了名字。")
    if shelf.listed:
        place = replace(place, index=int(at) if at.isdecimal() and len(at) < 6 else place.index)
    pickers = Pickers(work.catalogue)
    tree = tree_from(shelf.fields, given, pickers.resolve)
    editable = may_edit(by, work.catalogue, shelf, record_in(base or "", place))
    made = FormPage(shelf, place, base, tree, pickers, work.shared(), editable)
    made.closes = (given.get("closes") or [""])[0]
    return made, (given.get("do") or ["save"])[0]


async def _save(
    request: Request, house: House, by: Staff, work: Work, made: FormPage, key: str, *, anyway: bool
) -> Response:
    shelf = made.shelf
    written_rows(shelf.fields, made.tree)
    name_rows(shelf.fields, made.tree, _stem(made))
    name_record(work, made)
    text = text_of(made, made.base or "")
    if text == made.base:
        return RedirectResponse(f"{_path(shelf, key)}?did=same", 303)
    changed = work.texts.with_files({made.place.path: text})
    made.problems = await judged(house, changed, made.place)
    if errors(made.problems) and not anyway:
        return await _page(request, house, by, work, made, key, status=422)
    try:
        text = await keep(house, by, work, made, text)
    except StaleDraft as error:
        return await _page(request, house, by, work, met(work, made), key, status=409, trouble=met_words(error, made))
    except NotAllowed as error:  # what was typed stays on the page
        return await _page(request, house, by, work, made, key, status=403, trouble=str(error))
    known = key_of(shelf, record_in(text, made.place)) if shelf.listed or key == NEW else key
    return RedirectResponse(f"{_path(shelf, known)}?did={'anyway' if errors(made.problems) else 'saved'}", 303)


async def _remove(house: House, by: Staff, work: Work, made: FormPage) -> Response:
    if not made.shelf.grows or made.base is None:
        raise BadMessage("这一项不能在这里删。不再用的事项，请把状态改成“停用”。")
    text = without(made.base, made.place)
    await house.services.publishing.save(by, {made.place.path: text}, {made.place.path: digest_of(made.base)})
    where = f"/lists/{made.shelf.id}" if made.shelf.listed else f"?part={made.shelf.id}"
    return RedirectResponse(f"{ROOT}/knowledge{where}{'&' if '?' in where else '?'}did=removed", 303)


def _opened(work: Work, by: Staff, shelf: Shelf, key: str) -> FormPage:
    place = find(work.texts, shelf, key)
    if place is None:
        raise NotFound("没有这一项，可能已经删掉或改了名字。")
    base = work.texts.files.get(place.path)
    value = record_in(base or "", place)
    tree = form_of(shelf, base or "", place)
    return FormPage(
        shelf, place, base, tree, Pickers(work.catalogue), work.shared(), may_edit(by, work.catalogue, shelf, value)
    )


def _stem(made: FormPage) -> str:
    return made.tree.get("code", made.shelf.id).removeprefix("LB-").replace("-", "").lower() or "item"


def _shelf(request: Request) -> Shelf:
    steps = request.url.path.removeprefix(f"{ROOT}/knowledge/").split("/")
    name = steps[1] if steps[0] == "lists" else steps[0]
    if name not in SHELVES or SHELVES[name].listed != (steps[0] == "lists"):
        raise NotFound("没有这样的内容。")
    return SHELVES[name]


def _path(shelf: Shelf, key: str) -> str:
    return f"{ROOT}/knowledge/{'lists/' if shelf.listed else ''}{shelf.id}/{quote(key, safe='@')}"


async def _page(
    request: Request,
    house: House,
    by: Staff,
    work: Work,
    made: FormPage,
    key: str,
    *,
    status: int = 200,
    said: str = "",
    trouble: str = "",
) -> Response:
    others = await house.services.publishing.also_editing(made.place.path, by) if made.place.path else ()
    now = house.services.clock.now()
    return await run_in_threadpool(  # a long page: others are served meanwhile
        page,
        request,
        "knowledge/form.html",
        by,
        status,
        form=made,
        action=_path(made.shelf, key),
        key=key,
        work=work,
        in_draft=bool(work.draft and made.place.path in work.draft.files),
        others=[(one, max(int((now - one.at).total_seconds()) // 60, 0)) for one in others],
        said=said,
        trouble=trouble,
        unsaved=request.method == "POST",
        answers={},
        plain=False,
    )
