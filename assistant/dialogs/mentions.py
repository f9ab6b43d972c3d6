"""A question that nothing written answers as such: the sentence of the item that speaks of it, if there is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.dialogs.cards import name_in_sentence
from assistant.dialogs.content import own_pairs, text_of
from assistant.dialogs.hearing import compact
from assistant.dialogs.names import spell_out
from assistant.dialogs.turn import Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.schema import Item, Sourced
from assistant.knowledge.speech import marks_of, said_or_expired
from assistant.messages import Reply

COVERED = 0.67
"""Share of what is asked that a sentence must speak of."""
COMMON = 0.25
"""A pair of signs that more than this share of all items use says nothing of what is asked."""


def sentence_on(turn: Turn, item: Item) -> Reply | None:
    """The one sentence of the item with nearly all that is asked in it, told as what it is: what the papers mention."""
    asked = own_pairs(turn.library.catalogue.wording, turn.message.text, item)
    often = _often(turn.library.catalogue)
    rare = frozenset(pair for pair in asked if often.get(pair, 0.0) <= COMMON)
    if not rare:
        return None
    scored = [(sum(p in compact(text) for p in rare), s, text) for s, text in _sentences(item)]
    best = max(scored, key=lambda one: one[0], default=None)
    if best is None or best[0] < COVERED * len(rare):
        return None
    catalogue, voice = turn.library.catalogue, voice_of(turn)
    said = said_or_expired(catalogue, best[1], best[2], turn.today)
    doubt = voice("note.doubtful") if said.doubtful else ""
    text = voice("mention.head", name=name_in_sentence(item)) + "\n" + spell_out(said.text, catalogue.items) + doubt
    return Reply(text, sources=marks_of([said.source]))


def _sentences(item: Item) -> list[tuple[Sourced, str]]:
    told: list[tuple[Sourced, str]] = [(s, s.text) for s in (*item.acceptance_conditions, *item.steps, *item.places)]
    told += [(limit, limit.text) for limit in item.time_limits]
    told += [(item.fee, item.fee.text), (item.result, item.result.text)]
    told += [(o.note, o.note.text) for c in item.circumstances for o in c.options if o.note]
    return told + [(f, f.a) for f in item.faq]


@dataclass(frozen=True, slots=True)
class _Known:
    """A catalogue told from others by its version, so that what is counted in it can be remembered."""

    version: str
    catalogue: Catalogue = field(compare=False, hash=False)


def _often(catalogue: Catalogue) -> Mapping[str, float]:
    return _counted(_Known(catalogue.version, catalogue))


@lru_cache(maxsize=2)
def _counted(known: _Known) -> Mapping[str, float]:
    """In which share of all items each pair of signs occurs."""
    texts = [text_of(item) for item in known.catalogue.items.values()]
    counted = Counter(pair for text in texts for pair in {text[i : i + 2] for i in range(len(text) - 1)})
    return {pair: times / len(texts) for pair, times in counted.items()}
