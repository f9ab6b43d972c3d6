"""A case as one account may see it: who rated stays hidden from all but those who handle the case (EV-11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from assistant.helpdesk.case_dates import Late, lateness, local_day
from assistant.helpdesk.case_moves import may_work
from assistant.helpdesk.case_rules import CLOSED, CaseMove, open_moves
from assistant.helpdesk.rights import may_see
from assistant.knowledge.hours import SHANGHAI
from assistant.people import Staff
from assistant.records import Utterance, by_the_page
from assistant.tickets import Case, CaseEvent, Rating, RatingChange, Ticket


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of the list: the case with what is late about it."""

    case: Case
    late: tuple[Late, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as this account may see it; ``moves`` are those it may make now."""

    case: Case
    events: tuple[CaseEvent, ...]
    moves: tuple[CaseMove, ...]
    late: tuple[Late, ...]
    rating: Rating | None
    changes: tuple[RatingChange, ...]
    may_work: bool
    may_appeal: bool
    may_decide: bool
    has_contact: bool
    number: str = ""
    """Of the ticket that it is about, for those who handle it."""
    may_open: bool = False
    """Whether this account may see that ticket at the desk."""
    said: tuple[Utterance, ...] = ()
    """The talk that was rated, for those who handle the case."""


_FOR_THE_RATED = ("open", "appeal", "decide")


def _day(moment: datetime) -> datetime:
    """The beginning of the day in Shanghai."""
    return moment.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def _seen_by(event: CaseEvent, case: Case, by: Staff) -> CaseEvent:
    return replace(event, at=_day(event.at)) if case.about == by.id else event


def hidden(case: Case, by: Staff) -> Case:
    """Without what would tell who rated (EV-11): only those who handle the case may know the talk it came from, and
    whom it is about sees neither the matter nor the minute."""
    if case.about == by.id:
        bare = replace(case, conversation="", ticket=None, contact=None, packet={}, item=None)
        return replace(bare, opened_at=_day(case.opened_at))
    if may_work(case, by) and (by.role == "lead" or case.owner == by.id):
        return replace(case, contact=None)
    return replace(case, conversation="", ticket=None, contact=None, packet={})


def with_talk(view: CaseView, ticket: Ticket | None, said: tuple[Utterance, ...], by: Staff) -> CaseView:
    """The view with the talk it is about; whom the case is about never sees it (EV-11)."""
    if view.case.about == by.id or not view.case.conversation:
        return view
    shown = replace(view, said=tuple(u for u in said if not by_the_page(u)))
    return replace(shown, number=ticket.number, may_open=may_see(by, ticket)) if ticket else shown


def view_of(
    case: Case,
    events: tuple[CaseEvent, ...],
    rating: Rating | None,
    changes: tuple[RatingChange, ...],
    by: Staff,
    now: datetime,
    *,
    has_contact: bool,
) -> CaseView:
    working = may_work(case, by) and (by.role == "lead" or case.owner in (None, by.id))
    moves = open_moves(case.kind, case.state, called_back=bool(case.callback_result)) if working else ()
    bare = rating
    if rating and case.about == by.id:
        bare = replace(rating, conversation="", channel="", ticket=None, item=None, at=_day(rating.at))
    undecided = bool(case.appeal) and "decided_at" not in case.appeal
    return CaseView(
        case=hidden(case, by),
        events=tuple(_seen_by(e, case, by) for e in events if case.about != by.id or e.move in _FOR_THE_RATED),
        moves=moves,
        late=lateness(case, local_day(now)),
        rating=bare,
        changes=changes,
        may_work=working and case.state not in CLOSED,
        may_appeal=case.kind == "rating" and case.about == by.id and not case.appeal,
        may_decide=undecided and by.role == "lead" and case.about != by.id,
        has_contact=has_contact and working,
    )
