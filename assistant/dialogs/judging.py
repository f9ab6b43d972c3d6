"""能不能办, one step further: what would decide a condition is asked, then the conditions are told again."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import memory
from assistant.dialogs.circumstances import question
from assistant.dialogs.turn import Turn
from assistant.knowledge.answers import holds
from assistant.knowledge.relevant import open_circumstances
from assistant.knowledge.schema import Circumstance, Item
from assistant.messages import Reply
from assistant.records import Dialog


def deciding(item: Item, dialog: Dialog) -> Circumstance | None:
    """The first circumstance not asked yet that a condition still open turns on."""
    answers = dialog.matter.answers if dialog.matter else {}
    names: set[str] = set()
    for condition in item.acceptance_conditions:
        settled = [w for w in (condition.failed_if, condition.met_if) if w and holds(w, answers)]
        if not settled and holds(condition.only_if, answers) is not False:
            names |= {*condition.met_if, *condition.failed_if}
    return next((c for c in open_circumstances(item, answers) if c.id in names), None)


def ask_deciding(turn: Turn, dialog: Dialog, item: Item) -> tuple[tuple[Reply, ...], Dialog]:
    """The one question that would settle a condition, and the dialog that waits for its answer; nothing when none."""
    asked = deciding(item, dialog)
    if asked is None or dialog.asking:
        return (), dialog
    waiting = replace(memory.forget(dialog, "narrowed", "more"), asking=asked.id, asked=0, offered=())
    return (question(turn, item, asked, key="eligible.ask"),), memory.note(waiting, judging=asked.id)
