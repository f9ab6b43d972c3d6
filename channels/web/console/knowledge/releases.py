"""版本: what was published by whom and why, what it changed, and the way back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import AssistantError, NotFound
from assistant.people import Staff
from assistant.releases import KIND_NAMES, Release
from channels.web.console.guard import ROOT, require
from channels.web.console.knowledge.naming import file_name, people_of
from channels.web.console.pages import page
from channels.web.failures import STATUS
from channels.web.house import House, TheHouse

RELEASES = f"{ROOT}/knowledge/releases"
router = APIRouter(prefix=RELEASES)

Viewer = Annotated[Staff, require("knowledge.view")]
Publisher = Annotated[Staff, require("knowledge.publish")]
One = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Words = Annotated[str, Form(max_length=2000)]

AT_ONCE = 20
TOLD = {
    "published": "已经发布。新的对话马上用新的内容，正在进行的对话接着走。",
    "back": "已经撤回。群众现在看到的就是那一版的内容。",
    "accepted": "已经接受手工改动，现在正在用。",
    "put_back": "文件已经恢复成正在用的内容。",
}


@router.get("")
async def listed(
    request: Request, by: Viewer, house: TheHouse, before: Annotated[int | None, Query(ge=1)] = None, told: str = ""
) -> Response:
    """The history, the newest first; the newest of all is what citizens get."""
    return await _page(request, house, by, before=before, said=TOLD.get(told, ""))


@router.get("/{release}")
async def one(request: Request, release: One, by: Viewer, house: TheHouse, told: str = "") -> Response:
    """One release in full."""
    found = await house.services.publishing.release(release)
    return await _drawn(request, house, by, found, said=TOLD.get(told, ""))


@router.post("/{release}/rollback")
async def rollback(request: Request, release: One, by: Publisher, house: TheHouse, reason: Words = "") -> Response:
    """A new release with the files of this older one."""
    publishing = house.services.publishing
    try:
        done = await publishing.rollback(release, by, reason=reason)
    except NotFound:
        raise
    except AssistantError as error:
        found = await publishing.release(release)
        return await _drawn(request, house, by, found, error=error, reason=reason)
    return RedirectResponse(f"{RELEASES}/{done.id}?told=back", 303)


async def _page(request: Request, house: House, by: Staff, *, before: int | None, said: str = "") -> Response:
    publishing = house.services.publishing
    found = await publishing.releases(AT_ONCE + 1, before)
    newest = (await publishing.releases(1, None))[:1]
    return page(
        request,
        "knowledge/releases.html",
        by,
        releases=found[:AT_ONCE],
        more=found[AT_ONCE - 1].seq if len(found) > AT_ONCE else None,
        newest=newest[0].id if newest else "",
        first_page=before is None,
        held=await publishing.held(),
        who=await people_of(house),
        kinds=KIND_NAMES,
        said=said,
    )


async def _drawn(
    request: Request,
    house: House,
    by: Staff,
    release: Release,
    *,
    error: AssistantError | None = None,
    said: str = "",
    reason: str = "",
) -> Response:
    newest = await house.services.publishing.releases(1, None)
    catalogue = house.services.librarian.library.catalogue
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422) if error else 200
    return page(
        request,
        "knowledge/release.html",
        by,
        status,
        release=release,
        is_newest=not newest or newest[0].id == release.id,
        files=[(path, file_name(catalogue, path)) for path in release.files],
        who=await people_of(house),
        kinds=KIND_NAMES,
        trouble=str(error) if error else "",
        reason=reason,
        said=said,
    )
