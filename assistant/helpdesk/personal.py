"""A citizen's own data: what is kept of a conversation is shown, copied, deleted, or kept for a dispute (PI-07)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from assistant.errors import NotAllowed, NotFound
from assistant.helpdesk.case_dates import local_day
from assistant.helpdesk.papers import Papers
from assistant.helpdesk.safe import Safe
from assistant.knowledge.hours import working_day_after
from assistant.library import Librarian
from assistant.messages import Address
from assistant.ports import Clock, Memory, Stores
from assistant.text.case_code import find_code
from assistant.tickets import ErasureRequest

ANSWER_DAYS = 15
"""Working days within which a wish to be forgotten is answered (PI-07)."""

HINDRANCES: Mapping[str, str] = {
    "preserve": "这段对话涉及争议，已标为保留，不能删除。",
    "ticket": "这段对话还有工单没有结束，结束以后再删除。",
    "case": "这段对话登记的办件还没有办结，办结以后再删除。",
}

Copy = Mapping[str, Sequence[Mapping[str, Any]]]


class PersonalData:
    """Look up, copy and delete. Every act is in the audit log, which itself holds nothing that was said."""

    def __init__(self, memory: Memory, librarian: Librarian, clock: Clock, papers: Papers, safe: Safe) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._papers = papers
        self._safe = safe

    async def find(self, given: str) -> str:
        """The conversation's id for an id, or for the code of a case. Raises :class:`NotFound`."""
        async with self._memory.reading() as stores:
            code = find_code(given)
            case = await stores.cases.by_code(code) if code else None
            conversation = await stores.conversations.by_id(case.conversation if case else given)
        if conversation is None:
            raise NotFound("没有找到这段对话，可能已经删除。")
        return conversation.id

    async def copy(self, conversation: str, by: str) -> Copy:
        """All that is kept, table by table, with the telephone numbers opened; the copy is written down."""
        async with self._memory.writing() as stores:
            rows = await stores.forgetting.copy(conversation)
            await self._audit(stores, by, "person.copy", conversation)
        return {table: [self._opened(row) for row in found] for table, found in rows.items()}

    def _opened(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        sealed = row.get("contact")
        return {**row, "contact": self._safe.open(sealed)} if sealed else row

    async def delete(self, conversation: str, by: str) -> None:
        """Delete the talk with everything that hangs on it. :class:`NotAllowed` says what stands in the way."""
        async with self._memory.writing() as stores:
            why = await stores.forgetting.hindered(conversation)
            if why:
                raise NotAllowed(HINDRANCES[why])
            files = await self._forget(stores, conversation, by)
        await self._remove(files)

    async def preserve(self, conversation: str, by: str, *, yes: bool) -> None:
        """Keep a disputed conversation from every deletion, or let it go again."""
        async with self._memory.writing() as stores:
            await stores.forgetting.preserve(conversation, yes)
            await self._audit(stores, by, "person.preserve" if yes else "person.release", conversation)

    async def ask(self, address: Address) -> ErasureRequest | None:
        """The citizen's own wish: done at once, or when nothing stands in the way any more. ``None``: nothing kept."""
        now = self._clock.now()
        files: tuple[str, ...] = ()
        async with self._memory.writing() as stores:
            conversation = await stores.conversations.find(address)
            if conversation is None:
                return None
            holidays = self._librarian.library.catalogue.holidays
            due = working_day_after(holidays, local_day(now), ANSWER_DAYS)
            why = await stores.forgetting.hindered(conversation.id)
            request = ErasureRequest(uuid4().hex, conversation.id, now, due, None if why else now, why)
            await stores.forgetting.ask(request)
            await self._audit(stores, "citizen", "person.ask", conversation.id)
            if not why:
                files = await self._forget(stores, conversation.id, "citizen")
        await self._remove(files)
        return request

    async def keep_promises(self, now: datetime) -> int:
        """Fulfil the waiting wishes that nothing hinders any more; how many."""
        done = 0
        async with self._memory.reading() as stores:
            waiting = await stores.forgetting.asked()
        for request in waiting:
            async with self._memory.writing() as stores:
                why = await stores.forgetting.hindered(request.conversation)
                after = replace(request, waits_for=why, done_at=None if why else now)
                await stores.forgetting.answered(after)
                files = () if why else await self._forget(stores, request.conversation, "system")
            await self._remove(files)
            done += not why
        return done

    async def _forget(self, stores: Stores, conversation: str, by: str) -> tuple[str, ...]:
        files = await stores.forgetting.files_of(conversation)
        await stores.forgetting.delete(conversation)
        await self._audit(stores, by, "person.delete", conversation)
        return files

    async def _remove(self, files: Sequence[str]) -> None:
        for file in files:
            await asyncio.to_thread((self._papers.folder / file).unlink, missing_ok=True)

    async def _audit(self, stores: Stores, by: str, act: str, conversation: str) -> None:
        await stores.audit.write(at=self._clock.now(), actor=by, act=act, object=f"conversation:{conversation}")
