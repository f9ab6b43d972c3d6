"""材料预审 on the citizen's side: a page with one form, without JavaScript, for photos and PDFs to the officers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.helpdesk.case_words import sentence
from assistant.helpdesk.incoming_paper import IncomingPaper
from channels.web import words
from channels.web.house import House, TheHouse
from channels.web.multipart import Sink, read_form
from channels.web.place import place_of
from channels.web.render import html
from channels.web.session import address_of, client_of, is_plain, talk_of
from channels.web.talk import TooFast

router = APIRouter(prefix="/chat/files", include_in_schema=False)

ROUTE = "/chat/files"
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"
ENVELOPE = 64 * 1024
"""Bytes of a form beside its files."""

One = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


def largest_body(most_mb: int, most_files: int) -> int:
    """What a form with files may weigh; each file is measured again while it comes in."""
    return most_mb * 2**20 * most_files + ENVELOPE


@router.get("")
async def page(request: Request, house: TheHouse) -> Response:
    """What was sent, what was said of it, and the form to send more."""
    return await _page(request, house)


@router.post("")
async def send(request: Request, house: TheHouse) -> Response:
    """Take files: sealed while they come, written down when all are there."""
    token = talk_of(request)
    if token is None:
        return RedirectResponse("/", 303)
    if not house.allows(client_of(request), token):
        raise TooFast
    papers = house.services.papers
    files: list[IncomingPaper] = []

    def begin(name: str) -> Sink | None:
        if len(files) > house.services.settings.upload_max_files:
            return None
        files.append(papers.incoming(name))
        return files[-1]

    try:
        fields = await read_form(request, begin)
    except BaseException:
        _let_go(files)
        raise
    if fields.get("consent") != "yes":
        _let_go(files)
        return await _page(request, house, _say(house, "upload.no_consent"), 422)
    if not files:
        return await _page(request, house, _say(house, "upload.nothing"), 422)
    sent = await papers.keep(address_of(token), files)
    house.services.hints.wake()
    if sent.refused:
        return await _page(request, house, "\n".join(sent.refused), 422)
    return RedirectResponse(ROUTE, 303)


@router.post("/{upload}/delete")
async def take_back(upload: One, request: Request, house: TheHouse) -> Response:
    """Delete a paper of one's own."""
    token = talk_of(request)
    if token is not None:
        await house.services.papers.take_back(address_of(token), upload)
    return RedirectResponse(ROUTE, 303)


def _let_go(files: list[IncomingPaper]) -> None:
    for file in files:
        file.refuse("not_kept")


def _say(house: House, key: str) -> str:
    return sentence(house.services.librarian.library.catalogue.wording, key)


async def _page(request: Request, house: House, trouble: str = "", status: int = 200) -> Response:
    token = talk_of(request)
    ticket, uploads = await house.services.papers.standing(address_of(token)) if token else (None, ())
    settings = house.services.settings
    drawn = html(
        "files.html",
        ticket=ticket,
        uploads=uploads,
        verdicts=words.VERDICTS,
        trouble=trouble,
        accept=ACCEPT,
        most=settings.upload_max_mb,
        count=settings.upload_max_files,
        days=settings.upload_days,
        place=place_of(request),
        plain=is_plain(request),
    )
    return HTMLResponse(drawn, status)
