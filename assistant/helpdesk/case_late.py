"""What is late is escalated, once for each day missed: a contact to the lead, an answer to the duty officer (EV-08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from assistant.helpdesk.case_dates import Late, lateness, local_day
from assistant.ports import Memory, Stores
from assistant.tickets import Case, CaseEvent


async def escalate(memory: Memory, now: datetime) -> int:
    """Write the escalations that are due at ``now``; how many were new."""
    count, today = 0, local_day(now)
    async with memory.reading() as stores:  # mostly there is nothing to write
        missed = [(case, what) for case in await stores.cases.late(today) for what in lateness(case, today)]
        due = [(case.id, what) for case, what in missed if not await _is_escalated(stores, case, what)]
    for identity, what in due:
        async with memory.writing() as stores:
            count += await _escalate(stores, identity, what, now)
    return count


async def _escalate(stores: Stores, identity: str, what: Late, now: datetime) -> bool:
    case = await stores.cases.by_id(identity)
    if case is None or what not in lateness(case, local_day(now)) or await _is_escalated(stores, case, what):
        return False
    detail = {"what": what, "to": "lead" if what == "contact" else "officer", "day": f"{_missed(case, what)}"}
    event = CaseEvent(case.id, 0, now, "system", "late", case.state, detail, _key(case, what))
    return await stores.cases.change(replace(case, escalated_at=now), event) is not None


async def _is_escalated(stores: Stores, case: Case, what: Late) -> bool:
    return await stores.cases.happened(case.id, _key(case, what))


def _missed(case: Case, what: Late) -> date:
    return case.contact_due if what == "contact" else case.due


def _key(case: Case, what: Late) -> str:
    return f"late:{what}:{_missed(case, what)}"
