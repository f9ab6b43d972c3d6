"""Which items of a bundle a message speaks of: by their names, or by words that only one of them has."""

from __future__ import annotations

import re

from assistant.dialogs.bundle_memory import Tray
from assistant.dialogs.content import names_of, pairs
from assistant.dialogs.hearing import compact, find, heard
from assistant.dialogs.turn import Turn

LONGEST_MENTION = 20
_CLAUSES = re.compile(r"[，,。；;！!？?\s]+")


def parts_named(turn: Turn, on_table: Tray, said: str | None = None) -> tuple[str, ...]:
    """Items of the bundle named in full in the message, else the one of whose names a part is said (公积金那个)."""
    items, words = turn.library.catalogue.items, turn.library.catalogue.wording
    text = compact(turn.message.text if said is None else said)
    codes = [p.code for p in on_table.bundle.items if p.code in items]
    names = {c: [compact(n) for n in names_of(items[c])] for c in codes}
    full = tuple(c for c in codes if any(len(name) > 1 and name in text for name in names[c]))
    if full:
        return full
    told = pairs(words, text)
    shares = {c: sum(any(pair in name for name in names[c]) for pair in told) for c in codes}
    most = max(shares.values(), default=0)
    best = [c for c in codes if shares[c] == most]
    inside = [c for c in best if c in on_table.chosen] or best
    return (inside[0],) if most and len(inside) == 1 else ()


def left_out(turn: Turn, on_table: Tray) -> tuple[str, ...]:
    """The items that a message wants out: what stands before 不要, else what stands after it."""
    words = turn.library.catalogue.wording
    clauses = [piece for piece in _CLAUSES.split(turn.message.text) if heard(words, "leave_out", piece)]
    text = compact(clauses[0] if clauses else turn.message.text)
    match = find(words, "leave_out", text)
    if match is None or heard(words, "not.leave_out", turn.message.text):
        return ()
    before = parts_named(turn, on_table, text[: match.start()]) if match.start() > 1 else ()
    return before or parts_named(turn, on_table, text[match.end() :])
