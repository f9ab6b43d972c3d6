"""看板: who waits, how long, who is there – and what is red can be acted on from here."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from assistant.people import Staff
from assistant.staff.roles import may
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import fragment, page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/board")


@router.get("")
async def show(request: Request, by: Annotated[Staff, require("board")], house: TheHouse) -> Response:
    """The board, drawing itself again every few seconds."""
    return page(request, "board.html", by, board=await _drawn(house, by))


@router.get("/now")
async def now(by: Annotated[Staff, require("board", passive=True)], house: TheHouse) -> Response:
    """The part of the board that changes."""
    return HTMLResponse(await _drawn(house, by))


async def _drawn(house: House, by: Staff) -> str:
    board = await house.services.desk.board(by)
    catalogue = house.services.librarian.library.catalogue
    lines = sorted(board.lines, key=lambda line: (-line.breaches, -line.waiting, -line.talking))
    return fragment(
        "board_now.html",
        staff=by,
        board=board,
        lines=lines,
        waiting=sum(line.waiting for line in lines),
        breaches=sum(line.breaches for line in lines),
        longest=max((line.longest for line in lines), default=timedelta(0)),
        here=sum(len(line.present) for line in lines),
        gaps=sum(bool(line.gaps) for line in lines),
        present=[person for line in lines for person in line.present],
        items=catalogue.items,
        names={s.id: s.name for s in await house.services.accounts.all()},
        departments={line.department: line.name for line in lines},
        leads=may(by, "desk.lead"),
    )
