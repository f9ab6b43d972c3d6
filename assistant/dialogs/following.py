"""Follow-ups that do not name the item: aspects and circumstances of the matter talked about."""

from __future__ import annotations

from assistant.dialogs.aspects import asked_aspects
from assistant.dialogs.circumstances import carry_on
from assistant.dialogs.human import current_item
from assistant.dialogs.items import answer_all, take_up_told
from assistant.dialogs.searching import judged
from assistant.dialogs.turn import Outcome, Turn


def answer_aspects(turn: Turn) -> Outcome | None:
    """Answer what is asked about the current item, unless the message names another one for sure."""
    item = current_item(turn)
    asked = asked_aspects(turn.library.catalogue.wording, turn.message.text)
    if item is None or not asked or _another(turn, item.code):
        return None
    return answer_all(turn, take_up_told(turn, turn.dialog, item), item, asked)


def note_circumstances(turn: Turn) -> Outcome | None:
    """A fact about the case told unasked (我跟他爸没领证的): noted, and the list continued."""
    item = current_item(turn)
    if item is None or _another(turn, item.code):
        return None
    told = take_up_told(turn, turn.dialog, item)
    if told.matter is None or turn.dialog.matter is None or told.matter.answers == turn.dialog.matter.answers:
        return None
    return carry_on(turn, told)


def _another(turn: Turn, code: str) -> bool:
    judgement = judged(turn)
    return judgement.outcome == "sure" and code not in judgement.items
