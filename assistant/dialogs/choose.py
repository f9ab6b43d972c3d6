"""Several items might be meant: one question where one separates two, else two to four with how each differs."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.distinguish import fork
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
    return _choice(turn, dialog, shown, lead or voice("choose.which"), ways)


def ask_between(turn: Turn, dialog: Dialog, codes: tuple[str, ...], rest: tuple[str, ...] = ()) -> Outcome | None:
    """The one question that separates two ``codes``; ``rest`` is offered after 都不是. ``None`` when none is known."""
    items = turn.library.catalogue.items
    if len(codes) != 2 or not all(c in items for c in codes):
        return None
    found = fork(turn, codes[0], codes[1])
    if found is None:
        return None
    named = zip(codes, found.labels, strict=True)
    ways = tuple(Choice(f"item:{c}", label, items[c].item_name) for c, label in named)
    return _choice(turn, memory.note(dialog, rest=list(rest)), codes, found.question, ways)


def _choice(turn: Turn, dialog: Dialog, shown: tuple[str, ...], text: str, ways: tuple[Choice, ...]) -> Outcome:
    voice = voice_of(turn)
    dialog = memory.note(replace(dialog, offered=shown, asking=None, asked=0, misses=0), shown=list(shown))
    quiet = (buttons.quiet(voice, "none"), buttons.human(voice))
    return Outcome((Reply(text, choices=(*ways, *quiet), kind="choice"),), dialog)


def difference(turn: Turn, code: str, among: tuple[str, ...]) -> str:
    """One line on what tells an item from the others: what they say about it, else its own summary."""
    items = turn.library.catalogue.items
    said = [c.how for other in among if other != code for c in items[other].confusable if c.code == code]
    text = said[0] if said else items[code].summary.text
    return spell_out(text, items)
