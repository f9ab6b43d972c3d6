"""Whom a person is handed over to: the department of what is talked of now, also when it was named only in passing."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import memory
from assistant.dialogs.content import pairs
from assistant.dialogs.hearing import compact, pattern
from assistant.dialogs.human import call_human, current_item
from assistant.dialogs.searching import judged, likely_item, named_item
from assistant.dialogs.turn import Outcome, Turn

ABOUT = "about"
"""Note, for the next message only: the other matter that the last message seemed to be about."""
_SAID_ON_CALLING = ("command.human", "trouble", "open_case", "abuse")


def call_for(turn: Turn, reason: str, lead: str = "", department: str | None = None) -> Outcome:
    """The hand-over, with the matter talked of now taken up."""
    return call_human(turn_to_it(turn), reason, lead, department)


def turn_to_it(turn: Turn) -> Turn:
    """The turn with the matter that is talked of now: named in this message, or in passing just before."""
    code, present = named_now(turn) or turn.dialog.memo.get(ABOUT), current_item(turn)
    if code not in turn.library.catalogue.items or (present and present.code == code):
        return turn
    return replace(turn, dialog=memory.take_up(memory.put_aside(turn.dialog), str(code)))


def named_now(turn: Turn) -> str | None:
    """The matter that the message names for sure beside the wish for a person."""
    words, rest = turn.library.catalogue.wording, compact(turn.message.text)
    if turn.message.choice:
        return None
    for key in _SAID_ON_CALLING:
        rest = pattern(words.get(f"hear.{key}", "")).sub("，", rest)
    if not pairs(words, rest):
        return None
    judgement = judged(turn, rest)
    if judgement.outcome == "sure" and judgement.items:
        return judgement.items[0]
    saying = replace(turn, message=replace(turn.message, text=rest))
    name = named_item(saying)
    likely = likely_item(saying, judgement)
    return likely or (name if judgement.ranking and judgement.ranking[0].code == name else None)
