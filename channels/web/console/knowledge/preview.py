"""The citizen's list as the unsaved form would give it, for any answers, in either size of type."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from assistant.knowledge.checklist import Answers, checklist
from assistant.knowledge.forms_files import SHELVES, filled_in
from assistant.knowledge.forms_rows import name_rows
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.problem import errors
from assistant.knowledge.speech import said
from channels.web.console.guard import ROOT
from channels.web.console.knowledge.badge import today_of
from channels.web.console.knowledge.editor import Viewer, fields_sent, sent
from channels.web.console.knowledge.form_page import FormPage
from channels.web.console.knowledge.workroom import Work, read, work_of
from channels.web.console.pages import fragment
from channels.web.house import TheHouse

router = APIRouter(prefix=f"{ROOT}/knowledge")


@router.post("/items/{key}/preview")
async def preview(request: Request, by: Viewer, house: TheHouse, key: str) -> Response:
    """What a citizen would see; what keeps the form from being an item is said instead."""
    work = await work_of(house, by)
    given = await fields_sent(request)
    made, _ = sent(work, by, SHELVES["items"], key, given)
    name_rows(made.shelf.fields, made.tree, "preview")
    loaded = await run_in_threadpool(_read, work, made)
    answers = {
        name.removeprefix("answer:"): tuple(v for v in values if v)
        for name, values in given.items()
        if name.startswith("answer:") and any(values)
    }
    plain = (given.get("plain") or [""])[0] == "yes"
    values = _list(loaded, made, key, answers, today_of(house))
    return HTMLResponse(fragment("knowledge/preview.html", form=made, answers=answers, plain=plain, **values))


def _read(work: Work, made: FormPage) -> Loaded:
    text = filled_in(made.shelf, made.base or "", made.place, made.tree)
    return read(work.texts.with_files({made.place.path: text}))


def _list(loaded: Loaded, made: FormPage, key: str, answers: Answers, today: date) -> dict[str, Any]:
    wrong = [p for p in errors(loaded.problems) if p.file == made.place.path]
    item = loaded.catalogue.items.get(key)
    if wrong or item is None:
        return {"c": None, "problems": wrong, "summary": "", "faq": ()}
    catalogue = loaded.catalogue
    spoken = [(one.q, said(catalogue, one, one.a, today)) for one in item.faq]
    summary = said(catalogue, item.summary, item.summary.text, today)
    return {
        "c": checklist(catalogue, item, answers, today),
        "problems": (),
        "summary": summary.text if summary else "",
        "faq": [(q, a.text) for q, a in spoken if a],
    }
