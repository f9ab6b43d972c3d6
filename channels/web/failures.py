"""How failures are told: one table of status codes, Chinese sentences, as JSON or as a page."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from assistant.errors import AssistantError, BadMessage, NotAllowed, NotFound, OutOfTurn
from channels.web import words
from channels.web.console.pages import console_static
from channels.web.house import NotReady
from channels.web.render import html
from channels.web.session import is_plain
from channels.web.talk import TooFast

_log = structlog.get_logger(__name__)

STATUS: dict[type[Exception], int] = {
    BadMessage: 422,
    NotFound: 404,
    NotAllowed: 403,
    OutOfTurn: 409,
    NotReady: 503,
    TooFast: 429,
}
"""The one place where the core's errors meet HTTP."""

_HTTP_SENTENCES = {404: words.NO_PAGE, 405: words.WRONG_METHOD, 413: words.TOO_BIG}


def wants_page(request: Request) -> bool:
    """Whether a person looks at the answer: a browser that navigates, not a script."""
    if request.url.path.startswith("/api/") or "hx-request" in request.headers:
        return False
    return "text/html" in request.headers.get("accept", "")


def told(request: Request, status: int, sentence: str) -> Response:
    """The failure as a page or as JSON."""
    if wants_page(request) and request.url.path.startswith("/console"):
        page = html("console/failure.html", status=status, sentence=sentence, stylesheet=console_static("console.css"))
        return HTMLResponse(page, status)
    if wants_page(request):
        return HTMLResponse(html("failure.html", status=status, sentence=sentence, plain=is_plain(request)), status)
    return JSONResponse({"error": sentence}, status)


def install(app: FastAPI) -> None:
    """Make the application tell its failures this way."""

    @app.exception_handler(AssistantError)
    async def expected(request: Request, error: Exception) -> Response:
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 503)
        return told(request, status, str(error))

    @app.exception_handler(TooFast)
    async def too_fast(request: Request, error: Exception) -> Response:
        answer = told(request, 429, words.TOO_FAST)
        answer.headers["retry-after"] = "5"
        return answer

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: Exception) -> Response:
        return told(request, 422, words.BAD_REQUEST)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return told(request, error.status_code, _HTTP_SENTENCES.get(error.status_code, words.BAD_REQUEST))

    @app.exception_handler(Exception)
    async def bug(request: Request, error: Exception) -> Response:
        _log.error("web_request_failed", path=request.url.path, exc_info=error)
        return told(request, 500, words.BROKEN)
