"""Which matter a message is about when one is talked of: the same, another one for sure, or one of several."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.dialogs.asking import asks
from assistant.dialogs.aspects import asked_aspects
from assistant.dialogs.clauses import asked_here, gist, may_be_another, turns_away
from assistant.dialogs.content import conditions_of, names_of, own_pairs, pairs, text_of
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.searching import another_item, asked_around, judged, named_item, within_its_name
from assistant.dialogs.turn import Turn
from assistant.knowledge.schema import Item

CLEAR, AHEAD = 0.6, 2.5
"""A named matter is taken up from this probability on, when it is so many times likelier than the next."""
CLEAR_UNNAMED, CLEAR_AND_SHORT, LONG_ENOUGH = 0.8, 0.9, 8
CALLED = 0.72
POSSIBLE = 0.25
HARDLY = 0.1
AT_HOME = 0.5
LITTLE = 0.3
"""An item that speaks of less than this share of what is asked does not speak of it."""
SHORTEST_NAME = 2
LITTLE_MORE = 3


@dataclass(frozen=True, slots=True)
class Other:
    """Another matter: ``code`` when it is clear which, else ``among`` what it may be (perhaps nothing)."""

    code: str | None = None
    among: tuple[str, ...] = ()


def other_matter(turn: Turn, item: Item) -> Other:
    """What else than ``item`` the message is about. What is merely told, and not asked, needs to be surer."""
    if not may_be_another(turn):
        return Other()  # 奶奶没有残疾证 tells of her case and asks for no certificate
    if not wants_something(turn) and heard(turn.library.catalogue.wording, "merely_has", turn.message.text):
        return Other()
    name = named_item(turn)
    if name and name != item.code and within_its_name(turn, name, item.code):
        return Other()
    if asked_around(turn, item.code):
        return Other()
    sure = another_item(turn, item.code)
    if sure:
        return Other(sure)
    words, items = turn.library.catalogue.wording, turn.library.catalogue.items
    judgement = judged(turn)
    ranked = [c for c in judgement.ranking[:4] if c.kind == "item" and c.code in items]
    known = judgement.outcome == "unknown" or judgement.probability(item.code) >= HARDLY
    if known or not ranked or not pairs(words, turn.message.text):
        return Other()
    first, second = ranked[0], ranked[1].probability if len(ranked) > 1 else 0.0
    wanted = wants_something(turn) or _is_bare_name(turn, items[first.code])
    lead = first.code != item.code and first.probability >= AHEAD * second and wanted
    if lead and first.probability >= CLEAR and _is_named(turn, items[first.code]):
        return Other(first.code)
    anew = turns_away(turn)
    beside_it = [c for c in ranked if c.code != item.code and c.probability >= HARDLY]
    near = tuple(c.code for c in beside_it if anew or speaks_of_it(turn, item, c.code))[:3]
    if lead and near[:1] == (first.code,) and first.probability >= CALLED and _calls(turn, item, first.code):
        return Other(first.code)
    if not beside_the_item(turn, item):
        # it uses words of the item too: only what is likely, or a new case, makes it another matter
        another = first.probability >= AT_HOME or heard(words, "new_case", turn.message.text)
        plain = wants_something(turn) and not asked_aspects(words, turn.message.text)
        return Other(among=near) if another and plain and first.code != item.code else Other()
    enough = CLEAR_UNNAMED if len(compact(turn.message.text)) >= LONG_ENOUGH else CLEAR_AND_SHORT
    if lead and first.probability >= enough:
        return Other(first.code)
    likely = ranked[0].probability >= POSSIBLE and (
        wants_something(turn) or any(_is_named(turn, items[c]) for c in near)
    )
    return Other(among=near) if likely else Other()


def speaks_of_it(turn: Turn, item: Item, code: str) -> bool:
    """Whether another item's name or summary has a word of the message that the present one's texts do not have."""
    words, other = turn.library.catalogue.wording, turn.library.catalogue.items[code]
    told = compact("。".join((*names_of(other), other.summary.text)))
    asked = pairs(words, gist(words, turn.message.text))
    here = compact("。".join((*names_of(item), item.summary.text)))
    return any(pair in told and pair not in here for pair in asked)


def _calls(turn: Turn, item: Item, code: str) -> bool:
    """Whether a word of another item's names is said of which the present one says nothing at all (也能转公积金吗)."""
    words, other = turn.library.catalogue.wording, turn.library.catalogue.items[code]
    names, here = compact("。".join(names_of(other))), text_of(item)
    return any(pair in names and pair not in here for pair in pairs(words, gist(words, turn.message.text)))


def wants_something(turn: Turn) -> bool:
    """Whether a message asks or wants something, and does not only tell."""
    words, said = turn.library.catalogue.wording, turn.message.text
    return asks(words, said) or heard(words, "wants", said) or bool(asked_here(turn))


def _is_named(turn: Turn, item: Item) -> bool:
    """Whether one of the item's names stands in the message word for word."""
    said = compact(turn.message.text)
    return any(len(name) >= SHORTEST_NAME and name in said for name in map(compact, names_of(item)))


def _is_bare_name(turn: Turn, item: Item) -> bool:
    """Whether the message is hardly more than a name of the item (对对，社保卡)."""
    said = compact(turn.message.text)
    names = [name for name in map(compact, names_of(item)) if len(name) >= SHORTEST_NAME and name in said]
    return bool(names) and len(said) - max(map(len, names)) <= LITTLE_MORE


def beside_the_item(turn: Turn, item: Item, *, conditions: bool = False) -> bool:
    """Whether the message asks about something of which the item (or its ``conditions``) says next to nothing."""
    if not conditions and judged(turn).probability(item.code) >= AT_HOME:
        return False
    asked = own_pairs(turn.library.catalogue.wording, turn.message.text, item)
    told = conditions_of(item) if conditions else text_of(item)
    return sum(pair in told for pair in asked) < LITTLE * len(asked)
