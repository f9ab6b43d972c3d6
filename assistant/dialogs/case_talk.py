"""A registered case in the talk: why it could not be done, a number to call back, and where it stands."""

from __future__ import annotations

from datetime import timedelta

from assistant.dialogs import buttons, memory
from assistant.dialogs.hearing import compact, heard, whole
from assistant.dialogs.turn import CaseReason, KeepContact, LookUpCase, Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Reply
from assistant.text.case_code import find_code
from assistant.text.mask import HIDDEN

CONTACT = "case_contact"
"""Note: the code of the case for which a number was asked, and until when (a number: written as a date it could be
masked like one) a message with digits is taken as its answer."""

CASE_CODE = "case_code"
"""Note: the code of the case opened last in this conversation; it goes along with every call for a person."""

PATIENCE = timedelta(minutes=30)
_DIGITS = 5
_HIDDEN = tuple(HIDDEN.values())


def take_number(turn: Turn) -> Outcome | None:
    """A message that is nothing but a number, while one is asked for: masked, it looks like an empty message."""
    if turn.message.choice or compact(turn.message.text):
        return None
    return _contact(turn)


def tend_case(turn: Turn) -> Outcome | None:
    """The buttons of a case, the number asked for, 查一下 BC-…, 我的登记.

    The replies say what holds if nothing is found; who performs the effect puts what was found in their place.
    """
    verb, arguments = buttons.pressed(turn.message.choice)
    if verb == "case" and arguments:
        return _pressed(turn, arguments)
    if turn.message.choice:
        return None
    return _contact(turn) or _look_up(turn)


def _pressed(turn: Turn, arguments: tuple[str, ...]) -> Outcome | None:
    if arguments[0] == "why" and len(arguments) == 3:
        key = "case.why_own" if arguments[2].startswith("own_") else "case.why_noted"
        return Outcome(
            (Reply(voice_of(turn)(key), kind="case"),), turn.dialog, (CaseReason(arguments[1], arguments[2]),)
        )
    if arguments[0] == "nophone":
        return Outcome((Reply(voice_of(turn)("case.contact_none")),), memory.forget(turn.dialog, CONTACT))
    return None


def _contact(turn: Turn) -> Outcome | None:
    """A message with a number in it, while a number is asked for. The number itself is masked here already."""
    asked = turn.dialog.memo.get(CONTACT)
    if not asked or turn.now.timestamp() > asked["until"]:
        return None
    words, said = turn.library.catalogue.wording, turn.message.text
    settled = memory.forget(turn.dialog, CONTACT)
    if any(mark in said for mark in _HIDDEN) or sum(c.isdigit() for c in said) >= _DIGITS:
        reply = Reply(voice_of(turn)("case.contact_kept"), kind="case")
        return Outcome((reply,), settled, (KeepContact(asked["code"]),))
    if whole(words, "no", said) or heard(words, "no_phone", said):
        return Outcome((Reply(voice_of(turn)("case.contact_none")),), settled)
    return None


def _look_up(turn: Turn) -> Outcome | None:
    code = find_code(turn.message.text)
    if code is None and not whole(turn.library.catalogue.wording, "my_cases", turn.message.text):
        return None
    reply = Reply(voice_of(turn)("case.not_found" if code else "case.none_yet"), kind="case")
    return Outcome((reply,), turn.dialog, (LookUpCase(code or ""),))
