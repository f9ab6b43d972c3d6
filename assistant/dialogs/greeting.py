"""The first words: a machine, what it can do, a person one tap away, please no ID numbers."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons
from assistant.dialogs.hearing import compact
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Reply


def greeting(turn: Turn, *, alone: bool) -> Reply:
    """The greeting; ``alone`` when nothing follows, so that it also invites to speak."""
    voice = voice_of(turn)
    text = voice("greeting.hello") + ("\n" + voice("greeting.invite") if alone else "")
    other = "plain:off" if turn.dialog.plain else "plain:on"
    return Reply(text, choices=(buttons.human(voice), buttons.quiet(voice, other)), kind="greeting")


def start(turn: Turn) -> Outcome | None:
    """Answer an opened page or an empty message: greet, or say again where we are."""
    if turn.message.choice != "start" and (turn.message.choice or _says_anything(turn)):
        return None
    voice = voice_of(turn)
    if turn.dialog.greeted and turn.message.choice != "start":
        return Outcome((Reply(voice("empty")),), turn.dialog)
    return Outcome((greeting(turn, alone=True),), replace(turn.dialog, greeted=True))


def _says_anything(turn: Turn) -> bool:
    """Whether a message has a letter, a digit or a Chinese sign; faces and dots alone say nothing."""
    return any(sign.isalnum() for sign in compact(turn.message.text))
