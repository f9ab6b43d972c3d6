"""Exports of personal data and of the audit log: one person asks with a purpose, another lets it out, once (PI-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from assistant.errors import BadMessage, NotAllowed, NotFound, OutOfTurn
from assistant.people import Export, ExportState, Staff
from assistant.ports import Clock, Memory
from assistant.staff.roles import Act, demand, may

KINDS: Final[Mapping[str, str]] = {"audit": "审计日志", "person": "一位群众的全部个人信息"}
ASKS: Final[Mapping[str, Act]] = {"audit": "audit.export", "person": "person.data"}
"""Which right it takes to ask for what; letting out takes ``export.approve`` and another person."""

LEAST_PURPOSE = 4
FETCH_WITHIN = timedelta(days=7)
"""So long after the approval the file can be fetched."""


class Exports:
    """Asking, letting out, fetching; each method is one transaction with its row in the audit log."""

    def __init__(self, memory: Memory, clock: Clock) -> None:
        self._memory = memory
        self._clock = clock

    async def ask(self, kind: str, about: Mapping[str, Any], purpose: str, by: Staff) -> Export:
        """Ask for an export. ``about`` is JSON that says exactly which rows."""
        demand(by, ASKS[kind])
        if len(purpose.strip()) < LEAST_PURPOSE:
            raise BadMessage("请写清楚用途：给谁，做什么用。审批的人要看。")
        export = Export(uuid4().hex, kind, dict(about), purpose.strip()[:500], by.id, self._clock.now())
        async with self._memory.writing() as stores:
            await stores.exports.add(export)
            await stores.audit.write(
                at=export.asked_at, actor=by.id, act="export.ask", object=f"export:{export.id}",
                detail={"kind": kind, "purpose": export.purpose},
            )  # fmt: skip
        return export

    async def decide(self, identity: str, by: Staff, *, yes: bool, why: str = "") -> None:
        """Let it out, or not. Never one's own; a refusal needs its reason."""
        demand(by, "export.approve")
        if not yes and not why.strip():
            raise BadMessage("请写一句为什么不同意。")
        now = self._clock.now()
        state: ExportState = "approved" if yes else "refused"
        async with self._memory.writing() as stores:
            export = await stores.exports.by_id(identity)
            if export is None:
                raise NotFound("没有这个申请。")
            if export.asked_by == by.id:
                raise NotAllowed("不能审批自己的申请，请另一位有审批权限的人来看。")
            values = {"state": state, "decided_by": by.id, "decided_at": now, "why": why.strip()[:300]}
            if not await stores.exports.move(identity, "asked", **values):
                raise OutOfTurn("这个申请已经审批过了。")
            act = "export.approve" if yes else "export.refuse"
            detail = {"kind": export.kind, "why": why.strip()[:300]}
            await stores.audit.write(at=now, actor=by.id, act=act, object=f"export:{identity}", detail=detail)

    async def fetch(self, identity: str, by: Staff) -> Export:
        """Take it out, once: whoever asked, after somebody else approved, while the right to ask still holds."""
        now = self._clock.now()
        async with self._memory.writing() as stores:
            export = await stores.exports.by_id(identity)
            if export is None or export.asked_by != by.id:
                raise NotFound("没有这个申请，或者不是您申请的。")
            demand(by, ASKS[export.kind])
            if export.state == "approved" and export.decided_at and now > export.decided_at + FETCH_WITHIN:
                raise OutOfTurn("同意以后 7 天没有取，已经过期。需要的话，请重新申请。")
            if not await stores.exports.move(identity, "approved", state="fetched", fetched_at=now):
                raise OutOfTurn("还没有同意，或者已经取过了。每次同意只能取一次。")
            await stores.audit.write(
                at=now, actor=by.id, act="export.fetch", object=f"export:{identity}", detail={"kind": export.kind}
            )
        return replace(export, state="fetched", fetched_at=now)

    async def seen_by(self, by: Staff, most: int = 100) -> tuple[Export, ...]:
        """One's own, and those of others for who may approve, newest first."""
        async with self._memory.reading() as stores:
            latest = await stores.exports.latest(most)
        return tuple(e for e in latest if e.asked_by == by.id or may(by, "export.approve"))
