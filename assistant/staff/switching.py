"""Turning things off and on again, with an author and a reason, each act in the audit log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from assistant.errors import BadMessage, NotFound
from assistant.people import Staff
from assistant.ports import Clock, Memory
from assistant.ports_switches import Switch, SwitchKind
from assistant.staff.roles import demand

KINDS: Final[dict[SwitchKind, str]] = {
    "item": "停用一个事项",
    "channel": "停用一个渠道",
    "bot": "停用机器人",
    "handover": "停用转人工",
    "notice": "发布紧急通知",
}
CHANNELS: Final[dict[str, str]] = {"web": "网页", "telegram": "Telegram"}

LONGEST_TEXT = 200
LONGEST_REASON = 300
LONGEST_DAYS = 366

AT_THE_MACHINE = "cli"
"""The author of what is done at the terminal of the server."""


class Switching:
    """What administrators do with switches; each method is one transaction."""

    def __init__(self, memory: Memory, clock: Clock) -> None:
        self._memory = memory
        self._clock = clock

    async def put(
        self,
        kind: SwitchKind,
        target: str,
        *,
        text: str,
        reason: str,
        until: datetime | None,
        by: Staff | None,
        items: Collection[str],
    ) -> Switch:
        """Turn something off, or put up a notice; one that is off already gets the new text, reason and end.

        ``items`` are the codes that there are. ``by`` None: done at the machine. Raises :class:`BadMessage`.
        """
        if by is not None:
            demand(by, "switch.set")
        text, reason, now = " ".join(text.split()), reason.strip(), self._clock.now()
        _check(kind, target, text, reason, until, now, items)
        who = by.id if by else AT_THE_MACHINE
        switch = Switch(uuid4().hex, kind, target, text, reason, who, now, until)
        async with self._memory.writing() as stores:
            await stores.switches.put(switch)
            detail: dict[str, Any] = {"text": text, "reason": reason, "until": until.isoformat() if until else None}
            act = "switch.notice" if kind == "notice" else "switch.off"
            await stores.audit.write(at=now, actor=who, act=act, object=object_of(switch), detail=detail)
        return switch

    async def end(self, identity: str, *, by: Staff | None) -> Switch:
        """Turn it on again, or take the notice down. Raises :class:`NotFound`."""
        if by is not None:
            demand(by, "switch.set")
        who, now = by.id if by else AT_THE_MACHINE, self._clock.now()
        async with self._memory.writing() as stores:
            switch = await stores.switches.end(identity, who, now)
            if switch is None:
                raise NotFound("这个开关已经恢复了，或者没有这个开关。")
            await stores.audit.write(at=now, actor=who, act="switch.on", object=object_of(switch))
        return switch

    async def open(self) -> tuple[Switch, ...]:
        """Those in effect, newest first."""
        async with self._memory.reading() as stores:
            return await stores.switches.open(self._clock.now())

    async def history(self, most: int = 50) -> tuple[Switch, ...]:
        """All, newest first."""
        async with self._memory.reading() as stores:
            return await stores.switches.history(most)


def object_of(switch: Switch) -> str:
    """How the audit log names what was switched: ``item:LB-RS-001``, ``bot``."""
    return f"{switch.kind}:{switch.target}" if switch.target else switch.kind


def _check(
    kind: SwitchKind,
    target: str,
    text: str,
    reason: str,
    until: datetime | None,
    now: datetime,
    items: Collection[str],
) -> None:
    if kind == "item" and target not in items:
        raise BadMessage("没有这个事项。请写事项编码，例如 LB-RS-001。")
    if kind == "channel" and target not in CHANNELS:
        raise BadMessage("没有这个渠道。可以选网页或者 Telegram。")
    if kind not in ("item", "channel") and target:
        raise BadMessage("这个开关不用选事项或渠道。")
    if not reason:
        raise BadMessage("请写一句原因，同事和审计都要看。")
    if kind == "notice" and not text:
        raise BadMessage("请写通知的内容，群众会看到。")
    if len(text) > LONGEST_TEXT or len(reason) > LONGEST_REASON:
        raise BadMessage(f"写得太长：给群众看的最多 {LONGEST_TEXT} 个字，原因最多 {LONGEST_REASON} 个字。")
    if until is not None and not now < until <= now + timedelta(days=LONGEST_DAYS):
        raise BadMessage("结束时间要在现在以后，一年以内。不写就一直有效，到有人恢复为止。")
