"""The item's own questions and answers: the one that was asked, in other words – or none, rather than a neighbour."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.dialogs.asking import asks
from assistant.dialogs.aspects import asked_aspects
from assistant.dialogs.content import names_of, own_pairs, pairs
from assistant.dialogs.hearing import compact, pattern
from assistant.dialogs.turn import Turn
from assistant.knowledge.schema import Item, Question

NEAR_ENOUGH = 0.6
"""Share of what is asked that the question must speak of."""
MUST_MATCH = 0.34
"""Share of the question that must have been asked: a question about more than that is another one."""
FEWEST_PAIRS = 2
SHORTEST = 3
VAGUE = frozenset({"how", "eligible"})


def nearest_question(turn: Turn, item: Item) -> Question | None:
    """The question of the item that the message asks; ``None`` when it asks nothing or nothing that is there."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if not asks(words, said):
        return None
    same = _the_same(words, said, item)
    if same:
        return same
    asked = own_pairs(words, said, item)
    if not asked:
        return None
    scored = [(_score(asked, _own(words, f, item)), f) for f in item.faq if _asks_the_same(words, said, f.q)]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > 0 else _answered(words, said, asked, item)


def _asks_the_same(words: Mapping[str, str], said: str, question: str) -> bool:
    """Whether both ask the same aspect; one that asks none in clear words may go with any (多久 is not 带什么)."""
    one, other = set(asked_aspects(words, said)), set(asked_aspects(words, question))
    return not one or not other or bool(one & other) or bool(one & VAGUE) or bool(other & VAGUE)


def _own(words: Mapping[str, str], question: Question, item: Item) -> frozenset[str]:
    return pairs(words, question.q, names_of(item))


def _score(asked: frozenset[str], known: frozenset[str]) -> float:
    common = len(asked & known)
    if common < min(FEWEST_PAIRS, len(asked)) or common < MUST_MATCH * len(known):
        return 0.0
    share = common / len(asked)
    return share + common / len(known) / 10 if share >= NEAR_ENOUGH else 0.0


def _the_same(words: Mapping[str, str], said: str, item: Item) -> Question | None:
    """A question said word for word, but for particles and the item's name."""
    fillers = pattern(words.get("hear.particle", ""))
    text = fillers.sub("", compact(said))
    found = [f for f in item.faq if len(text) >= SHORTEST and fillers.sub("", compact(f.q)).endswith(text)]
    return found[0] if len(found) == 1 else None


def _answered(words: Mapping[str, str], said: str, asked: frozenset[str], item: Item) -> Question | None:
    """The one question whose answer speaks of everything asked (能上门吗 → ……预约上门采集)."""
    one = set(asked_aspects(words, said)) - VAGUE
    found = [f for f in item.faq if all(pair in compact(f.q + f.a) for pair in asked)]
    found = [f for f in found if not one or one & set(asked_aspects(words, f.q))]
    return found[0] if len(found) == 1 else None
