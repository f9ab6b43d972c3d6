"""常用语: read by every officer, kept by the leads."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage, NotFound
from assistant.people import CannedReply, Staff
from assistant.staff.roles import may, sees_department
from channels.web.console import words
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.house import TheHouse

router = APIRouter(prefix=f"{ROOT}/canned")

Lead = Annotated[Staff, require("canned.edit")]


@router.get("")
async def show(request: Request, by: Annotated[Staff, require("desk")], house: TheHouse) -> Response:
    """Those of all departments and of one's own."""
    async with house.services.memory.reading() as stores:
        replies = await stores.canned.of(by.department)
    return page(request, "canned.html", by, replies=replies, edits=may(by, "canned.edit"))


@router.post("/save")
async def save(
    by: Lead,
    house: TheHouse,
    title: Annotated[str, Form(max_length=80)],
    text: Annotated[str, Form(max_length=1000)],
    identity: Annotated[str, Form(max_length=40)] = "",
    place: Annotated[int, Form(ge=0, le=999)] = 0,
) -> Response:
    """A new one, or an old one changed."""
    if not title.strip() or not text.strip():
        raise BadMessage("名称和内容都要写。")
    async with house.services.memory.writing() as stores:
        before = await stores.canned.by_id(identity) if identity else None
        _own(by, before, identity)
        department = before.department if before else by.department
        reply = CannedReply(identity or uuid4().hex, department, title.strip(), text.strip(), place)
        await stores.canned.save(reply)
        await stores.audit.write(
            at=house.services.clock.now(), actor=by.id, act="canned.save", object=reply.id, detail={"title": title}
        )
    return RedirectResponse(f"{ROOT}/canned", 303)


@router.post("/{identity}/remove")
async def remove(by: Lead, house: TheHouse, identity: str) -> Response:
    """One less."""
    async with house.services.memory.writing() as stores:
        before = await stores.canned.by_id(identity)
        _own(by, before, identity)
        await stores.canned.remove(identity)
        now = house.services.clock.now()
        await stores.audit.write(at=now, actor=by.id, act="canned.remove", object=identity)
    return RedirectResponse(f"{ROOT}/canned", 303)


def _own(by: Staff, reply: CannedReply | None, identity: str) -> None:
    """A lead changes what is the own department's; what is everybody's, only a lead of the whole district."""
    if identity and (reply is None or not sees_department(by, reply.department)):
        raise NotFound(words.NO_REPLY)
