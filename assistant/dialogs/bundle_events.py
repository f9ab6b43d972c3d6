"""Whether a message tells a life event that several items belong to: by its phrases, or told as a story."""

from __future__ import annotations

from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.searching import judged
from assistant.dialogs.subject import wants_something
from assistant.dialogs.turn import Turn
from assistant.knowledge.schema import Bundle

LONGEST_STORY = 60


def event_in(turn: Turn) -> Bundle | None:
    """The life event that a message tells and asks all of, if it does."""
    words, said = turn.library.catalogue.wording, compact(turn.message.text)
    bundles = turn.library.catalogue.bundles.values()
    for bundle in bundles:
        own = (bundle.name, *bundle.triggers, *(a for a in bundle.aliases if a.endswith("一件事")))
        if any(compact(phrase) in said for phrase in own) or heard(words, f"event.{bundle.id}", said):
            return bundle
    told = (b for b in bundles if len(said) <= LONGEST_STORY and heard(words, f"happened.{b.id}", said))
    return next((b for b in told if _asks_all(turn, b)), None)


def _asks_all(turn: Turn, bundle: Bundle) -> bool:
    """Whether the whole is wanted: said so, or the event is all that is told – and no one item is meant for sure."""
    if heard(turn.library.catalogue.wording, "ask_all", turn.message.text):
        return True
    judgement = judged(turn)
    return judgement.outcome != "sure" and not wants_something(turn)
