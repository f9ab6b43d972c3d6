"""学习: the questions that were not answered well, in groups, and what an officer makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import AssistantError, NotAllowed
from assistant.learning.desk import LOOKED_BACK, SOURCES
from assistant.learning.unanswered import Group, State
from assistant.learning.wishes import LONGEST_ALIAS, TOPIC_KINDS, Wish
from assistant.people import Staff
from assistant.ports_learning import LessonKind
from assistant.releases import STATE_NAMES
from channels.web.console import learn_names
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/learn")

Viewer = Annotated[Staff, require("learn.view")]
Worker = Annotated[Staff, require("learn.work")]
Words = Annotated[str, Form(max_length=2000)]
Short = Annotated[str, Form(max_length=200)]

SHOWN = 20
"""Groups on one page."""


_FORM = dict.fromkeys(("group", "kind", "text", "target", "title", "goto"), "")
_ANSWER_FORM = dict.fromkeys(("ticket", "question", "answer"), "")
"""What was written in a form that could not be obeyed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which groups are shown."""

    state: State = "new"
    why: str = ""
    page: int = 1


def _asked(
    state: Annotated[State, Query()] = "new", why: str = Query("", max_length=16), page: int = Query(1, ge=1, le=500)
) -> Asked:
    return Asked(state, why, page)


@router.get("")
async def listed(
    request: Request, by: Viewer, house: TheHouse, asked: Annotated[Asked, Depends(_asked)], done: str = ""
) -> Response:
    """The groups asked most first, each with what it may be about and what can be made of it."""
    return await _drawn(request, house, by, asked, said=learn_names.DONE.get(done, ""))


@router.post("/teach")
async def teach(
    request: Request,
    by: Worker,
    house: TheHouse,
    group: Short,
    kind: Annotated[LessonKind, Form()],
    text: Words = "",
    target: Short = "",
    title: Short = "",
    goto: Words = "",
    topic_kind: Short = "agency",
    phone: Short = "",
) -> Response:
    """Into the officer's draft; what is wrong is said beside the form, and what was written stays in it."""
    code = target.strip().partition(" ")[0]  # the list offers “LB-RS-001 失业登记”
    try:
        await house.services.learning.teach(by, group, Wish(kind, text, code, title, goto, topic_kind, phone))
    except NotAllowed:
        raise
    except AssistantError as error:
        wanted = {"group": group, "kind": kind, "text": text, "target": target, "title": title, "goto": goto}
        return await _drawn(request, house, by, Asked(), status=422, trouble=str(error), wanted=wanted)
    return RedirectResponse(f"{ROOT}/learn?done={kind}", 303)


@router.post("/dismiss")
async def dismiss(request: Request, by: Worker, house: TheHouse, group: Short, reason: Words = "") -> Response:
    """不用管, with a reason."""
    try:
        await house.services.learning.dismiss(by, group, reason)
    except AssistantError as error:
        wanted = {"group": group, "kind": "dismissed"}
        return await _drawn(request, house, by, Asked(), status=422, trouble=str(error), wanted=wanted)
    return RedirectResponse(f"{ROOT}/learn?done=dismissed", 303)


@router.get("/answers")
async def answers(request: Request, by: Viewer, house: TheHouse, done: str = "") -> Response:
    """What officers answered in solved tickets, as drafts of frequent questions."""
    return await _answers(request, house, by, said=learn_names.DONE.get(done, ""))


@router.post("/answers/faq")
async def faq(
    request: Request,
    by: Worker,
    house: TheHouse,
    ticket: Short,
    question: Words = "",
    answer: Words = "",
    source: Short = "",
    read: Short = "",
) -> Response:
    """Into the officer's draft, once somebody has read and mended it."""
    try:
        await house.services.learning.answer_as_faq(by, ticket, question, answer, source, read=read == "yes")
    except NotAllowed:
        raise
    except AssistantError as error:
        wanted = {"ticket": ticket, "question": question, "answer": answer}
        return await _answers(request, house, by, status=422, trouble=str(error), wanted=wanted)
    return RedirectResponse(f"{ROOT}/learn/answers?done=faq", 303)


@router.post("/answers/dismiss")
async def dismiss_answer(request: Request, by: Worker, house: TheHouse, ticket: Short, reason: Words = "") -> Response:
    """This answer is for one person only."""
    try:
        await house.services.learning.dismiss_answer(by, ticket, reason)
    except AssistantError as error:
        return await _answers(request, house, by, status=422, trouble=str(error), wanted={"ticket": ticket})
    return RedirectResponse(f"{ROOT}/learn/answers?done=dismissed", 303)


async def _drawn(
    request: Request, house: House, by: Staff, asked: Asked, *, status: int = 200, **given: Any
) -> Response:
    learning = house.services.learning
    everything = await learning.groups(by)
    found = [g for g in everything if g.state == asked.state and (not asked.why or asked.why in g.reasons)]
    shown = found[(asked.page - 1) * SHOWN : asked.page * SHOWN]
    wanted = given["wanted"] = {**_FORM, **given.get("wanted", {})}
    beyond = next((g for g in found if g.id == wanted.get("group") and g not in shown), None)
    shown = [beyond, *shown] if beyond else shown
    return page(
        request,
        "learn.html",
        by,
        status,
        groups=shown,
        total=len(found),
        pages=-(-len(found) // SHOWN),
        asked=asked,
        counted={state: sum(1 for g in everything if g.state == state) for state in learn_names.STATES},
        suggestions=await learning.suggestions(shown),
        days=LOOKED_BACK.days,
        who=await _people(house),
        lesson_words=_lesson_words(house),
        topic_kinds=TOPIC_KINDS,
        longest_alias=LONGEST_ALIAS,
        **_lists(house),
        **{"trouble": "", **given},
    )


async def _answers(request: Request, house: House, by: Staff, *, status: int = 200, **given: Any) -> Response:
    found = await house.services.learning.answers(by)
    values = {"trouble": "", **given, "wanted": {**_ANSWER_FORM, **given.get("wanted", {})}}
    return page(
        request, "learn_answers.html", by, status, found=found, sources=SOURCES, days=LOOKED_BACK.days, counted={},
        **_lists(house), **values,
    )  # fmt: skip


def _lists(house: House) -> dict[str, Any]:
    catalogue = house.services.librarian.library.catalogue
    return {
        "names": learn_names,
        "items": {code: item.item_name for code, item in sorted(catalogue.items.items())},
        "topics": {t.id: t.title for t in sorted(catalogue.elsewhere.values(), key=lambda t: t.title)},
        "draft_states": STATE_NAMES,
    }


def _lesson_words(house: House) -> Any:
    """What became of a group, in words: 当成“失业登记”的例句."""
    catalogue = house.services.librarian.library.catalogue

    def told(group: Group) -> str:
        lesson = group.lesson
        if lesson is None:
            return ""
        item, topic = catalogue.items.get(lesson.target), catalogue.elsewhere.get(lesson.target)
        name = item.item_name if item else topic.title if topic else lesson.target
        return learn_names.BECAME[lesson.kind].format(name=name, text=lesson.text)

    return told


async def _people(house: House) -> dict[str, str]:
    async with house.services.memory.reading() as stores:
        return {s.id: s.name for s in await stores.staff.all()}
