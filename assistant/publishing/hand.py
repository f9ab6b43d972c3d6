"""Changes made by hand or by git pull: looked at like any other before they are used."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from assistant.errors import OutOfTurn
from assistant.knowledge.folder import Texts
from assistant.ports import Clock, Memory, Stores
from assistant.publishing import writing
from assistant.publishing.commits import unmerged
from assistant.publishing.gating import Gating
from assistant.publishing.releasing import Plan, catch_up, texts_of, write_down
from assistant.releases import SYSTEM, GateRun, Held, Release
from assistant.settings import Settings

TITLE = "直接改了文件夹里的文件"
MOST = 50
AGAIN_AFTER = timedelta(minutes=2)
"""A check that could not be made is tried again after so long."""


class Hand:
    """Says of a folder that somebody touched whether it may be used; what may not is :attr:`held`."""

    def __init__(self, memory: Memory, clock: Clock, settings: Settings, gating: Gating) -> None:
        self._memory = memory
        self._clock = clock
        self._settings = settings
        self._gating = gating
        self.held: Held | None = None
        self.found: Texts | None = None
        """The texts of the folder that are held."""

    async def admit(self, live: Texts, found: Texts) -> bool:
        """Whether these texts may be used in place of the live ones; see :data:`assistant.library.Admit`."""
        self.found = found
        self.held = await self._judged(live, found)
        if self.held is None:
            self.found = None
        return self.held is None

    async def gated(self, latest: Release | None) -> bool:
        """Whether a change by hand is checked: as the setting says, by default once something was published."""
        mode = self._settings.hand_edits
        return mode == "gate" or (mode == "auto" and latest is not None)

    async def base(self, stores: Stores, live: Texts, now: datetime) -> Texts:
        """What a release goes out from: the last one where everything that is live is a release; else what is live,
        which is then written down as one."""
        latest = await stores.releases.latest()
        if latest is not None and await self.gated(latest):
            return await texts_of(stores, latest)
        await catch_up(stores, live, now)
        return live

    async def _judged(self, live: Texts, found: Texts) -> Held | None:
        if live.files == found.files and not found.problems:
            return None
        async with self._memory.reading() as stores:
            latest = await stores.releases.latest()
            prepared = await stores.releases.prepared()
        journal = await asyncio.to_thread(writing.journal_in, self._settings.knowledge)
        promised = {r.manifest for r in prepared if journal and r.id == journal["release"]}
        if (latest is not None and found.state == latest.manifest) or found.state in promised:
            return None
        if not await self.gated(latest) or not live.files:
            return None
        files = tuple(live.changes_to(found))
        if wrong := await asyncio.to_thread(_unreadable, self._settings.knowledge, found):
            return Held("broken", files, wrong, None, found.version)
        run = await self._gating.run(live, found, again_after=AGAIN_AFTER)
        return await self._after(run, live, found, files)

    async def _after(self, run: GateRun, live: Texts, found: Texts, files: tuple[str, ...]) -> Held | None:
        report = run.report
        if run.state == "running" or report is None:
            problems = (run.error,) if run.error else ()
            return Held("checking", files, problems, run, found.version)
        if report.errors:
            return Held("broken", files, tuple(f.text for f in report.errors[:MOST]), run, found.version)
        if report.worse:
            return Held("worse", files, (), run, found.version)
        try:
            await self.record(live, found, SYSTEM, "", run)
        except OutOfTurn:  # somebody publishes at this moment: look again later
            return Held("checking", files, (), run, found.version)
        return None

    async def record(self, live: Texts, found: Texts, by: str, reason: str, run: GateRun) -> Release | None:
        """Write a change by hand into history, unless another process did."""
        told = tuple(map(str, run.report.changes)) if run.report else ()
        worse = len(run.report.worse) if run.report else 0
        folder = self._settings.knowledge
        async with writing.alone(folder, patience=1.0), self._memory.writing() as stores:
            now = self._clock.now()
            old = await self.base(stores, live, now)
            if old.state == found.state:
                return None
            plan = Plan("hand", by, SYSTEM, TITLE, reason, old, found, told, worse, gate=run.key)
            made = await write_down(stores, plan, now, live=True)
            await stores.audit.write(at=now, actor=by, act="release.hand", object=made.id, detail={"reason": reason})
            return made


def _unreadable(folder: Path, found: Texts) -> tuple[str, ...]:
    """Why the folder cannot even be looked at: a merge that is not finished, a file that cannot be read."""
    torn = [f"{name}：git 合并有冲突，还没有解决" for name in unmerged(folder)]
    return (*torn, *(str(p) for p in found.problems))[:MOST]
