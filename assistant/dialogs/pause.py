"""After a pause of half a day: one sentence on what was talked about, before the answer; the thread is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from assistant.dialogs import memory
from assistant.dialogs.cards import name_in_sentence
from assistant.dialogs.human import current_item
from assistant.dialogs.safety import guard_life
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Reply

LONG = timedelta(hours=12)
UNREMINDED = ("human", "trouble")
"""Kinds of answers that a reminder would only hold up."""


def reminded(turn: Turn, outcome: Outcome) -> Outcome:
    """The outcome, begun with the matter of last time when the last message is long ago and the matter still open."""
    item = current_item(turn)
    dialog = memory.note(outcome.dialog, at=turn.now.isoformat())
    if item is None or outcome.dialog.matter is None or not _paused(turn) or guard_life(turn):
        return replace(outcome, dialog=dialog)
    voice = voice_of(turn)
    name = name_in_sentence(item)
    told = outcome.replies[:1] == (Reply(voice("greeting.back", name=name)),)
    if told or any(reply.kind in UNREMINDED for reply in outcome.replies):
        return replace(outcome, dialog=dialog)
    lead = Reply(voice("pause.last_time", name=name), kind="notice")
    return replace(outcome, replies=(lead, *outcome.replies), dialog=dialog)


def _paused(turn: Turn) -> bool:
    last = turn.dialog.memo.get("at")
    if not isinstance(last, str):
        return False
    before = datetime.fromisoformat(last)
    return (before.tzinfo is None) == (turn.now.tzinfo is None) and turn.now - before > LONG
