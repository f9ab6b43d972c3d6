"""Whom a person is handed over to: the department of what is talked of now, also when it was named only in passing."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import memory
from assistant.dialogs.content import names_of, pairs
from assistant.dialogs.hearing import compact, pattern
from assistant.dialogs.human import call_human, current_item
from assistant.dialogs.searching import judged, likely_item, named_item
from assistant.dialogs.turn import Outcome, Turn

ABOUT = "about"
"""Note, for the next message only: the other matter that the last message seemed to be about."""
POSSIBLE = 0.04
_SAID_ON_CALLING = ("command.human", "trouble", "open_case", "abuse")


def call_for(turn: Turn, reason: str, lead: str = "") -> Outcome:
    """The hand-over, with the matter talked of now taken up; of a subject alone (公积金的事), to its department."""
    turned = turn_to_it(turn)
    stuck = turn.dialog.memo.get("case") or None
    return call_human(turned, reason, lead, department_now(turn) or stuck if turned is turn else None)


def turn_to_it(turn: Turn) -> Turn:
    """The turn with the matter that is talked of now: named in this message, or in passing just before."""
    code, present = named_now(turn) or turn.dialog.memo.get(ABOUT), current_item(turn)
    if code not in turn.library.catalogue.items or (present and present.code == code):
        return turn
    return replace(turn, dialog=memory.take_up(memory.put_aside(turn.dialog), str(code)))


def named_now(turn: Turn) -> str | None:
    """The matter that the message names for sure beside the wish for a person."""
    rest = _beside_the_call(turn)
    if not rest:
        return None
    judgement = judged(turn, rest)
    if judgement.outcome == "sure" and judgement.items:
        return judgement.items[0]
    saying = replace(turn, message=replace(turn.message, text=rest))
    name = named_item(saying)
    likely = likely_item(saying, judgement)
    return likely or (name if judgement.ranking and judgement.ranking[0].code == name else None)


def department_now(turn: Turn) -> str | None:
    """The department that all the matters have of which the message may speak, when it names no single one."""
    rest, words = _beside_the_call(turn), turn.library.catalogue.wording
    items = turn.library.catalogue.items
    if not rest:
        return None
    found = [items[c.code] for c in judged(turn, rest).ranking[:6] if c.code in items and c.probability >= POSSIBLE]
    told = pairs(words, rest)
    found = [item for item in found if any(pair in compact("。".join(names_of(item))) for pair in told)]
    return found[0].department if found and len({item.department for item in found}) == 1 else None


def _beside_the_call(turn: Turn) -> str:
    """What the message says beside the wish for a person or the trouble; empty when nothing of substance."""
    words, rest = turn.library.catalogue.wording, compact(turn.message.text)
    if turn.message.choice:
        return ""
    for key in _SAID_ON_CALLING:
        rest = pattern(words.get(f"hear.{key}", "")).sub("，", rest)
    rest = rest.strip("，")
    return rest if pairs(words, rest) else ""
