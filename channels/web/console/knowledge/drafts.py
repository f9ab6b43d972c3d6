"""草稿: what is being written, what it changes, and its way to who publishes."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from assistant.errors import AssistantError, NotFound
from assistant.people import Staff
from assistant.publishing.errors import FourEyes
from assistant.releases import STATE_NAMES, GateRun
from channels.web.console.guard import ROOT, require
from channels.web.console.knowledge.draft_view import view_of
from channels.web.console.knowledge.naming import READERS, people_of
from channels.web.console.pages import page
from channels.web.failures import STATUS
from channels.web.house import House, TheHouse

DRAFTS = f"{ROOT}/knowledge/drafts"
router = APIRouter(prefix=DRAFTS)

Viewer = Annotated[Staff, require("knowledge.view")]
Editor = Annotated[Staff, require("knowledge.edit")]
Publisher = Annotated[Staff, require("knowledge.publish")]
One = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Key = Annotated[str, Query(pattern=r"^[0-9A-Za-z-]{0,128}$")]
FilePath = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=2000)]

TOLD = {
    "saved": "已经放进草稿。",
    "named": "标题和说明已经存好。",
    "submitted": "已经送审。发布以前，群众看到的不变。",
    "taken_back": "已经拿回来，可以接着改。",
    "returned": "已经退回，写的人会看到原因。",
    "dropped": "这份草稿已经不要了。",
    "reverted": "这个文件已经从草稿里拿掉。",
    "renewed": "已经按您选的办。请重新检查一次。",
}


@router.get("")
async def listed(request: Request, by: Viewer, house: TheHouse, ended: bool = False, told: str = "") -> Response:
    """The drafts that this person may see, the own one first."""
    found = await house.services.publishing.drafts(by, ended=ended)
    held = await house.services.publishing.held()
    return page(
        request,
        "knowledge/drafts.html",
        by,
        drafts=sorted(found, key=lambda d: d.owner != by.id),
        ended=ended,
        held=held,
        who=await people_of(house),
        states=STATE_NAMES,
        said=TOLD.get(told, ""),
    )


@router.get("/{draft}")
async def one(
    request: Request, draft: One, by: Viewer, house: TheHouse, gate: Key = "", told: str = "", n: int = 0, m: int = 0
) -> Response:
    """One draft: what changes, who wrote it, its check, and what can be done with it now."""
    run = await house.services.publishing.gate_state(gate) if gate else None
    said = (
        f"收下了：整个事项 {n} 项，单独的句子 {m} 条。已经放进草稿，发布以后才对群众生效。"
        if told == "verified"
        else TOLD.get(told, "")
    )
    return await drawn(request, house, by, draft, run, said=said)


async def drawn(
    request: Request,
    house: House,
    by: Staff,
    identity: str,
    run: GateRun | None = None,
    *,
    error: AssistantError | None = None,
    **values: Any,
) -> Response:
    """The page of a draft, with what went wrong on top of it."""
    publishing, librarian = house.services.publishing, house.services.librarian
    draft = await publishing.draft(identity, by)
    outdated = await publishing.outdated(draft) if not draft.over else ()
    live, catalogue = librarian.texts, librarian.library.catalogue
    view = await run_in_threadpool(view_of, draft, live, publishing.texts(draft), catalogue, outdated)
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422) if error else 200
    return page(
        request,
        "knowledge/draft.html",
        by,
        status,
        draft=draft,
        view=view,
        run=run,
        outdated=outdated,
        mine=draft.owner == by.id,
        wrote=by.id in draft.writers,
        four_eyes=house.services.settings.four_eyes,
        held=await publishing.held(),
        who=await people_of(house),
        states=STATE_NAMES,
        trouble=str(error) if error else "",
        stopped_by_four_eyes=isinstance(error, FourEyes),
        catalogue=catalogue,
        **{**READERS, "reason": "", **values},
    )


@router.post("/{draft}/title")
async def name(
    request: Request, draft: One, by: Editor, house: TheHouse, title: Words = "", note: Words = ""
) -> Response:
    """A title and a note for whoever publishes."""
    return await _done(request, house, by, draft, house.services.publishing.rename(draft, by, title, note), "named")


@router.post("/{draft}/submit")
async def submit(
    request: Request, draft: One, by: Editor, house: TheHouse, title: Words = "", note: Words = ""
) -> Response:
    """送审; with its title and note, so that one press is enough."""
    try:
        if title.strip():
            await house.services.publishing.rename(draft, by, title, note)
        await house.services.publishing.submit(draft, by)
    except AssistantError as error:
        return await _failed(request, house, by, draft, error)
    return _to(draft, "submitted")


@router.post("/{draft}/take-back")
async def take_back(request: Request, draft: One, by: Editor, house: TheHouse) -> Response:
    """Go on writing what was handed in."""
    return await _done(request, house, by, draft, house.services.publishing.take_back(draft, by), "taken_back")


@router.post("/{draft}/return")
async def send_back(request: Request, draft: One, by: Publisher, house: TheHouse, why: Words = "") -> Response:
    """退回 with a reason."""
    return await _done(request, house, by, draft, house.services.publishing.return_(draft, by, why), "returned")


@router.post("/{draft}/drop")
async def drop(request: Request, draft: One, by: Viewer, house: TheHouse) -> Response:
    """The draft is not wanted any more."""
    try:
        await house.services.publishing.drop(draft, by)
    except AssistantError as error:
        return await _failed(request, house, by, draft, error)
    return RedirectResponse(f"{DRAFTS}?told=dropped", 303)


@router.post("/{draft}/revert")
async def revert(request: Request, draft: One, by: Editor, house: TheHouse, path: FilePath = "") -> Response:
    """Take one file out."""
    return await _done(request, house, by, draft, house.services.publishing.revert(by, path), "reverted")


@router.post("/{draft}/renew")
async def renew(
    request: Request,
    draft: One,
    by: Viewer,
    house: TheHouse,
    path: FilePath = "",
    keep: Annotated[Literal["mine", "theirs"], Form()] = "theirs",
) -> Response:
    """用我的 or 用现在的, where the live file moved meanwhile."""
    return await _done(request, house, by, draft, house.services.publishing.renew(draft, path, by, keep), "renewed")


async def _done(request: Request, house: House, by: Staff, draft: str, act: Awaitable[object], told: str) -> Response:
    """The page of the draft after an act, or with the sentence why it was not done."""
    try:
        await act
    except AssistantError as error:
        return await _failed(request, house, by, draft, error)
    return _to(draft, told)


async def _failed(request: Request, house: House, by: Staff, draft: str, error: AssistantError) -> Response:
    """The page with the sentence on it; who may not see the draft gets only the sentence."""
    if isinstance(error, NotFound):
        raise error
    return await drawn(request, house, by, draft, error=error)


def _to(draft: str, told: str) -> Response:
    return RedirectResponse(f"{DRAFTS}/{draft}?told={told}", 303)
