"""Whether a topic that is not ours is really spoken of, in the middle of one of our matters."""

from __future__ import annotations

from assistant.dialogs.asking import asks
from assistant.dialogs.aspects import DETAILS, asked_aspects
from assistant.dialogs.clauses import gist
from assistant.dialogs.content import pairs, text_of
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.turn import Turn
from assistant.knowledge.schema import Elsewhere

CHAT = ("chitchat", "nonsense", "injection")
GROUNDED = 0.5
"""Share of what is said that a topic must speak of to be recognised in the middle of a matter."""


def grounded(turn: Turn, topic: Elsewhere) -> bool:
    """Whether the words of the message are the topic's own, and not the present item's.

    In the middle of a matter a question without a matter of its own (照片怎么拍) resembles whatever it likes.
    """
    words, said = turn.library.catalogue.wording, turn.message.text
    if any(name in DETAILS for name in asked_aspects(words, said)) or heard(words, "paper_asked", said):
        return False
    asked = pairs(words, gist(words, said))
    told = compact("。".join((topic.title, topic.goto, *topic.examples)))
    item = turn.library.catalogue.items.get(turn.dialog.matter.item) if turn.dialog.matter else None
    here = text_of(item) if item else ""
    own = [pair for pair in asked if pair in told and pair not in here]
    if topic.kind in CHAT and not asked:
        return not asks(words, said)
    return bool(own) and sum(pair in told for pair in asked) >= GROUNDED * len(asked)
