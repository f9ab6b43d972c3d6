"""Performs what the dialog decided about ratings and cases, in the message's own transaction, and says what came of
it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from assistant.conversation.at_desk import Visit
from assistant.dialogs.case_talk import CASE_CODE, CONTACT, PATIENCE
from assistant.dialogs.turn import (
    CallAgent,
    CaseReason,
    Effect,
    KeepContact,
    LookUpCase,
    OpenCase,
    Outcome,
    Rate,
    RatingWords,
)
from assistant.errors import OutOfTurn
from assistant.helpdesk import case_words
from assistant.helpdesk.case_dates import lateness, local_day
from assistant.helpdesk.case_opening import Cause, Frame, frame_of, stuck_case
from assistant.helpdesk.case_rules import REASONS
from assistant.helpdesk.rating_desk import add_words, rate
from assistant.helpdesk.ratings import bot_service, human_service
from assistant.messages import IncomingMessage, Reply
from assistant.ports import Stores
from assistant.records import Dialog, by_the_page
from assistant.settings import Settings
from assistant.text.case_code import is_code
from assistant.text.mask import mask
from assistant.tickets import Case, CaseEvent, Rating

_PHONE = re.compile(r"(?<!\d)(?:(?:\+?86)?(1[3-9]\d{9})|(0\d{2,3}\d{7,8})|([2-8]\d{7}))(?!\d)")


def phone_in(text: str) -> str | None:
    """The telephone number in a message as it was typed, digits only; ``None`` when there is no clear one."""
    found = _PHONE.search(re.sub(r"(?<=\d)[\s\-－—]+(?=\d)", "", text))
    return next((group for group in found.groups() if group), None) if found else None


@dataclass(slots=True)
class Work:
    """One message's casework: the visit, what the citizen will read, and what the dialog will remember."""

    visit: Visit
    replies: list[Reply]
    dialog: Dialog

    @property
    def stores(self) -> Stores:
        return self.visit.scene.stores

    @property
    def now(self) -> datetime:
        return self.visit.scene.now

    @property
    def settings(self) -> Settings:
        return self.visit.scene.settings

    @property
    def words(self) -> case_words.Words:
        return self.visit.scene.library.catalogue.wording

    @property
    def conversation(self) -> str:
        return self.visit.conversation.id

    @property
    def frame(self) -> Frame:
        return frame_of(self.visit.scene)

    @property
    def plain(self) -> bool:
        return self.dialog.plain

    def say(self, *replies: Reply) -> None:
        self.replies.extend(replies)

    def instead(self, *replies: Reply) -> None:
        """In place of what the step said for the case that nothing is found."""
        self.replies[-1:] = replies

    def sentence(self, key: str, **values: object) -> Reply:
        return Reply(case_words.sentence(self.words, key, plain=self.plain, **values), kind="case")


def is_casework(message: IncomingMessage) -> bool:
    """Whether the message is a button of a rating or a case: those count whoever is speaking with the citizen."""
    return (message.choice or "").partition(":")[0] in ("rate", "case")


async def do_casework(visit: Visit, outcome: Outcome, effects: Sequence[Effect]) -> Outcome:
    """The outcome with its ratings and cases written, and with what the citizen is told of them."""
    work = Work(visit, list(outcome.replies), outcome.dialog)
    for effect in effects:
        match effect:
            case Rate():
                await _rate(work, effect)
            case RatingWords():
                await _rating_words(work, effect)
            case OpenCase():
                await _open(work, effect)
            case CaseReason():
                await _reason(work, effect)
            case KeepContact():
                await _contact(work, effect)
            case LookUpCase():
                await _look_up(work, effect)
            case CallAgent():
                pass
    return replace(outcome, replies=tuple(work.replies), dialog=work.dialog)


async def _rate(work: Work, effect: Rate) -> None:
    given = await _rating(work, effect)
    if given is None:
        return work.instead(work.sentence("rating.nothing"))
    try:
        rated = await rate(work.stores, work.frame, given, timedelta(days=work.settings.rating_days))
    except OutOfTurn:
        return work.instead(work.sentence("rating.too_late", phone=case_words.HOTLINE))
    if rated.corrected:
        thanks = case_words.thanks(work.words, rated.rating.code, corrected=True, plain=work.plain)
        work.instead(replace(thanks, choices=work.replies[-1].choices))
    if rated.case is not None and rated.fresh_case:
        ways = work.replies[-1].choices
        work.instead(
            replace(work.replies[-1], choices=()),
            replace(case_words.opened(work.words, rated.case, plain=work.plain), choices=ways),
        )
    return None


async def _rating(work: Work, effect: Rate) -> Rating | None:
    """What is rated: a closed ticket of this conversation, or the bot on a day it answered here."""
    target, _, reference = effect.service.partition(":")
    where, text = work.visit.conversation, mask(effect.text)
    blank = Rating("", "", "bot", effect.level, text, where.address.channel, where.id, None, None, None, None, work.now)
    if target == "human":
        ticket = await work.stores.tickets.find(reference)
        if ticket is None or ticket.conversation != where.id or ticket.claimed_at is None:
            return None
        return replace(
            blank,
            service=human_service(ticket.id),
            target="human",
            ticket=ticket.id,
            item=ticket.item,
            department=ticket.department,
            staff=ticket.agent,
        )
    today = local_day(work.now)
    if reference not in (f"{today:%Y%m%d}", f"{today - timedelta(days=1):%Y%m%d}"):
        return None
    day = datetime.strptime(reference, "%Y%m%d").replace(tzinfo=work.now.tzinfo).date()
    matter = work.dialog.matter
    item = work.visit.scene.library.catalogue.items.get(matter.item) if matter else None
    department = work.visit.scene.department_id(item.department) if item else None
    return replace(blank, service=bot_service(where.id, day), item=item.code if item else None, department=department)


async def _rating_words(work: Work, effect: RatingWords) -> None:
    given = await _rating(work, Rate(effect.service, 1))
    text = mask(effect.text)
    rating = await add_words(work.stores, given.service, text, work.now) if given else None
    if rating is None:
        return work.instead(work.sentence("rating.nothing"))
    case = await work.stores.cases.by_rating(rating.id)
    if case is not None:
        await _change(work, replace(case, text=rating.text), "words", {"text": text})
    return None


async def _open(work: Work, effect: OpenCase) -> None:
    ticket = await work.stores.tickets.open_of(work.conversation)
    cause = Cause(
        kind="stuck",
        conversation=work.conversation,
        text=mask(effect.text),
        department=work.visit.scene.department_id(effect.department),
        item=effect.item,
        ticket=ticket.id if ticket else None,
        packet=await _packet(work, effect),
    )
    case, fresh = await stuck_case(work.stores, work.frame, cause, work.now)
    work.dialog = replace(work.dialog, memo={**work.dialog.memo, CASE_CODE: case.code})
    if ticket is not None:
        await work.stores.tickets.change(ticket, {"packet": {**ticket.packet, "case": case.code}})
    if fresh:
        work.say(case_words.opened(work.words, case, plain=work.plain))
        work.say(case_words.why_question(work.words, case, plain=work.plain))
    else:
        work.say(work.sentence("case.already", code=case.code))


async def _packet(work: Work, effect: OpenCase) -> dict[str, Any]:
    """What was said so far comes along, so that nothing has to be told twice (NB-01)."""
    said = await work.stores.conversations.said(work.conversation, work.settings.packet_utterances)
    matters = (*work.dialog.past, *((work.dialog.matter,) if work.dialog.matter else ()))
    answers = next((dict(m.answers) for m in reversed(matters) if m.item == effect.item), {})
    return {
        "item": effect.item,
        "version": work.visit.scene.library.version,
        "answers": answers,
        "said": [{"speaker": u.speaker, "text": u.text, "at": u.at.isoformat()} for u in said if not by_the_page(u)],
    }


async def _reason(work: Work, effect: CaseReason) -> None:
    case = await _mine(work, effect.code)
    if case is None:
        return work.instead(work.sentence("case.not_found"))
    if effect.reason in REASONS:
        await _change(work, replace(case, reason=effect.reason), "reason", {"reason": effect.reason})
    ticket = await work.stores.tickets.open_of(work.conversation)
    if case.contact is None and (ticket is None or ticket.state != "callback"):
        note = {"code": case.code, "until": int((work.now + PATIENCE).timestamp())}
        work.dialog = replace(work.dialog, memo={**work.dialog.memo, CONTACT: note})
        work.say(case_words.contact_question(work.words, case, plain=work.plain))
    return None


async def _contact(work: Work, effect: KeepContact) -> None:
    case = await _mine(work, effect.code)
    phone = phone_in(work.visit.message.text)
    if case is None or phone is None:
        note = {"code": effect.code, "until": int((work.now + PATIENCE).timestamp())}
        work.dialog = replace(work.dialog, memo={**work.dialog.memo, CONTACT: note})
        return work.instead(work.sentence("case.contact_unclear"))
    if work.visit.safe is None:
        return work.instead(work.sentence("case.contact_none"))
    await _change(work, replace(case, contact=work.visit.safe.seal(phone)), "contact_left", {})
    return None


async def _look_up(work: Work, effect: LookUpCase) -> None:
    mine = await work.stores.cases.of(work.conversation)
    if effect.code:
        mine = tuple(c for c in mine if c.code == effect.code)
        if not mine and not is_code(effect.code):
            work.instead(work.sentence("case.wrong_code"))
    if mine:
        work.instead(*(_standing(work, case) for case in mine[-3:]))


def _standing(work: Work, case: Case) -> Reply:
    late = "due" in lateness(case, local_day(work.now))
    return case_words.standing(work.words, case, late=late, plain=work.plain)


async def _mine(work: Work, code: str) -> Case | None:
    """The case with this code, if it is this conversation's."""
    case = await work.stores.cases.by_code(code)
    return case if case is not None and case.conversation == work.conversation else None


async def _change(work: Work, case: Case, move: str, detail: dict[str, Any]) -> None:
    event = CaseEvent(case.id, 0, work.now, "citizen", move, case.state, detail)
    await work.stores.cases.change(case, event)
