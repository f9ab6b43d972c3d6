"""What a message is about, apart from how it asks: its pairs of signs without question words, pronouns and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from assistant.dialogs.aspects import EVERY
from assistant.dialogs.hearing import compact, pattern
from assistant.knowledge.schema import Item

_ASKING = ("asks", "how_it_asks", "particle", "filler", "pronoun")
_GAP = "|"


def pairs(words: Mapping[str, str], said: str, without: Iterable[str] = ()) -> frozenset[str]:
    """Pairs of neighbouring signs that carry meaning; ``without`` are names that are no news."""
    text = compact(said)
    for name in sorted({compact(n) for n in without}, key=len, reverse=True):
        text = text.replace(name, _GAP) if len(name) > 1 else text
    for key in _ASKING:
        text = pattern(_short(words.get(f"hear.{key}", ""))).sub(_GAP, text)
    return frozenset(p for p in (text[i : i + 2] for i in range(len(text) - 1)) if _GAP not in p)


def names_of(item: Item) -> tuple[str, ...]:
    """All names under which an item is known."""
    return (item.item_name, *item.aliases)


def own_pairs(words: Mapping[str, str], said: str, item: Item) -> frozenset[str]:
    """The pairs of a message that are neither names of the item nor words of the aspects asked."""
    asked = "".join(f" {_short(words.get(f'hear.aspect.{name}', ''))}" for name in EVERY)
    text = pattern(asked.strip()).sub(_GAP, compact(said))
    known = frozenset(p for name in names_of(item) for p in _pairs(compact(name)))
    return frozenset().union(*(pairs(words, piece, names_of(item)) for piece in text.split(_GAP))) - known


@lru_cache(maxsize=512)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


@lru_cache(maxsize=64)
def _short(phrases: str) -> str:
    # What stands in the gap of 可以……吗 is content: phrases with gaps take nothing away.
    return " ".join(phrase for phrase in phrases.split() if "…" not in phrase and "^" not in phrase)


def text_of(item: Item) -> str:
    """Everything the item says, as one compact text, for asking whether it speaks of something at all."""
    told = [*item.spoken_texts(), *(f.q for f in item.faq), *(c.question for c in item.circumstances)]
    told += [word for c in item.circumstances for o in c.options for word in (o.label, *o.words)]
    return compact("。".join(told))


def conditions_of(item: Item) -> str:
    """What the item's conditions and circumstances say."""
    told = [c.text for c in item.acceptance_conditions]
    told += [word for c in item.circumstances for o in c.options for word in (c.question, o.label, *o.words)]
    return compact("。".join(told))
