"""What the dialog remembers of a bundle being put together, as it is stored and as the steps use it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.dialogs import memory
from assistant.dialogs.turn import Turn
from assistant.knowledge.bundle import default_choice
from assistant.knowledge.schema import Bundle, Circumstance
from assistant.records import Dialog


@dataclass(frozen=True, slots=True)
class Tray:
    """A bundle on the table: what is chosen of it, what was told, and the question that is open (item, circumstance).

    ``asked``: how often in a row it was not understood; ``left``: how many questions may still come before the list.
    """

    bundle: Bundle
    chosen: tuple[str, ...]
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asking: tuple[str, str] | None = None
    asked: int = 0
    left: int = 0


def tray(turn: Turn) -> Tray | None:
    """The bundle on the table, if one is and it still exists."""
    noted = turn.dialog.memo.get("bundle", {})
    bundle = turn.library.catalogue.bundles.get(noted.get("id", ""))
    if bundle is None:
        return None
    items = turn.library.catalogue.items
    asking = tuple(noted.get("asking") or ())
    return Tray(
        bundle,
        tuple(code for code in noted.get("chosen", ()) if code in items),
        {name: tuple(options) for name, options in noted.get("answers", {}).items()},
        (asking[0], asking[1]) if len(asking) == 2 and asking[0] in items else None,
        int(noted.get("asked", 0)),
        int(noted.get("left", 0)),
    )


def tray_of(turn: Turn, bundle: Bundle) -> Tray:
    """The bundle as it stands on the table, else as it is begun."""
    known = tray(turn)
    return known if known and known.bundle.id == bundle.id else Tray(bundle, default_choice(bundle))


def kept(dialog: Dialog, on_table: Tray) -> Dialog:
    """The dialog that remembers the bundle so; no single matter is talked about any more."""
    noted = {
        "id": on_table.bundle.id,
        "chosen": list(on_table.chosen),
        "answers": {name: list(options) for name, options in on_table.answers.items()},
        "asking": list(on_table.asking) if on_table.asking else None,
        "asked": on_table.asked,
        "left": on_table.left,
    }
    left_behind = (*dialog.past, dialog.matter)[-memory.PAST_KEPT :] if dialog.matter else dialog.past
    clear = replace(dialog, matter=None, past=left_behind, asking=None, asked=0, offered=(), misses=0)
    return memory.note(clear, bundle=noted)


def asked_now(turn: Turn, on_table: Tray) -> Circumstance | None:
    """The circumstance of the open question."""
    if on_table.asking is None:
        return None
    code, name = on_table.asking
    return next((c for c in turn.library.catalogue.items[code].circumstances if c.id == name), None)
