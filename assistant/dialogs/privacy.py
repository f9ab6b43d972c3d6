"""ID, phone and card numbers in a message: covered before any step sees them, and said not to be needed."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs.turn import Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Reply
from assistant.text.mask import mask


def covered(turn: Turn) -> tuple[Turn, bool]:
    """The turn with numbers masked, and whether there were any."""
    hidden = mask(turn.message.text)
    found = hidden != turn.message.text
    return (replace(turn, message=replace(turn.message, text=hidden)) if found else turn), found


def notice(turn: Turn) -> Reply:
    """The number is not needed and was covered; it is not repeated."""
    return Reply(voice_of(turn)("privacy.masked"), kind="notice")
