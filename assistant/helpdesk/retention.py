"""What is forgotten by the clock: ties to persons, talks, papers, numbers – each after its days (PI-06, RC-04)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from assistant.errors import NotAllowed
from assistant.helpdesk.papers import Papers
from assistant.helpdesk.personal import PersonalData
from assistant.ports import Memory
from assistant.settings import Settings

EVERY = timedelta(hours=1)
AT_ONCE = 200
"""So many conversations in one round; the next round goes on."""

STRAY_AFTER_SECONDS = 24 * 3600
"""A sealed file that no row knows is left over from a crash; a younger one may still be coming in."""


class Retention:
    """The chore of forgetting. Preserved conversations are spared; done twice, nothing happens twice."""

    def __init__(self, memory: Memory, settings: Settings, papers: Papers, personal: PersonalData) -> None:
        self._memory = memory
        self._settings = settings
        self._papers = papers
        self._personal = personal
        self._last: datetime | None = None

    async def once(self, now: datetime) -> Mapping[str, int]:
        """Forget what is due, once an hour; what was forgotten, counted."""
        if self._last is not None and now - self._last < EVERY:
            return {}
        self._last = now
        return await self.forget(now)

    async def forget(self, now: datetime) -> Mapping[str, int]:
        """Forget what is due at ``now``."""
        done: Counter[str] = Counter()
        done["papers_deleted"] = await self._papers.expire(now)
        done["talks_deleted"] = await self._delete(now)
        done["talks_deidentified"] = await self._deidentify(now)
        done["wishes_fulfilled"] = await self._personal.keep_promises(now)
        async with self._memory.writing() as stores:
            done["numbers_forgotten"] = await stores.forgetting.forget_contacts(now - timedelta(days=1))
            known = await stores.forgetting.known_files()
        done["stray_files"] = await asyncio.to_thread(self._sweep, known, now.timestamp())
        return +done

    async def _deidentify(self, now: datetime) -> int:
        before = now - timedelta(days=self._settings.deidentify_days)
        async with self._memory.writing() as stores:
            due = await stores.forgetting.to_deidentify(before, AT_ONCE)
            for conversation in due:
                await stores.forgetting.deidentify(conversation)
                where = f"conversation:{conversation}"
                await stores.audit.write(at=now, actor="system", act="person.deidentify", object=where)
        return len(due)

    async def _delete(self, now: datetime) -> int:
        forgettable = self._settings
        async with self._memory.reading() as stores:
            before = now - timedelta(days=forgettable.delete_days)
            due = await stores.forgetting.to_delete(before, AT_ONCE, served=False)
            if forgettable.ticket_delete_days:
                before = now - timedelta(days=forgettable.ticket_delete_days)
                due += await stores.forgetting.to_delete(before, AT_ONCE, served=True)
        deleted = 0
        for conversation in due:
            with suppress(NotAllowed):  # a ticket or a dispute may have come up a moment ago
                await self._personal.delete(conversation, "system")
                deleted += 1
        return deleted

    def _sweep(self, known: frozenset[str], now: float) -> int:
        """Remove sealed files that no row knows."""
        count = 0
        for file in self._papers.folder.glob("*/*.sealed"):
            name = file.relative_to(self._papers.folder).as_posix()
            if name not in known and now - file.stat().st_mtime > STRAY_AFTER_SECONDS:
                file.unlink(missing_ok=True)
                count += 1
        return count
