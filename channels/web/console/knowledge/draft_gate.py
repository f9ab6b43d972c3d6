"""发布前检查 on the page of a draft: begun, watched while it goes on, read, and then published."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.errors import AssistantError, NotFound
from channels.web.console.guard import ROOT
from channels.web.console.knowledge.drafts import DRAFTS, Key, One, Publisher, Viewer, Words, drawn
from channels.web.console.knowledge.naming import people_of
from channels.web.console.pages import fragment, is_fragment
from channels.web.house import TheHouse

router = APIRouter(prefix=DRAFTS)

GateKey = Annotated[str, Form(pattern=r"^[0-9A-Za-z-]{0,128}$")]


@router.post("/{draft}/gate")
async def begin(request: Request, draft: One, by: Viewer, house: TheHouse) -> Response:
    """Begin the check of this content, or join the one that is on its way."""
    try:
        run = await house.services.publishing.gate(draft, by)
    except NotFound:
        raise
    except AssistantError as error:
        return await drawn(request, house, by, draft, error=error)
    return RedirectResponse(f"{DRAFTS}/{draft}?gate={run.key}#gate", 303)


@router.get("/{draft}/gate")
async def watch(request: Request, draft: One, by: Viewer, house: TheHouse, key: Key = "") -> Response:
    """How far the check is; the result when it is there. Asked again and again by the page."""
    if not is_fragment(request):
        return RedirectResponse(f"{DRAFTS}/{draft}?gate={key}#gate", 303)
    publishing = house.services.publishing
    run = await publishing.gate_state(key)
    if run.state != "running":
        return HTMLResponse("", headers={"hx-refresh": "true"})
    found = await publishing.draft(draft, by)
    return HTMLResponse(
        fragment("knowledge/gate_running.html", staff=by, draft=found, run=run, who=await people_of(house))
    )


@router.post("/{draft}/publish")
async def publish(
    request: Request, draft: One, by: Publisher, house: TheHouse, gate: GateKey = "", reason: Words = ""
) -> Response:
    """Make it live; whatever stands in the way is told on the page, with the way on."""
    publishing = house.services.publishing
    try:
        release = await publishing.publish(draft, by, gate=gate, reason=reason)
    except NotFound:
        raise
    except AssistantError as error:
        run = await publishing.gate_state(gate) if gate else None
        return await drawn(request, house, by, draft, run, error=error, reason=reason)
    return RedirectResponse(f"{ROOT}/knowledge/releases/{release.id}?told=published", 303)
