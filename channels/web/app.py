"""The web door: one FastAPI application, its routes, guards and life."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import Depends, FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assistant.bootstrap import Services, open_services
from assistant.settings import Settings
from channels.web import api, chat, failures, files, health, lists, live, privacy, shelf
from channels.web.console import door
from channels.web.console.knowledge import editor, review, spreadsheet
from channels.web.console.pages import STATIC as CONSOLE_STATIC
from channels.web.guards import BodyLimit, SecurityHeaders
from channels.web.house import House
from channels.web.place import look_at_switches
from channels.web.render import STATIC

LARGEST_BODY = 64 * 1024
"""Bytes; 2000 characters of Chinese need 6 KB, escaped in JSON or a form 18 KB."""

_log = structlog.get_logger(__name__)


class _Immutable(StaticFiles):
    """Static files are asked for with their content hash, so a browser may keep them for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


class _Versioned(_Immutable):
    """The same with the content hash as the first folder of the path."""

    def get_path(self, scope: Scope) -> str:
        return super().get_path(scope).partition("/")[2] or "-"


def create_app(settings: Settings | None = None, opened: Services | None = None) -> FastAPI:
    """The application for these settings (from the environment when none are given).

    It opens its services on start, unless they come ``opened``; either way it closes them at the end.
    """
    settings = settings or Settings()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        services = opened or await open_services(settings)
        _log.info("web_open", version=services.librarian.library.version)
        app.state.house = House(services)
        sweeping = asyncio.create_task(services.housekeeping.run()) if settings.desk_sweep_seconds > 0 else None
        try:
            yield
        finally:
            app.state.house = None
            if sweeping is not None:
                sweeping.cancel()
                await asyncio.wait((sweeping,))
            await services.aclose()

    app = FastAPI(
        title="邻办助手",
        summary="A Chinese service-navigation assistant: a message in, the item and the list of papers out.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(look_at_switches)],
    )
    app.state.settings = settings
    app.state.house = None
    for part in (api, chat, files, live, lists, shelf, privacy, health):
        app.include_router(part.router)
    door.install(app)
    app.mount("/static/console", _Versioned(directory=CONSOLE_STATIC), name="console_static")
    app.mount("/static", _Immutable(directory=STATIC), name="static")
    failures.install(app)
    papers = files.largest_body(settings.upload_max_mb, settings.upload_max_files)
    larger = {files.ROUTE: papers, review.UPLOAD: spreadsheet.READ_ON, editor.BELOW: editor.LARGEST_FORM}
    app.add_middleware(BodyLimit, limit=LARGEST_BODY, larger=larger)
    app.add_middleware(SecurityHeaders)
    return app
