"""What officers do with drafts: every act one transaction, with a row in the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Literal

from assistant.errors import BadMessage, NotAllowed, OutOfTurn
from assistant.knowledge.folder import Texts
from assistant.library import Librarian
from assistant.people import Staff
from assistant.ports import Clock, Memory, Stores
from assistant.publishing import drafting
from assistant.releases import Draft, DraftState, Editing
from assistant.settings import Settings
from assistant.staff.roles import Act, demand, may

OVER = "这份草稿已经不在这一步了，请刷新页面看看。"


class DraftDesk:
    """Drafts of the knowledge. Errors are Chinese sentences; see :mod:`assistant.publishing.errors`."""

    def __init__(self, memory: Memory, librarian: Librarian, clock: Clock, settings: Settings) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._settings = settings

    async def open_draft(self, by: Staff) -> Draft | None:
        """The one open (or returned) draft of this officer."""
        async with self._memory.reading() as stores:
            return await stores.drafts.of(by.id)

    async def drafts(self, by: Staff, *, ended: bool = False) -> tuple[Draft, ...]:
        """The drafts that this person may see, those changed last first: not ended, or only the ended ones."""
        states: tuple[DraftState, ...] = ("published", "dropped") if ended else ("open", "returned", "submitted")
        async with self._memory.reading() as stores:
            found = await stores.drafts.listed(states)
            return tuple([d for d in found if await drafting.visible(stores, d, by)])

    async def draft(self, identity: str, by: Staff) -> Draft:
        """One draft. NotFound when there is none, or not for this person."""
        async with self._memory.reading() as stores:
            return await drafting.seen(stores, identity, by)

    async def save(
        self,
        by: Staff,
        changes: Mapping[str, str | None],
        seen: Mapping[str, str | None],
        *,
        act: Act = "knowledge.edit",
    ) -> Draft:
        """Write files (path → new text, ``None`` removes) into the officer's draft.

        ``seen`` gives of each path the SHA-256 of the text that the form was made from (``None``: there was no such
        file). Raises :class:`~assistant.publishing.errors.StaleDraft` when it is not that any more, and saves nothing.
        """
        demand(by, act)
        if not changes:
            raise BadMessage("没有要保存的改动。")
        async with self._writing(by, "draft.save", sorted(changes)[0], files=sorted(changes)) as (stores, now):
            return await drafting.save(stores, self._librarian.library, by, now, changes, seen)

    async def revert(self, by: Staff, path: str) -> Draft:
        """Take one file out of the officer's draft."""
        async with self._writing(by, "draft.revert", path) as (stores, now):
            return await drafting.revert(stores, by, now, path)

    async def rename(self, identity: str, by: Staff, title: str, note: str = "") -> Draft:
        """Give a draft a title, and a note for whoever publishes."""
        if not title.strip():
            raise BadMessage("请写一个标题，例如“改失业登记的材料”。")
        values = {"title": title.strip()[:200], "note": note.strip()[:2000]}
        return await self._change(identity, by, "draft.rename", drafting.GOING_ON, **values)

    async def submit(self, identity: str, by: Staff) -> Draft:
        """送审: hand it to who publishes."""
        draft = await self.draft(identity, by)
        if not draft.files:
            raise BadMessage("草稿里还没有改动，不用送审。")
        return await self._change(identity, by, "draft.submit", drafting.EDITABLE, state="submitted", why="")

    async def take_back(self, identity: str, by: Staff) -> Draft:
        """The officer goes on writing in a submitted draft. OutOfTurn when another one is open meanwhile."""
        other = await self.open_draft(by)
        if other is not None and other.files:
            raise OutOfTurn(f"您还有一份草稿在写（{other.title}），请先送审，或者不要它。")
        return await self._change(identity, by, "draft.take_back", ("submitted",), state="open")

    async def return_(self, identity: str, by: Staff, why: str) -> Draft:
        """退回修改: send a submitted draft back, saying why."""
        demand(by, "knowledge.publish")
        if not why.strip():
            raise BadMessage("请写明为什么退回，写的人好改。")
        values: dict[str, Any] = {"state": "returned", "why": why.strip()[:2000]}
        return await self._change(identity, by, "draft.return", ("submitted",), **values)

    async def drop(self, identity: str, by: Staff) -> Draft:
        """The draft is not wanted any more; it stays to be read."""
        return await self._change(identity, by, "draft.drop", drafting.GOING_ON, state="dropped")

    def texts(self, draft: Draft | None) -> Texts:
        """The live files with the draft laid over."""
        return self._librarian.texts.with_files(drafting.changed_files(draft))

    async def touch(self, path: str, by: Staff) -> None:
        """The officer has the form of this file open."""
        async with self._memory.writing() as stores:
            await stores.drafts.open_form(path, by.id, self._clock.now())

    async def also_editing(self, path: str, by: Staff) -> tuple[Editing, ...]:
        """Who else is at work on this file: with changes in a draft, or with its form open in the last ten minutes."""
        async with self._memory.reading() as stores:
            return await drafting.also_editing(stores, path, by, self._clock.now())

    async def outdated(self, draft: Draft) -> tuple[str, ...]:
        """The files of which the live text moved since the draft was begun."""
        return drafting.outdated(self._librarian.texts, draft)

    async def renew(self, identity: str, path: str, by: Staff, keep: Literal["mine", "theirs"]) -> Draft:
        """Say which text counts for an outdated file: the draft's, or the live one."""
        async with self._writing(by, "draft.renew", identity, path=path, keep=keep) as (stores, now):
            draft = await drafting.seen(stores, identity, by)
            self._own(draft, by)
            return await drafting.renew(stores, self._librarian.texts, draft, path, keep, now)

    async def _change(self, identity: str, by: Staff, act: str, states: tuple[DraftState, ...], **values: Any) -> Draft:
        async with self._writing(by, act, identity) as (stores, now):
            self._own(await drafting.seen(stores, identity, by), by)
            if not await stores.drafts.change(identity, states, changed_at=now, **values):
                raise OutOfTurn(OVER)
            return await drafting.seen(stores, identity, by)

    @staticmethod
    def _own(draft: Draft, by: Staff) -> None:
        if draft.owner != by.id and not may(by, "knowledge.publish"):
            raise NotAllowed("这是别人的草稿，只有写的人和管理员能动。")

    @asynccontextmanager
    async def _writing(self, by: Staff, act: str, object: str, **detail: Any) -> AsyncIterator[tuple[Stores, datetime]]:
        """One transaction that begins with its row in the audit log: on either database nobody else is past that row
        until it ends, so what is read afterwards stays true."""
        now = self._clock.now()
        async with self._memory.writing() as stores:
            await stores.audit.write(at=now, actor=by.id, act=act, object=object, detail=detail)
            yield stores, now
