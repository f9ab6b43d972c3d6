"""Where dialog and desk meet: what is done with a message before the bot, and after it when a person is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from assistant.dialogs import memory
from assistant.dialogs.hearing import compact, heard, whole
from assistant.dialogs.privacy import covered, notice
from assistant.dialogs.safety import guard_life
from assistant.dialogs.turn import CallAgent, Outcome, Turn
from assistant.helpdesk import waiting
from assistant.helpdesk.lifecycle import OWNED
from assistant.helpdesk.opening import Call, is_staffed, open_ticket
from assistant.helpdesk.safe import Safe
from assistant.helpdesk.scene import CITIZEN, Scene, event
from assistant.helpdesk.serving import citizen_said
from assistant.messages import IncomingMessage, Reply
from assistant.records import Conversation
from assistant.switches import NOTHING_OFF, Switches
from assistant.tickets import Ticket

CONTACT = "desk_contact"
"""Note in the dialog: the ticket for which a call-back number was asked."""

ABOUT_THE_PAGE = frozenset({"start", "plain:on", "plain:off"})
"""Choices that are for the page, not for a person: the bot obeys them whoever is speaking."""

_NO_MATTER = frozenset({"notice", "plain:on", "plain:off", "greeting", "rate", "rated", "case"})
"""Kinds of replies that are about nothing to be solved."""

_LEADS = {"cannot_get_done": "trouble.taken", "bot_off": "switches.bot_off"}
"""Why a person is called → what is said before the place in the queue."""

SHORT = 14
"""A refusal of the number is short; in a longer message something else is said."""

_PHONE = re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{9,11}|(?!20\d\d[01]\d)[2-9]\d{7})(?!\d)")  # 20261120 is a day
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-－—]{1,2}(?=\d)")
_MANY_DIGITS = re.compile(r"\d{6,}")


@dataclass(frozen=True, slots=True)
class Visit:
    """One message at the desk's door; ``ticket`` is the conversation's open one, ``latest`` its newest."""

    scene: Scene
    conversation: Conversation
    message: IncomingMessage
    ticket: Ticket | None
    safe: Safe | None = None
    switches: Switches = NOTHING_OFF
    latest: Ticket | None = None

    @property
    def turn(self) -> Turn:
        """The message as the dialog sees it."""
        return Turn(self.message, self.conversation.dialog, self.scene.library, self.scene.now)


Step = Callable[[Visit], Awaitable[Outcome | None]]


async def talk_to_person(visit: Visit) -> Outcome | None:
    """A person has the talk: the words go to the officer and the bot is silent, but for danger to life."""
    ticket, message, dialog = visit.ticket, visit.message, visit.conversation.dialog
    if ticket is None or ticket.state not in OWNED or message.choice in ABOUT_THE_PAGE:
        return None
    await citizen_said(visit.scene, ticket)
    turn, hidden = covered(visit.turn)
    danger = guard_life(turn)
    if danger is not None:
        return Outcome(danger.replies, dialog)
    if message.choice in ("human", "restart", waiting.PLACE, waiting.LEAVE):
        return Outcome((await waiting.standing(visit.scene, ticket),), dialog)
    return Outcome((notice(turn),) if hidden else (), dialog)


async def take_contact(visit: Visit) -> Outcome | None:
    """A number to call back, asked for with its purpose (PI-03): sealed, and never in the talk."""
    ticket, dialog, scene = visit.ticket, visit.conversation.dialog, visit.scene
    if ticket is None or ticket.state != "callback" or dialog.memo.get(CONTACT) != ticket.id or visit.safe is None:
        return None
    if visit.message.choice == waiting.SKIP:
        return _said(visit, "contact_skipped", forget=True)
    if visit.message.choice:
        return None
    words, said = scene.library.catalogue.wording, visit.message.text
    if whole(words, "desk.decline", said) or (len(compact(said)) <= SHORT and heard(words, "desk.no_number", said)):
        return _said(visit, "contact_skipped", forget=True)  # the number is declined, not the answer
    digits = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", visit.message.text))
    number = _PHONE.search(digits)
    if number is None:
        only_digits = _MANY_DIGITS.search(digits) is not None and len(compact(digits)) <= 20
        return _said(visit, "contact_unclear") if only_digits else None
    await scene.stores.tickets.change(ticket, {"contact": visit.safe.seal(number[0])})
    await event(scene, ticket, "contact", CITIZEN)
    return _said(visit, "contact_kept", forget=True)


async def tend_queue(visit: Visit) -> Outcome | None:
    """Still waiting: the place again, or out of the queue. Everything else is for the bot."""
    ticket, message, scene = visit.ticket, visit.message, visit.scene
    if message.choice in (waiting.PLACE, waiting.LEAVE, waiting.SKIP) and ticket is None:
        return _said(visit, "no_queue")
    if ticket is None or ticket.state not in ("queued", "callback"):
        return None
    words, said = scene.library.catalogue.wording, "" if message.choice else message.text
    if message.choice == waiting.LEAVE or (said and (heard(words, "desk.leave", said) or _declines(visit))):
        _, reply = await waiting.leave(scene, ticket)
        return Outcome((reply,), memory.forget(visit.conversation.dialog, CONTACT))
    if message.choice in (waiting.PLACE, waiting.SKIP) or (said and heard(words, "desk.place", said)):
        return Outcome((await waiting.standing(scene, ticket),), visit.conversation.dialog)
    return None


STEPS: tuple[Step, ...] = (talk_to_person, take_contact, tend_queue)
"""What is considered before the bot is asked, in this order."""


async def before_bot(visit: Visit) -> Outcome | None:
    """The first of STEPS that knows what to do with the message."""
    for step in STEPS:
        if (found := await step(visit)) is not None:
            return found
    return None


async def after_bot(visit: Visit, outcome: Outcome) -> tuple[Outcome, Ticket | None]:
    """The outcome with its calls for a person performed, and the ticket if one was opened.

    Where nobody works at a desk, the bot's own answer (telephone, place, hours) stands as it is.
    """
    call = next((e for e in outcome.effects if isinstance(e, CallAgent)), None)
    if call is None:
        return await _go_on(visit, outcome)
    if not await is_staffed(visit.scene):
        return outcome, None
    ticket, fresh = await open_ticket(visit.scene, visit.conversation, Call(call.department, call.item, call.reason))
    reply = await waiting.standing(visit.scene, ticket, fresh=fresh)
    replies = tuple(_instead(said, reply, visit, call) for said in outcome.replies)
    if all(said.kind != "human" for said in outcome.replies):
        replies = (*replies, reply)
    dialog = _asks_contact(visit, outcome, ticket, fresh=fresh).dialog
    return Outcome(replies, dialog, outcome.effects if fresh else ()), ticket if fresh else None


async def _go_on(visit: Visit, outcome: Outcome) -> tuple[Outcome, Ticket | None]:
    """Who writes again soon after a talk that solved nothing goes on with the same matter."""
    scene = visit.scene
    if visit.switches.of("handover") is not None:
        return outcome, None
    if visit.ticket is not None or visit.message.choice or is_polite(visit) or not _matter_talked_about(outcome):
        return outcome, None
    latest = visit.latest
    if latest is None or latest.outcome != "unsolved" or latest.closed_at is None:
        return outcome, None
    if scene.now - latest.closed_at > timedelta(hours=scene.settings.desk_reopen_hours):
        return outcome, None
    call = Call(latest.department, latest.item, "reopened", previous=latest)
    ticket, fresh = await open_ticket(scene, visit.conversation, call)
    lead = Reply(scene.words("reopened", number=latest.number), kind="desk")
    replies = (*outcome.replies, lead, await waiting.standing(scene, ticket, fresh=fresh))
    effect = CallAgent(scene.department_name(latest.department), latest.item, "reopened")
    outcome = Outcome(replies, outcome.dialog, (effect,))
    return _asks_contact(visit, outcome, ticket, fresh=fresh), ticket


def _asks_contact(visit: Visit, outcome: Outcome, ticket: Ticket, *, fresh: bool) -> Outcome:
    if not fresh or visit.safe is None:
        return outcome
    if ticket.state != "callback":
        return replace(outcome, dialog=memory.forget(outcome.dialog, CONTACT))
    return replace(outcome, dialog=memory.note(outcome.dialog, **{CONTACT: ticket.id}))


def _instead(said: Reply, reply: Reply, visit: Visit, call: CallAgent) -> Reply:
    """The place in the queue instead of the bot's 转人工 sentence; its telephone numbers and ways on stay."""
    if said.kind != "human":
        return said
    words = visit.scene.library.catalogue.wording
    key = _LEADS.get(call.reason)
    lead = words[key].strip() + "\n" if key else ""
    return replace(reply, text=lead + reply.text, phones=said.phones, choices=(*reply.choices, *said.choices))


def _said(visit: Visit, key: str, *, forget: bool = False) -> Outcome:
    dialog = visit.conversation.dialog
    return Outcome((Reply(visit.scene.words(key), kind="desk"),), memory.forget(dialog, CONTACT) if forget else dialog)


def _declines(visit: Visit) -> bool:
    """“不用了”, when nothing else was asked just now."""
    words = visit.scene.library.catalogue.wording
    return not visit.conversation.dialog.asking and whole(words, "desk.decline", visit.message.text)


def is_polite(visit: Visit) -> bool:
    """Whether nothing was said but thanks, a greeting or a farewell."""
    words, said = visit.scene.library.catalogue.wording, visit.message.text
    return any(whole(words, f"manners.{name}", said) for name in ("thanks", "goodbye", "hello"))


def _matter_talked_about(outcome: Outcome) -> bool:
    """Not a command, a notice or an emergency: something to be solved."""
    return any(r.kind not in _NO_MATTER for r in outcome.replies)
