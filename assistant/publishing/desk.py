"""Publishing: from a draft over its check to a release, and back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from assistant.errors import NotFound, OutOfTurn
from assistant.knowledge.folder import Texts, read_texts
from assistant.library import Librarian
from assistant.people import Staff
from assistant.ports import Clock, Memory, Stores
from assistant.publishing import drafting, releasing, writing
from assistant.publishing.commits import commit
from assistant.publishing.draft_desk import OVER, DraftDesk
from assistant.publishing.errors import FourEyes, GateNeeded, NotPublishable, Outdated, ReasonNeeded
from assistant.publishing.gating import Examine, Gating, Recent, in_own_process, nobody_asked
from assistant.publishing.hand import Hand
from assistant.publishing.releasing import Plan
from assistant.releases import Draft, GateReport, GateRun, Held, Release
from assistant.settings import Settings
from assistant.staff.roles import demand

T = TypeVar("T")

FASTER = "另一位同事刚刚发布了新的版本。请看看有没有要改的，再检查一次。"
TOUCHED = "知识库文件夹里有直接改过、还没有处理的内容，请先处理，再发布。"


class Publishing(DraftDesk):
    """All that is done with the knowledge by its officers. Close it: checks may be on their way."""

    def __init__(
        self,
        memory: Memory,
        librarian: Librarian,
        clock: Clock,
        settings: Settings,
        *,
        examine: Examine = in_own_process,
        recent: Recent = nobody_asked,
    ) -> None:
        super().__init__(memory, librarian, clock, settings)
        self._gating = Gating(memory, clock, settings, examine, recent)
        self._hand = Hand(memory, clock, settings, self._gating)

    # ---- the check ----

    async def gate(self, identity: str, by: Staff) -> GateRun:
        """发布前检查 of a draft as it is now: begun, joined, or the one that is done already."""
        draft = await self.draft(identity, by)
        await self._librarian.look()  # another process may have published
        return await self._gating.run(self._librarian.texts, self.texts(draft))

    async def gate_state(self, key: str) -> GateRun:
        """How far a check is. NotFound when there is none of this key."""
        return await self._gating.state(key)

    # ---- releases ----

    async def publish(self, identity: str, by: Staff, *, gate: str, reason: str = "") -> Release:
        """发布 a draft that was checked (``gate`` is the key of the check).

        Raises ``NotPublishable`` (errors, or nothing changed), ``GateNeeded`` (not checked, or other content),
        ``ReasonNeeded`` (answers become worse), ``FourEyes``, ``Outdated``, ``CannotWrite``, ``OutOfTurn``.
        """
        demand(by, "knowledge.publish")
        await self._librarian.look()
        return await self._undisturbed(self._publish(identity, by, gate, reason.strip()))

    async def rollback(self, to: str, by: Staff, *, reason: str) -> Release:
        """撤回: a new release whose files are those of an older one. Clears what was changed by hand meanwhile."""
        demand(by, "knowledge.publish")
        if not reason.strip():
            raise ReasonNeeded("撤回要写明原因。")
        return await self._undisturbed(self._rollback(to, by, reason.strip()))

    async def releases(self, limit: int = 50, before: int | None = None) -> tuple[Release, ...]:
        """版本, youngest first; ``before`` a ``seq`` pages on."""
        async with self._memory.reading() as stores:
            return await stores.releases.listed(limit, before)

    async def release(self, identity: str) -> Release:
        """One release. NotFound when there is none."""
        async with self._memory.reading() as stores:
            return await self._release(stores, identity)

    async def texts_of(self, identity: str) -> Texts:
        """All files as they were after a release."""
        async with self._memory.reading() as stores:
            return await releasing.texts_of(stores, await self._release(stores, identity))

    # ---- changes made by hand ----

    async def admit(self, live: Texts, found: Texts) -> bool:
        """Whether a folder that somebody touched may be used: the librarian asks."""
        return await self._hand.admit(live, found)

    async def held(self) -> Held | None:
        """What was changed by hand and waits, as the folder is now."""
        if not self._librarian.is_looking:  # a page does not wait for an index
            await self._librarian.look()
        if self._hand.held is None and (problems := self._librarian.problems):
            return Held("broken", (), problems, None, "")
        return self._hand.held

    async def accept_held(self, by: Staff, reason: str) -> Release:
        """Use a change by hand although it makes answers worse."""
        demand(by, "knowledge.publish")
        if not reason.strip():
            raise ReasonNeeded("有的问题会答得更差，要写明为什么仍然要用。")
        held, found = await self.held(), self._hand.found
        if held is None or found is None or held.gate is None or held.why != "worse":
            raise OutOfTurn("现在没有等着处理的改动，请刷新页面。" if held is None else "这个改动现在还不能用。")
        made = await self._hand.record(self._librarian.texts, found, by.id, reason.strip(), held.gate)
        await self._librarian.look()
        return made or (await self.releases(1))[0]

    async def drop_held(self, by: Staff) -> None:
        """Write the live texts back over what was changed by hand."""
        demand(by, "knowledge.publish")
        await self._undisturbed(self._drop_held(by))

    # ---- by the clock ----

    async def once(self, now: datetime) -> dict[str, int]:
        """Finish what a publication that was killed left half done; see :data:`assistant.housekeeping.Chore`."""
        async with self._memory.reading() as stores:
            prepared = await stores.releases.prepared()
        if not prepared and await asyncio.to_thread(writing.journal_in, self._settings.knowledge) is None:
            return {}
        try:
            async with writing.alone(self._settings.knowledge, patience=0.0):
                await releasing.settle(self._memory, self._settings.knowledge)
        except OutOfTurn:  # its publisher is alive
            return {}
        return {"release.settled": 1}

    async def aclose(self) -> None:
        """Give up the checks that are on their way."""
        await self._gating.aclose()

    # ---- how ----

    async def _publish(self, identity: str, by: Staff, gate: str, reason: str) -> Release:
        folder = self._settings.knowledge
        async with writing.alone(folder):
            await releasing.settle(self._memory, folder)
            live = self._librarian.texts
            await self._untouched(live)
            async with self._writing(by, "release.publish", identity, reason=reason) as (stores, now):
                draft = await drafting.seen(stores, identity, by)
                candidate = self.texts(draft)
                report = await self._checked(by, draft, live, candidate, gate, reason)
                await releasing.catch_up(stores, live, now)
                plan = Plan(
                    "publish", by.id, draft.owner, draft.title, reason, live, candidate,
                    tuple(map(str, report.changes)), len(report.worse), draft.id, gate,
                )  # fmt: skip
                made = await releasing.write_down(stores, plan, now, live=False)
            await releasing.bring_live(self._memory, folder, made, drafting.changed_files(draft))
            made = await self._committed(made, made.files)
        await self._librarian.take(candidate)
        return made

    async def _untouched(self, live: Texts) -> None:
        """:class:`OutOfTurn` when the folder says something else than what is live in this process."""
        found = await asyncio.to_thread(read_texts, self._settings.knowledge)
        if found.files == live.files:
            return
        async with self._memory.reading() as stores:
            latest = await stores.releases.latest()
        raise OutOfTurn(FASTER if latest is not None and latest.manifest == found.state else TOUCHED)

    async def _checked(
        self, by: Staff, draft: Draft, live: Texts, candidate: Texts, gate: str, reason: str
    ) -> GateReport:
        """The report under which this draft may be published by this person now."""
        if draft.over or (draft.state != "submitted" and draft.owner != by.id):
            raise OutOfTurn(OVER if draft.over else "这份草稿还没有送审。")
        if self._settings.four_eyes and by.id in draft.writers:
            raise FourEyes("按四眼原则，写改动的人不能自己发布，请另一位管理员发布。")
        if candidate.files == live.files:
            raise NotPublishable("草稿和现在用的内容一样，没有要发布的。")
        if moved := drafting.outdated(live, draft):
            raise Outdated(f"写草稿以后，有 {len(moved)} 个文件已经被别人改过：{'、'.join(moved)}。请先选用哪一个。")
        if gate != await self._gating.key_of(live, candidate):
            raise GateNeeded("检查以后内容又变了，请重新检查一次。")
        run = await self._gating.state(gate)
        if run.report is None:
            raise GateNeeded("发布前检查还没有做完。")
        if run.report.errors:
            raise NotPublishable(f"还有 {len(run.report.errors)} 处错误，改好才能发布：{run.report.errors[0].text}")
        if run.report.worse and not reason:
            raise ReasonNeeded(f"有 {len(run.report.worse)} 个问题会答得更差，要写明为什么仍然要发布。")
        return run.report

    async def _rollback(self, to: str, by: Staff, reason: str) -> Release:
        folder = self._settings.knowledge
        async with writing.alone(folder):
            await releasing.settle(self._memory, folder)
            live = self._librarian.texts
            async with self._memory.reading() as stores:
                target = await self._release(stores, to)
                wanted = await releasing.texts_of(stores, target)
            changed = await asyncio.to_thread(writing.changes_in, folder, wanted.files)
            if not changed and wanted.files == live.files:
                raise NotPublishable("现在用的就是这一版。")
            if await asyncio.to_thread(releasing.usable, wanted) is None:
                raise NotPublishable(f"第 {target.seq} 版的内容，现在的程序已经不能用了。")
            told = await asyncio.to_thread(releasing.told_changes, live, wanted)
            async with self._writing(by, "release.rollback", to, reason=reason) as (stores, now):
                old = await self._hand.base(stores, live, now)
                title = f"撤回到第 {target.seq} 版"
                plan = Plan("rollback", by.id, by.id, title, reason, old, wanted, told)
                made = await releasing.write_down(stores, plan, now, live=False)
            await releasing.bring_live(self._memory, folder, made, changed)
            made = await self._committed(made, changed)
        await self._librarian.take(wanted)
        await self._librarian.look()
        return made

    async def _drop_held(self, by: Staff) -> None:
        folder = self._settings.knowledge
        async with writing.alone(folder):
            await releasing.settle(self._memory, folder)
            changed = await asyncio.to_thread(writing.changes_in, folder, self._librarian.texts.files)
            async with self._writing(by, "held.drop", sorted(changed)[0] if changed else "", files=sorted(changed)):
                pass
            await asyncio.to_thread(releasing.put_back, folder, changed)
        await self._librarian.look()

    async def _committed(self, made: Release, files: Iterable[str]) -> Release:
        """The release with its git commit, where the folder lies in a repository."""
        async with self._memory.reading() as stores:
            writer = await stores.staff.by_id(made.writer)
        name, login = (writer.name, writer.login) if writer else (made.writer, made.writer)
        message = "\n".join([made.title, "", *([made.reason, ""] if made.reason else []), *made.changes])
        folder = self._settings.knowledge
        revision, told = await asyncio.to_thread(commit, folder, tuple(files), name, login, message)
        async with self._memory.writing() as stores:
            await stores.releases.mark(made.id, commit=revision, told=told)
        return replace(made, commit=revision, told=told, live=True)

    @staticmethod
    async def _release(stores: Stores, identity: str) -> Release:
        found = await stores.releases.by_id(identity)
        if found is None or not found.live:
            raise NotFound("没有这一版。")
        return found

    @staticmethod
    async def _undisturbed(work: Awaitable[T]) -> T:
        """Once begun it goes on to its end, also when whoever asked has gone."""
        return await asyncio.shield(asyncio.ensure_future(work))
