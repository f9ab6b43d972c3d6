"""材料 on the officer's side: look at a paper of this ticket, on record, and say whether it will do."""

from __future__ import annotations

from itertools import chain
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Path
from starlette.responses import RedirectResponse, Response, StreamingResponse

from assistant.helpdesk.file_kinds import KINDS
from channels.web.console.guard import ROOT
from channels.web.console.tickets import Agent, Seen
from channels.web.house import TheHouse

router = APIRouter(prefix=f"{ROOT}/tickets/{{ticket}}/uploads")

One = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9-]{8,64}$")]

_LOCKED = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
"""What is looked at came from outside: it may run nothing and load nothing."""


@router.get("/{upload}")
async def look(ticket: Seen, upload: One, by: Agent, house: TheHouse) -> Response:
    """The paper itself: photos in the browser, others to be opened; the look is in the audit log."""
    found, pieces = await house.services.papers.look(ticket, upload, by)
    # The first block now: a paper that cannot be opened is told as such, not as half a file.
    first = next(pieces, b"")
    kind = KINDS.get(found.kind)
    how = "inline" if kind is not None and kind.shown else "attachment"
    headers = {
        "content-disposition": f"{how}; filename*=UTF-8''{quote(found.name)}",
        "content-length": str(found.size),
        "content-security-policy": _LOCKED,
        "cache-control": "no-store",
    }
    return StreamingResponse(chain((first,), pieces), media_type=found.kind, headers=headers)


@router.post("/{upload}/verdict")
async def verdict(
    ticket: Seen,
    upload: One,
    by: Agent,
    house: TheHouse,
    key: Key,
    verdict: Annotated[str, Form(max_length=10)] = "",
    remark: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """可以 · 看不清 · 不对: the citizen reads it in the talk."""
    await house.services.papers.judge(ticket, upload, by, verdict, remark, key=key)
    house.services.hints.wake()
    return RedirectResponse(f"{ROOT}/tickets/{ticket}", 303)
