"""The sentences that the program says, and the words that it understands, one by one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage, NotFound
from assistant.knowledge.check_words import said_badly
from assistant.knowledge.folder import digest_of
from assistant.knowledge.forms_tree import clean
from assistant.knowledge.forms_wording import (
    PLACEHOLDERS,
    missing_in,
    placeholders,
    sentences,
    terms,
    with_sentence,
    with_term,
    wrong_with,
)
from assistant.people import Staff
from assistant.publishing.errors import StaleDraft
from channels.web.console.guard import ROOT
from channels.web.console.knowledge.contents import WORDING, shelves_of
from channels.web.console.knowledge.editor import SAID, Editor, Viewer
from channels.web.console.knowledge.workroom import Work, work_of
from channels.web.console.pages import page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/knowledge")

Asked = Annotated[str, Query(max_length=200)]
Sent = Annotated[str, Form(max_length=20_000)]
MOST = 400
"""Entries on one page; who looks for more uses the search."""


@router.get("/wording/{file}")
@router.get("/words/{file}")
async def show(
    request: Request, by: Viewer, house: TheHouse, file: str, q: Asked = "", key: Asked = "", did: Asked = ""
) -> Response:
    """All entries of a file that have the words, one of them open to be changed."""
    return await _page(request, house, by, _file(request, await work_of(house, by), file), q=q, key=key, did=did)


@router.post("/wording/{file}")
async def say(
    request: Request,
    by: Editor,
    house: TheHouse,
    file: str,
    key: Sent = "",
    text: Sent = "",
    before: Sent = "",
    sure: Sent = "",
) -> Response:
    """Another sentence under a key."""
    work = await work_of(house, by)
    path = _file(request, work, file)
    known, live = sentences(work.texts.files[path]), _live(house, path)
    if key not in known:
        raise NotFound("没有这句话，可能已经改了名字。")
    keys, current = known[key]
    said = clean(text)
    first = live.get(key, (keys, current))[1]
    wrong = list(wrong_with(said, f"{first}\n{current}")) + [m for s, m in said_badly(said) if s == "error"]
    lost = missing_in(said, first)
    if current != clean(before) and said != current:
        told = "您打开以后，这句话已经改过。下面是现在的和您写的，看过再存。"
        return await _page(request, house, by, path, status=409, key=key, typed=said, wrong=[told])
    if wrong or (lost and not sure):
        return await _page(
            request, house, by, path, status=422, key=key, typed=said, wrong=wrong, lost=() if wrong else lost
        )
    return await _keep(request, house, by, path, work, with_sentence(work.texts.files[path], keys, said), key, said)


@router.post("/words/{file}")
async def term(
    request: Request,
    by: Editor,
    house: TheHouse,
    file: str,
    key: Sent = "",
    term: Sent = "",
    text: Sent = "",
    do: str = Form("save"),
) -> Response:
    """A word changed, added or taken out."""
    work = await work_of(house, by)
    path = _file(request, work, file)
    said, others = clean(term), tuple(line for line in clean(text).splitlines() if line.strip())
    if do == "remove":
        said = ""
    wrong = []
    known = terms(work.texts.files[path])
    if do != "remove" and (not said or (not others and any(known.values()))):
        wrong.append("两样都要写：这个词，和它的别的说法。")
    if said and said != key and said in known:
        wrong.append(f"“{said}”已经有了，请直接改那一条。")
    if wrong:
        return await _page(
            request, house, by, path, status=422, key=key or "+", typed=clean(text), typed_term=said, wrong=wrong
        )
    made = with_term(work.texts.files[path], key, said, tuple(other.strip() for other in others))
    return await _keep(request, house, by, path, work, made, said or key, clean(text))


async def _keep(
    request: Request, house: House, by: Staff, path: str, work: Work, made: str, key: str, typed: str
) -> Response:
    where = f"{ROOT}/knowledge/{path.removesuffix('.yaml')}"
    before = work.texts.files[path]
    if made == before:
        return RedirectResponse(f"{where}?did=same", 303)
    try:
        await house.services.publishing.save(by, {path: made}, {path: digest_of(before)})
    except StaleDraft as error:
        return await _page(request, house, by, path, status=409, key=key, typed=typed, wrong=[str(error)])
    return RedirectResponse(f"{where}?did=saved", 303)


def _file(request: Request, work: Work, file: str) -> str:
    part = "wording" if request.url.path.startswith(f"{ROOT}/knowledge/wording/") else "words"
    path = f"{part}/{file}.yaml"
    if path not in work.texts.files:
        raise NotFound("没有这样的内容。")
    return path


def _live(house: House, path: str) -> dict[str, tuple[tuple[str, ...], str]]:
    return sentences(house.services.librarian.texts.files.get(path, ""))


async def _page(
    request: Request,
    house: House,
    by: Staff,
    path: str,
    *,
    status: int = 200,
    q: str = "",
    key: str = "",
    did: str = "",
    typed: str | None = None,
    typed_term: str = "",
    wrong: list[str] | None = None,
    lost: tuple[str, ...] = (),
) -> Response:
    work = await work_of(house, by)
    text = work.texts.files[path]
    spoken = path.startswith("wording/")
    said = (
        {k: v for k, (_, v) in sentences(text).items()} if spoken else {t: "\n".join(o) for t, o in terms(text).items()}
    )
    if key and key not in said and key != "+":
        raise BadMessage("没有这一条，可能已经改了名字。")
    found = {k: v for k, v in said.items() if q.lower() in f"{k} {v}".lower()}
    live = _live(house, path).get(key, ((), ""))[1]
    if key:
        await house.services.publishing.touch(path, by)
    now = house.services.clock.now()
    others = await house.services.publishing.also_editing(path, by)
    return page(
        request,
        "knowledge/wording.html",
        by,
        status,
        path=path,
        part=path,
        name=WORDING.get(path, (path, ""))[0],
        about=WORDING.get(path, ("", ""))[1],
        action=f"{ROOT}/knowledge/{path.removesuffix('.yaml')}",
        shelves=shelves_of(work),
        wording=WORDING,
        spoken=spoken,
        found=dict(list(found.items())[:MOST]),
        more=max(len(found) - MOST, 0),
        q=q,
        key=key,
        current=said.get(key, ""),
        typed=said.get(key, "") if typed is None else typed,
        typed_term=typed_term,
        names=[(n, PLACEHOLDERS.get(n, "由程序填")) for n in placeholders(f"{live}\n{said.get(key, '')}")],
        wrong=wrong or [],
        lost=lost,
        others=[(one, max(int((now - one.at).total_seconds()) // 60, 0)) for one in others],
        work=work,
        said=SAID.get(did, ""),
    )
