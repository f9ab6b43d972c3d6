"""Who is at the door: conversation tokens, the two cookies, and the address the assistant knows them by."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from assistant.messages import Address

CHANNEL = "web"
TALK = "linban_talk"
PLAIN = "linban_plain"

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{32}$")
_A_WEEK = int(timedelta(days=7).total_seconds())
_A_YEAR = int(timedelta(days=365).total_seconds())


def new_token() -> str:
    """A conversation token of 192 random bits."""
    return secrets.token_urlsafe(24)


def is_token(text: str | None) -> bool:
    """Whether the text has the form of a token of ours (it may still be unknown)."""
    return bool(text and _TOKEN.match(text))


def address_of(token: str) -> Address:
    """The address under which the assistant remembers this conversation."""
    return Address(CHANNEL, token)


def talk_of(request: Request) -> str | None:
    """The conversation token that the browser brought along, if it has the form of one."""
    token = request.cookies.get(TALK)
    return token if is_token(token) else None


def remember_talk(response: Response, token: str, *, secure: bool) -> None:
    """Let the browser keep the token for a week after the last message; scripts cannot read it."""
    response.set_cookie(TALK, token, max_age=_A_WEEK, httponly=True, samesite="lax", secure=secure, path="/")


def is_plain(request: Request) -> bool:
    """Whether this browser is set to 长辈版."""
    return request.cookies.get(PLAIN) == "1"


def remember_plain(response: Response, *, plain: bool, secure: bool) -> None:
    """Keep 长辈版 for a year, or forget it."""
    if plain:
        response.set_cookie(PLAIN, "1", max_age=_A_YEAR, httponly=True, samesite="lax", secure=secure, path="/")
    else:
        response.delete_cookie(PLAIN, path="/")


def client_of(request: Request) -> str:
    """The network address that the request came from."""
    return request.client.host if request.client else "unknown"
