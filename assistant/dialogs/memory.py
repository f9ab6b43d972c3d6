"""How a dialog's memory changes: small functions from one Dialog to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.records import Dialog, Matter

PAST_KEPT = 5
MOST_KEPT = 4
MOST_ORDERED = 6


def take_up(dialog: Dialog, code: str) -> Dialog:
    """Make ``code`` the matter talked about; one that was left behind comes back with its answers."""
    if dialog.matter and dialog.matter.item == code:
        kept = tuple(c for c in dialog.kept if c != code)
        return forget(replace(dialog, kept=kept, offered=(), misses=0), "wish", "said", "rounds", "rest", "fork")
    known = next((m for m in reversed(dialog.past) if m.item == code), Matter(code))
    past = tuple(m for m in dialog.past if m.item != code)
    if dialog.matter:
        past = (*(m for m in past if m.item != dialog.matter.item), dialog.matter)
    kept = tuple(c for c in dialog.kept if c != code)
    order = tuple(dict.fromkeys((*dialog.memo.get("order", ()), code)))[-MOST_ORDERED:]
    dialog = note(dialog, order=list(order))
    fresh = replace(dialog, matter=known, past=past[-PAST_KEPT:], kept=kept, offered=(), asking=None, asked=0, misses=0)
    return forget(fresh, "narrowed", "more", "wish", "said", "rounds", "rest", "case", "called", "pressed_for", "fork")


def answer(dialog: Dialog, circumstance: str, options: tuple[str, ...]) -> Dialog:
    """Note an answer (empty: left open) to a circumstance of the matter; the newest answer stands last."""
    if dialog.matter is None:
        return dialog
    answers = {k: v for k, v in dialog.matter.answers.items() if k != circumstance}
    answers[circumstance] = options
    return replace(dialog, matter=replace(dialog.matter, answers=answers))


def unanswer(dialog: Dialog, circumstance: str) -> Dialog:
    """Forget the answer to a circumstance, so that it is asked again."""
    if dialog.matter is None:
        return dialog
    answers = {k: v for k, v in dialog.matter.answers.items() if k != circumstance}
    return replace(dialog, matter=replace(dialog.matter, answers=answers))


def note(dialog: Dialog, **values: Any) -> Dialog:
    """Remember something for a later step (must be storable as JSON)."""
    return replace(dialog, memo={**dialog.memo, **values})


def forget(dialog: Dialog, *names: str) -> Dialog:
    """Drop notes."""
    return replace(dialog, memo={k: v for k, v in dialog.memo.items() if k not in names})


def fresh_start(dialog: Dialog) -> Dialog:
    """Forget everything said, but not who is spoken to: greeted and 长辈版 stay."""
    return Dialog(greeted=dialog.greeted, plain=dialog.plain)


def state_of(dialog: Dialog) -> str:
    """Where the citizen stands, for a door: choosing · asking · listed · talking · idle."""
    if dialog.offered:
        return "choosing"
    if dialog.asking:
        return "asking"
    if dialog.matter:
        return "listed" if dialog.matter.listed else "talking"
    return "idle"


def put_aside(dialog: Dialog) -> Dialog:
    """Keep the matter talked about, unless its list was given, so that it is offered again after the new one."""
    matter = dialog.matter
    if matter is None or matter.listed:
        return dialog
    kept = (matter.item, *(code for code in dialog.kept if code != matter.item))
    return forget(replace(dialog, kept=kept[:MOST_KEPT]), "narrowed", "more")
