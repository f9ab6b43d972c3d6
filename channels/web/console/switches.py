"""开关: what is turned off, by whom and why; turning off and on again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import BadMessage
from assistant.knowledge.hours import SHANGHAI
from assistant.people import Staff
from assistant.ports_switches import Switch, SwitchKind
from assistant.staff.roles import may
from assistant.staff.switching import CHANNELS, KINDS, LONGEST_REASON, LONGEST_TEXT
from channels.web.console.audit_names import SPECIAL
from channels.web.console.guard import ROOT, require
from channels.web.console.pages import page
from channels.web.house import House, TheHouse

router = APIRouter(prefix=f"{ROOT}/switches")

Setter = Annotated[Staff, require("switch.set")]


@router.get("")
async def show(request: Request, by: Annotated[Staff, require("switch.view")], house: TheHouse) -> Response:
    """What is off now, and what was."""
    return await _page(request, house, by)


@router.post("/put")
async def put(
    request: Request,
    by: Setter,
    house: TheHouse,
    kind: Annotated[SwitchKind, Form()],
    reason: Annotated[str, Form(max_length=2 * LONGEST_REASON)] = "",
    target: Annotated[str, Form(max_length=120)] = "",
    text: Annotated[str, Form(max_length=2 * LONGEST_TEXT)] = "",
    until: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Turn something off, or put a notice up."""
    items = house.services.librarian.library.catalogue.items
    code = target.strip().partition(" ")[0]  # the list offers “LB-RS-001 办社保卡”
    try:
        await house.services.switching.put(
            kind, code, text=text, reason=reason, until=_moment(until), by=by, items=items
        )  # fmt: skip
    except BadMessage as error:
        wanted = {"kind": kind, "target": target, "text": text, "reason": reason, "until": until}
        return await _page(request, house, by, 422, trouble=str(error), wanted=wanted)
    house.services.switchboard.forget()
    return RedirectResponse(f"{ROOT}/switches", 303)


@router.post("/{identity}/end")
async def end(by: Setter, house: TheHouse, identity: str) -> Response:
    """On again."""
    await house.services.switching.end(identity, by=by)
    house.services.switchboard.forget()
    return RedirectResponse(f"{ROOT}/switches", 303)


async def _page(request: Request, house: House, by: Staff, status: int = 200, **shown: object) -> Response:
    items = house.services.librarian.library.catalogue.items
    now, history = house.services.clock.now(), await house.services.switching.history()
    names = {**{s.id: s.name for s in await house.services.accounts.all()}, **SPECIAL}
    values = {"trouble": "", "wanted": {}, **shown}
    return page(
        request,
        "switches.html",
        by,
        status,
        open=[s for s in history if s.holds(now)],
        ended=[s for s in history if not s.holds(now)],
        named={s.id: _name(s, {code: item.item_name for code, item in items.items()}) for s in history},
        names=names,
        kinds=KINDS,
        channels=CHANNELS,
        items=[(code, item.item_name) for code, item in sorted(items.items())],
        sets=may(by, "switch.set"),
        setting=house.services.settings.emergency_notice,
        **values,
    )


def _name(switch: Switch, items: dict[str, str]) -> str:
    """What was switched, in words: 事项：办社保卡（LB-RS-001）."""
    if switch.kind == "item":
        return f"事项：{items.get(switch.target, '已经没有的事项')}（{switch.target}）"
    if switch.kind == "channel":
        return f"渠道：{CHANNELS.get(switch.target, switch.target)}"
    return {"bot": "机器人", "handover": "转人工", "notice": "紧急通知"}[switch.kind]


def _moment(text: str) -> datetime | None:
    """``2026-11-20T18:00`` as the clocks in Shanghai show it."""
    if not text.strip():
        return None
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadMessage("结束时间看不懂。请像这样写：2026-11-20 18:00。") from None
    return given if given.tzinfo else given.replace(tzinfo=SHANGHAI)
