"""One move of a case as a pure function: who may make it, what it must bring, what the case is afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.errors import BadMessage, NotAllowed, OutOfTurn
from assistant.helpdesk.case_dates import Days, extended
from assistant.helpdesk.case_rules import CLOSED, MUST_SAY, OUTCOMES, RESULTS, SORTS_OF, CaseMove, next_state
from assistant.knowledge.schema import Holidays
from assistant.people import Staff
from assistant.tickets import Case

NOT_YOURS = "这件不是您部门的，不能看，也不能办。"
ABOUT_YOU = "这件评价的是您的服务，按规定由别人办理。您可以提出申诉。"
NOT_OWNER = "这件由别人负责。要接过来，请组长改派。"


@dataclass(frozen=True, slots=True)
class Given:
    """What an officer fills in for a move; which parts are needed depends on the move."""

    text: str = ""
    sort: str = ""
    result: str = ""
    outcome: str = ""
    department: str = ""


def sees(case: Case, by: Staff) -> bool:
    """Whether the case is this account's to see: its department's, one it helps with, or any for the district."""
    return by.department is None or by.department == case.department or by.department in case.joined


def may_work(case: Case, by: Staff) -> bool:
    """Whether this account may act on the case at all (HL-05, PI-11)."""
    return by.role in ("agent", "lead") and sees(case, by) and case.about != by.id


def check_worker(case: Case, by: Staff, move: CaseMove | None = None) -> None:
    """:class:`NotAllowed` unless this account may act now; from the taking on, the owner and the leads may."""
    if not sees(case, by) or by.role not in ("agent", "lead"):
        raise NotAllowed(NOT_YOURS)
    if case.about == by.id:
        raise NotAllowed(ABOUT_YOU)
    if move != "take" and by.role == "agent" and case.owner not in (None, by.id):
        raise NotAllowed(NOT_OWNER)


def moved(
    case: Case,
    move: CaseMove,
    given: Given,
    by: Staff,
    now: datetime,
    *,
    holidays: Mapping[int, Holidays],
    days: Days,
) -> Case:
    """The case after the move. :class:`OutOfTurn` when it is not the time for it, :class:`NotAllowed`,
    :class:`BadMessage` when something is missing."""
    check_worker(case, by, move)
    state = next_state(case.kind, case.state, move)
    if state is None:
        raise OutOfTurn("这件现在不能这样办，可能别人刚刚办过一步。请刷新后再看。")
    _complete(move, given)
    if move in ("close", "redo") and not case.callback_result:
        raise OutOfTurn("还没有回访结果，不能办结。请先回访。")
    after = replace(case, state=state)
    if move == "take":
        return replace(after, owner=by.id, first_responder=case.first_responder or by.id)
    if move in SORTS_OF:
        due = extended(holidays, days, case.opened_at) if given.sort == "complex" else case.due
        return replace(after, sort=given.sort, due=due)
    if move == "coordinate" and given.department:
        return replace(after, joined=_with(case, given.department))
    if move == "answer":
        return replace(after, feedback=given.text)
    if move == "call_back":
        return replace(after, callback_result=given.result, contacted_at=case.contacted_at or now)
    if move == "redo":
        return replace(after, callback_result="")
    if move == "close":
        # The number was left for this case alone, and this case is over.
        return replace(after, outcome=given.outcome, closed_at=now, contact=None)
    return after


def _complete(move: CaseMove, given: Given) -> None:
    if move in MUST_SAY and not given.text.strip():
        raise BadMessage("请写明情况，再提交。")
    if move in SORTS_OF and given.sort not in SORTS_OF[move]:
        raise BadMessage("请选一个分类：情况清楚、复杂的要整改，缺乏依据、误评的要说明。")
    if move == "call_back" and given.result not in RESULTS:
        raise BadMessage("请选回访的结果。")
    if move == "close" and given.outcome not in OUTCOMES:
        raise BadMessage("请选办理结果。")


def _with(case: Case, department: str) -> tuple[str, ...]:
    if department == case.department:
        return case.joined
    return tuple(dict.fromkeys((*case.joined, department)))


def assigned(case: Case, to: Staff, by: Staff) -> Case:
    """The case in another's hands. Never in those of the person complained of (HL-05)."""
    if by.role != "lead" or not sees(case, by):
        raise NotAllowed("改派要由组长来做。")
    if case.about == by.id:
        raise NotAllowed(ABOUT_YOU)
    if case.about == to.id:
        raise NotAllowed("被评价的人不能办理这一件，请改派别人。")
    if case.state in CLOSED:
        raise OutOfTurn("这件已经办结，不能改派。")
    if not to.active or to.role not in ("agent", "lead"):
        raise NotAllowed("这个账号不能办件，请改派别人。")
    if not sees(case, to):
        raise NotAllowed("对方不是办这件的部门，不能改派。可以先请那个部门协调。")
    return replace(case, owner=to.id)


def appealed(case: Case, by: Staff, text: str, now: datetime) -> Case:
    """The rated person's appeal (EV-12). The rating stays as it is until somebody else decided."""
    if case.kind != "rating" or case.about != by.id:
        raise NotAllowed("只有被评价的人可以申诉。")
    if case.appeal:
        raise OutOfTurn("已经申诉过，请等复核。")
    if not text.strip():
        raise BadMessage("请写明申诉的理由。")
    return replace(case, appeal={"by": by.id, "at": now.isoformat(), "text": text.strip()})


def appeal_decided(case: Case, by: Staff, *, upheld: bool, text: str, now: datetime) -> Case:
    """The decision by a lead who is not the person rated."""
    if by.role != "lead" or not sees(case, by) or case.about == by.id:
        raise NotAllowed("申诉由别的负责人复核。")
    if not case.appeal or "decided_at" in case.appeal:
        raise OutOfTurn("没有待复核的申诉。")
    if not text.strip():
        raise BadMessage("请写明复核的意见。")
    decision = {"decided_by": by.id, "decided_at": now.isoformat(), "upheld": upheld, "opinion": text.strip()}
    return replace(case, appeal={**case.appeal, **decision})
