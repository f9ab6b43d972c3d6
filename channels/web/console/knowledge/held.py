"""手工改动: a change that somebody made in the folder and that waits, being broken or making answers worse."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import AssistantError
from assistant.people import Staff
from channels.web.console.guard import ROOT, require
from channels.web.console.knowledge.naming import READERS, file_name, form_of
from channels.web.console.pages import page
from channels.web.failures import STATUS
from channels.web.house import House, TheHouse

HELD = f"{ROOT}/knowledge/held"
router = APIRouter(prefix=HELD)

Viewer = Annotated[Staff, require("knowledge.view")]
Publisher = Annotated[Staff, require("knowledge.publish")]
Words = Annotated[str, Form(max_length=2000)]


@router.get("")
async def show(request: Request, by: Viewer, house: TheHouse) -> Response:
    """What waits and why; that nothing waits, otherwise."""
    return await _page(request, house, by)


@router.post("/accept")
async def accept(request: Request, by: Publisher, house: TheHouse, reason: Words = "") -> Response:
    """Use the change after all, saying why."""
    try:
        await house.services.publishing.accept_held(by, reason)
    except AssistantError as error:
        return await _page(request, house, by, error=error, reason=reason)
    return RedirectResponse(f"{ROOT}/knowledge/releases?told=accepted", 303)


@router.post("/drop")
async def drop(request: Request, by: Publisher, house: TheHouse) -> Response:
    """Write the live texts back into the folder."""
    try:
        await house.services.publishing.drop_held(by)
    except AssistantError as error:
        return await _page(request, house, by, error=error)
    return RedirectResponse(f"{ROOT}/knowledge/releases?told=put_back", 303)


async def _page(
    request: Request, house: House, by: Staff, *, error: AssistantError | None = None, reason: str = ""
) -> Response:
    catalogue = house.services.librarian.library.catalogue
    held = await house.services.publishing.held()
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422) if error else 200
    files = [(path, file_name(catalogue, path), form_of(path)) for path in held.files] if held else []
    return page(
        request,
        "knowledge/held.html",
        by,
        status,
        held=held,
        run=held.gate if held else None,
        files=files,
        catalogue=catalogue,
        trouble=str(error) if error else "",
        reason=reason,
        **{**READERS, "field_of": lambda found: ""},  # a form shows what is in use, not what was changed by hand
    )
