"""Whether the first question can be answered."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from channels.web import words
from channels.web.house import house_of
from channels.web.models import ErrorOut, HealthOut
from channels.web.session import address_of

router = APIRouter(tags=["operation"])
_log = structlog.get_logger(__name__)

_PROBE = "怎么办理"


@router.get(
    "/healthz",
    response_model=HealthOut,
    responses={503: {"model": ErrorOut, "description": "Not able to answer."}},
    summary="Ready to answer?",
)
async def healthz(request: Request) -> HealthOut | JSONResponse:
    """200 when a search runs over loaded knowledge and the memory can be read; 503 otherwise."""
    try:
        services = house_of(request).services
        library = services.librarian.library
        await run_in_threadpool(library.searcher.search, _PROBE)
        await services.assistant.history(address_of("healthz"))
    except Exception as error:
        _log.warning("web_not_ready", exc_info=error)
        return JSONResponse({"error": words.NOT_READY}, 503)
    return HealthOut(ok=True, items=len(library.catalogue.items), version=library.version)
