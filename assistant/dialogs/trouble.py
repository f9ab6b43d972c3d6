"""办不成事: who ran three times and was sent away needs no further list but somebody who takes the case."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.hearing import heard, whole
from assistant.dialogs.human import call_human
from assistant.dialogs.searching import judged
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Choice, Reply


def hear_trouble(turn: Turn) -> Outcome | None:
    """Acknowledge, give no list, offer to take the case; open it when the person agrees."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if turn.message.choice == "case" or (turn.dialog.memo.get("case") and whole(words, "yes", said)):
        return call_human(_about(turn), "cannot_get_done", voice_of(turn)("trouble.taken"))
    if turn.message.choice or not heard(words, "trouble", said):
        return None
    voice = voice_of(turn)
    choices = (Choice("case", voice("button.case")), buttons.human(voice))
    dialog = memory.note(_about(turn).dialog, case=True)
    return Outcome((Reply(voice("trouble.heard"), choices=choices, phones=("12345",), kind="trouble"),), dialog)


def _about(turn: Turn) -> Turn:
    """The turn with the matter that the trouble is about, when the message names one for sure."""
    judgement = judged(turn)
    if judgement.outcome != "sure" or not judgement.items or turn.message.choice:
        return turn
    return replace(turn, dialog=memory.take_up(turn.dialog, judgement.items[0]))
