"""ID, phone and card numbers in a message: covered before any step sees them, and said not to be needed."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs.circumstances import continue_question
from assistant.dialogs.hearing import compact
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Reply
from assistant.text.mask import HIDDEN, mask

FEW_SIGNS = 2


def covered(turn: Turn) -> tuple[Turn, bool]:
    """The turn with numbers masked, and whether there were any."""
    hidden = mask(turn.message.text)
    found = hidden != turn.message.text
    return (replace(turn, message=replace(turn.message, text=hidden)) if found else turn), found


def notice(turn: Turn) -> Reply:
    """The number is not needed and was covered; it is not repeated."""
    return Reply(voice_of(turn)("privacy.masked"), kind="notice")


def only_a_number(turn: Turn) -> Outcome | None:
    """A message that is hardly more than a number: nothing to search for; the open question is put again."""
    hidden = any(mark in turn.message.text for mark in HIDDEN.values())
    if not hidden or turn.message.choice or len(compact(turn.message.text)) > FEW_SIGNS:
        return None
    going_on = continue_question(turn, turn.dialog)
    return Outcome((going_on or Reply(voice_of(turn)("privacy.then")),), turn.dialog)
