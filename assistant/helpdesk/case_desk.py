"""The case desk: the only writer of cases once they are open, one transaction for each public method."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.errors import NotAllowed, NotFound, OutOfTurn
from assistant.helpdesk.case_dates import lateness, local_day
from assistant.helpdesk.case_late import escalate
from assistant.helpdesk.case_moves import (
    NOT_YOURS,
    Given,
    appeal_decided,
    appealed,
    assigned,
    check_worker,
    moved,
    sees,
)
from assistant.helpdesk.case_opening import days_of
from assistant.helpdesk.case_rules import CaseMove
from assistant.helpdesk.case_view import CaseLine, CaseView, hidden, view_of, with_talk
from assistant.helpdesk.case_words import answered
from assistant.helpdesk.rating_desk import exclude
from assistant.helpdesk.safe import Safe
from assistant.helpdesk.scene import Scene, tell
from assistant.library import Librarian
from assistant.people import Staff
from assistant.ports import Clock, Memory, Stores
from assistant.settings import Settings
from assistant.text.mask import mask
from assistant.tickets import Case, CaseEvent, Improvement

NO_CASE = "没有这一件。"
MOST_SAID = 100
"""Utterances of the talk shown with a case."""
FASTER = "别人刚刚办过一步，请刷新后再看。"


class CaseDesk:
    """What officers do with cases. ``epoch`` is the one that the officer's page showed; ``key`` makes a click sent
    twice count once. Errors are Chinese sentences: ``OutOfTurn``, ``NotAllowed``, ``NotFound``, ``BadMessage``."""

    def __init__(self, memory: Memory, librarian: Librarian, clock: Clock, settings: Settings, vault: Safe) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._settings = settings
        self._vault = vault

    async def listed(self, by: Staff, **filters: Any) -> tuple[CaseLine, ...]:
        """The cases that this account may see, by due date; filters: state, kind, target, still_open."""
        today = local_day(self._clock.now())
        async with self._memory.reading() as stores:
            found = await stores.cases.listed(department=by.department, **filters)
        return tuple(CaseLine(hidden(c, by), lateness(c, today)) for c in found)

    async def view(self, case: str, by: Staff) -> CaseView:
        """Everything of one case; that it was looked at is written into the audit log."""
        now = self._clock.now()
        async with self._memory.writing() as stores:
            found = await _find(stores, case)
            if not sees(found, by):
                raise NotAllowed(NOT_YOURS)
            rating = await stores.ratings.by_id(found.rating) if found.rating else None
            changes = await stores.ratings.changes(found.rating) if found.rating else ()
            events = await stores.cases.events(found.id)
            await stores.audit.write(at=now, actor=by.id, act="case.view", object=found.id)
            has_contact = await _sealed(stores, found) is not None
            ticket = await stores.tickets.find(found.ticket) if found.ticket else None
            said = await stores.conversations.said(found.conversation, MOST_SAID) if found.kind == "rating" else ()
        return with_talk(view_of(found, events, rating, changes, by, now, has_contact=has_contact), ticket, said, by)

    async def move(self, case: str, epoch: int, move: CaseMove, by: Staff, given: Given, *, key: str) -> Case:
        """One step on. The same ``key`` again gives the case as it is now."""
        holidays, now = self._librarian.library.catalogue.holidays, self._clock.now()
        async with self._memory.writing() as stores:
            found = await _find(stores, case)
            if await stores.cases.happened(found.id, key):
                return found
            _same(found, epoch)
            after = moved(found, move, given, by, now, holidays=holidays, days=days_of(self._settings))
            done = await self._changed(stores, after, move, by, _detail(given), key)
            if move == "answer":
                await self._tell(stores, done, by, now)
            return done

    async def contacted(self, case: str, epoch: int, by: Staff, text: str, *, key: str) -> Case:
        """The citizen was reached (EV-09: within one working day)."""
        now = self._clock.now()
        async with self._memory.writing() as stores:
            found = await _find(stores, case)
            if await stores.cases.happened(found.id, key):
                return found
            _same(found, epoch)
            check_worker(found, by)
            after = replace(found, contacted_at=found.contacted_at or now)
            return await self._changed(stores, after, "contact", by, {"text": mask(text)}, key)

    async def contact(self, case: str, by: Staff) -> str:
        """The telephone number, for whoever handles the case; each look is written into the audit log."""
        async with self._memory.writing() as stores:
            found = await _find(stores, case)
            check_worker(found, by)
            sealed = await _sealed(stores, found)
            if sealed is None:
                raise NotFound("群众没有留电话。")
            await stores.audit.write(at=self._clock.now(), actor=by.id, act="case.contact", object=found.id)
            return self._vault.open(sealed)

    async def note(self, case: str, by: Staff, text: str, *, key: str) -> None:
        """An internal note (协商记录, 批示); it changes nothing else (NB-03)."""
        async with self._memory.writing() as stores:
            found = await _find(stores, case)
            check_worker(found, by)
            now, detail = self._clock.now(), {"text": mask(text)}
            await stores.cases.note(CaseEvent(found.id, 0, now, by.id, "note", found.state, detail, key))

    async def assign(self, case: str, epoch: int, by: Staff, to: str, *, key: str) -> Case:
        """A lead gives the case to somebody who is not the person complained of (HL-05)."""
        async with self._memory.writing() as stores:
            found = await _find(stores, case)
            if await stores.cases.happened(found.id, key):
                return found
            _same(found, epoch)
            receiver = await stores.staff.by_id(to)
            if receiver is None:
                raise NotFound("没有这个账号。")
            return await self._changed(stores, assigned(found, receiver, by), "assign", by, {"to": to}, key)

    async def appeal(self, case: str, by: Staff, text: str, *, key: str) -> Case:
        """误评申诉 by the person rated (EV-12)."""
        now = self._clock.now()
        async with self._memory.writing() as stores:
            found = await _find(stores, case)
            if await stores.cases.happened(found.id, key):
                return found
            return await self._changed(stores, appealed(found, by, text, now), "appeal", by, {"text": mask(text)}, key)

    async def decide_appeal(self, case: str, by: Staff, *, upheld: bool, text: str, key: str) -> Case:
        """The decision; an upheld appeal takes the rating out of the count and deletes nothing (EV-12)."""
        now = self._clock.now()
        async with self._memory.writing() as stores:
            found = await _find(stores, case)
            if await stores.cases.happened(found.id, key):
                return found
            after = appeal_decided(found, by, upheld=upheld, text=text, now=now)
            if upheld and found.rating:
                await exclude(stores, found.rating, text)
            return await self._changed(stores, after, "decide", by, {"upheld": upheld, "text": mask(text)}, key)

    async def improvements(self, *, still_open: bool | None = None) -> tuple[Improvement, ...]:
        """改进单, newest first."""
        async with self._memory.reading() as stores:
            return await stores.cases.improvements(still_open=still_open)

    async def improved(self, identity: str, by: Staff, result: str) -> None:
        """An improvement item is done; who said so is in the audit log."""
        now = self._clock.now()
        async with self._memory.writing() as stores:
            if not await stores.cases.improved(identity, now, result):
                raise OutOfTurn("这张改进单已经办结。")
            await stores.audit.write(at=now, actor=by.id, act="case.improved", object=identity)

    async def late(self, now: datetime) -> int:
        """Escalate what is late; see :func:`~assistant.helpdesk.case_late.escalate`."""
        return await escalate(self._memory, now)

    async def once(self, now: datetime) -> dict[str, int]:
        """The chore of the clock: :meth:`late`, counted."""
        count = await self.late(now)
        return {"case_escalated": count} if count else {}

    async def _changed(
        self, stores: Stores, case: Case, move: str, by: Staff, detail: dict[str, Any], key: str
    ) -> Case:
        event = CaseEvent(case.id, 0, self._clock.now(), by.id, move, case.state, detail, key)
        done = await stores.cases.change(case, event)
        if done is None:
            raise OutOfTurn(FASTER)
        await stores.audit.write(at=event.at, actor=by.id, act=f"case.{move}", object=case.id)
        return done

    async def _tell(self, stores: Stores, case: Case, by: Staff, now: datetime) -> None:
        """The feedback goes into the citizen's talk, wherever that is, in the name of the department."""
        conversation = await stores.conversations.by_id(case.conversation)
        if conversation is not None:
            scene = Scene(stores, self._librarian.library, self._settings, now)
            author = scene.department_name(by.department or case.department)
            reply = replace(answered(scene.library.catalogue.wording, case), kind="person", author=author)
            await tell(scene, conversation, reply, key=f"case:{case.id}:{case.epoch}", speaker="agent", by=by)


async def _find(stores: Stores, identity: str) -> Case:
    found = await stores.cases.by_id(identity)
    if found is None:
        raise NotFound(NO_CASE)
    return found


async def _sealed(stores: Stores, case: Case) -> str | None:
    """The number left for the case, else the one left for the ticket that it goes on from."""
    if case.contact is not None or case.ticket is None:
        return case.contact
    ticket = await stores.tickets.find(case.ticket)
    return ticket.contact if ticket else None


def _same(case: Case, epoch: int) -> None:
    if case.epoch != epoch:
        raise OutOfTurn(FASTER)


def _detail(given: Given) -> dict[str, Any]:
    values = {"text": mask(given.text), "sort": given.sort, "result": given.result, "outcome": given.outcome}
    return {k: v for k, v in {**values, "department": given.department}.items() if v}
