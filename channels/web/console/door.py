"""The console's routes under one prefix and one guard, and what happens when nobody is signed in."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from channels.web.console import (
    acts,
    audit,
    audit_exports,
    board,
    canned,
    case_export,
    cases,
    desk,
    figures,
    learn,
    live,
    monthly,
    people,
    roster,
    sign_in,
    sign_in_code,
    sign_in_oidc,
    switches,
    uploads,
    words,
)
from channels.web.console.guard import (
    ROOT,
    CodeNeeded,
    FactorNeeded,
    PasswordNeeded,
    SignInNeeded,
    came_from_here,
    forget,
)
from channels.web.console.knowledge import (
    contents,
    draft_gate,
    drafts,
    editor,
    held,
    preview,
    releases,
    review,
    wording,
)

router = APIRouter(dependencies=[Depends(came_from_here)], include_in_schema=False)
# Each part has the prefix ``ROOT`` itself; routes and acts are listed in tests/channels/web/console/rules.py.
for part in (
    sign_in,
    sign_in_code,
    sign_in_oidc,
    desk,
    learn,
    acts,
    live,
    board,
    roster,
    canned,
    people,
    audit,
    audit_exports,
    case_export,
    cases,
    figures,
    monthly,
    uploads,
    switches,
):
    router.include_router(part.router)
for room in (drafts, draft_gate, releases, held, review, contents, wording, preview, editor):
    router.include_router(room.router)


def install(app: FastAPI) -> None:
    """Add the console to the application."""
    app.include_router(router)

    @app.exception_handler(SignInNeeded)
    async def sign_in_needed(request: Request, error: Exception) -> Response:
        where = f"{ROOT}/sign-in"
        if not _navigates(request):
            headers = {"hx-redirect": f"{where}?why=ended"}
            return JSONResponse({"error": words.SIGN_IN_AGAIN}, 401, headers)
        back = request.url.path if request.method == "GET" else ROOT
        had = "&why=ended" if "linban_desk" in request.cookies else ""
        response = RedirectResponse(f"{where}?go={quote(back)}{had}", 303)
        forget(response)
        return response

    first(app, PasswordNeeded, f"{ROOT}/password", words.CHANGE_FIRST)
    first(app, CodeNeeded, f"{ROOT}/code", words.CODE_FIRST)
    first(app, FactorNeeded, f"{ROOT}/totp", words.FACTOR_FIRST)


def first(app: FastAPI, lacking: type[Exception], where: str, sentence: str) -> None:
    """Lead whoever still lacks something to the page where it is done."""

    @app.exception_handler(lacking)
    async def needed(request: Request, error: Exception) -> Response:
        if not _navigates(request):
            return JSONResponse({"error": sentence}, 403, {"hx-redirect": where})
        return RedirectResponse(where, 303)


def _navigates(request: Request) -> bool:
    return "hx-request" not in request.headers and "text/html" in request.headers.get("accept", "")
