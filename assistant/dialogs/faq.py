"""The item's own questions and answers: the one that comes nearest to what was asked, if one is near enough."""

from __future__ import annotations

from assistant.dialogs.hearing import compact, pattern
from assistant.dialogs.turn import Turn
from assistant.knowledge.schema import Item, Question

NEAR_ENOUGH = 0.5
"""Share of the message's pairs of signs that the question must have: half is a question in other words."""

FEWEST_PAIRS = 3


def nearest_question(turn: Turn, item: Item) -> Question | None:
    """The question of the item whose words cover most of the message; ``None`` when none covers half of it."""
    fillers = pattern(turn.library.catalogue.wording.get("hear.particle", ""))
    names = set().union(*(_pairs(compact(name)) for name in (item.item_name, *item.aliases)))
    said = _pairs(fillers.sub("", compact(turn.message.text))) - names
    if len(said) < FEWEST_PAIRS:
        return None
    shares = [(len(said & _pairs(fillers.sub("", compact(f.q)))) / len(said), f) for f in item.faq]
    best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= NEAR_ENOUGH else None


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
