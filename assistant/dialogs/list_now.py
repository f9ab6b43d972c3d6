"""别问了，直接说要带什么: the whole list at once, what depends on the case as 如果……还需……, and no further question."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import memory
from assistant.dialogs.bundle_memory import tray
from assistant.dialogs.circumstances import hand_over_list
from assistant.dialogs.clauses import asked_here
from assistant.dialogs.facts import answer_aspects_of
from assistant.dialogs.hearing import compact, heard, pattern
from assistant.dialogs.human import current_item
from assistant.dialogs.items import opening, take_up_told
from assistant.dialogs.searching import another_item, judged
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Reply

LIKELY = 0.3
SHORTEST = 2
NOT_NOW = ("materials", "how")


def list_now(turn: Turn) -> Outcome | None:
    """The full list of the matter talked about, of the one named, or of the likeliest of those offered."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if turn.message.choice or not heard(words, "list_now", said):
        return None
    if tray(turn) and turn.dialog.matter is None:
        return None
    code, guessed = _of_what(turn)
    if code is None:
        return None
    item = turn.library.catalogue.items[code]
    new = turn.dialog.matter is None or turn.dialog.matter.item != code
    before = memory.put_aside(turn.dialog) if new else turn.dialog
    dialog = take_up_told(turn, memory.take_up(before, code), item)
    lead: list[Reply] = [Reply(voice_of(turn)("choose.likely", name=item.item_name))] if guessed else []
    lead += [opening(turn, dialog, item, ("materials",))] if new else []
    lead += answer_aspects_of(turn, dialog, item, [name for name in asked_here(turn) if name not in NOT_NOW])
    return hand_over_list(turn, dialog, item, *lead)


def _of_what(turn: Turn) -> tuple[str | None, bool]:
    """The item whose list is wanted, and whether it is only the likeliest."""
    words, items = turn.library.catalogue.wording, turn.library.catalogue.items
    present = current_item(turn)
    rest = pattern(words.get("hear.list_now", "")).sub("", compact(turn.message.text))
    saying = replace(turn, message=replace(turn.message, text=rest or turn.message.text))
    if present:
        return another_item(saying, present.code) or present.code, False
    offered = [code for code in turn.dialog.offered if code in items]
    judgement = judged(turn, rest) if len(rest) >= SHORTEST else None
    best = judgement.ranking[0] if judgement and judgement.ranking else None
    if best and best.code in items and best.probability >= LIKELY and (not offered or best.code in offered):
        return best.code, judgement is not None and judgement.outcome != "sure"
    if offered:
        return offered[0], True
    return None, False
