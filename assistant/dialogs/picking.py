"""A free-text pick among the items offered: by name, by place, by 都不是."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import memory
from assistant.dialogs.hearing import whole
from assistant.dialogs.items import take_item
from assistant.dialogs.pressing import press_button
from assistant.dialogs.searching import judged, wanted
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.understand import by_place, named_option
from assistant.knowledge.schema import Circumstance, Option


def pick_offered(turn: Turn) -> Outcome | None:
    """Take the message as a choice among the items offered last."""
    items = turn.library.catalogue.items
    offered = tuple(c for c in turn.dialog.offered if c in items)
    if not offered or turn.message.choice:
        return None
    words, said = turn.library.catalogue.wording, turn.message.text
    if whole(words, "none_of_them", said):
        return press_button(replace(turn, message=replace(turn.message, choice="none")))
    options = tuple(Option(id=f"o{n}", label=items[c].item_name, words=items[c].aliases) for n, c in enumerate(offered))
    if len(options) == 1:
        return None
    shown = Circumstance(id="offered", question="?", options=options)
    place = by_place(words, shown, said)
    judgement = judged(turn)
    if not place and judgement.outcome == "sure" and judgement.items[0] not in offered:
        return None
    option = place or named_option(words, shown, said)
    code = offered[int(option[1:])] if option else _nearest(turn, offered)
    if code is None:
        return None
    return take_item(turn, memory.forget(turn.dialog, "wish"), code, wanted(turn))


def _nearest(turn: Turn, offered: tuple[str, ...]) -> str | None:
    """The offered item that the search finds first of all for this message."""
    judgement = judged(turn)
    best = judgement.ranking[0].code if judgement.ranking else ""
    return best if best in offered and judgement.outcome != "unknown" else None
