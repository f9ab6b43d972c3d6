"""Several items might be meant: two to four to choose from, each with a line on how it differs."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.names import spell_out
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Choice, Reply
from assistant.records import Dialog

MOST_OFFERED = 4


def offer_items(turn: Turn, dialog: Dialog, codes: tuple[str, ...], lead: str = "") -> Outcome:
    """Buttons for the items, what tells them apart under each; 都不是 and 找人工 below."""
    voice, items = voice_of(turn), turn.library.catalogue.items
    shown = tuple(c for c in codes if c in items)[: 3 if dialog.plain else MOST_OFFERED]
    ways = tuple(Choice(f"item:{c}", items[c].item_name, difference(turn, c, shown)) for c in shown)
    dialog = memory.note(replace(dialog, offered=shown, asking=None, asked=0, misses=0), shown=list(shown))
    text = lead or voice("choose.which")
    quiet = (buttons.quiet(voice, "none"), buttons.human(voice))
    return Outcome((Reply(text, choices=(*ways, *quiet), kind="choice"),), dialog)


def difference(turn: Turn, code: str, among: tuple[str, ...]) -> str:
    """One line on what tells an item from the others: what they say about it, else its own summary."""
    items = turn.library.catalogue.items
    said = [c.how for other in among if other != code for c in items[other].confusable if c.code == code]
    text = said[0] if said else items[code].summary.text
    return spell_out(text, items)
