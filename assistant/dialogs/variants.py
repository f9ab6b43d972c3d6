"""A correction by what it is (是个体户): the matter of that kind for the same wish, not a search for the word."""

from __future__ import annotations

import re

from assistant.dialogs import memory
from assistant.dialogs.choose import offer_items
from assistant.dialogs.content import names_of, pairs
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.human import current_item
from assistant.dialogs.items import take_item
from assistant.dialogs.pointing import answers_question
from assistant.dialogs.searching import wanted
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.schema import Item

_IT_IS = re.compile(
    r"^(?:不对|不是|错了|噢|哦|呃|那个|其实)*(?:我们|我|他们|他|她|这|这个|那|店|阿拉|伊)*"
    r"(?:是|系)(?:个|家|一个)?(.{2,8}?)(?:的|啊|呀|哦|额|噢)*$"
)
MOST = 3


def what_it_is(turn: Turn) -> Outcome | None:
    """是个体户, said of a matter that is none for it: the matter for it is taken up, or chosen from."""
    match = None if turn.message.choice else _IT_IS.match(compact(turn.message.text))
    if match is None or answers_question(turn) or heard(turn.library.catalogue.wording, "asks", turn.message.text):
        return None
    return instead(turn, match.group(1))


def instead(turn: Turn, said: str) -> Outcome | None:
    """The matters that do for ``said`` what the present one, or those offered, do for something else."""
    items, item = turn.library.catalogue.items, current_item(turn)
    known = [item] if item and not turn.dialog.offered else [items[c] for c in turn.dialog.offered if c in items]
    told = pairs(turn.library.catalogue.wording, said) or frozenset((compact(said),))
    if turn.dialog.offered and any(_says(one, told) for one in known):
        return None  # one of those offered does for it: it is picked
    if not known or any(_says(one, told) for one in known if one is item):
        return None
    wish = _wish(turn, known)
    others = [other for other in items.values() if item is None or other.code != item.code]
    near = [other for other in others if _says(other, told) and _near(other, known)]
    shares = {other.code: len(wish & _pairs(other)) for other in near}
    best = max(shares.values(), default=0)
    if not best:
        return None
    codes = [code for code, share in shares.items() if share == best]
    if len(codes) == 1:
        return take_item(turn, memory.put_aside(turn.dialog), codes[0], wanted(turn))
    among = sorted(shares, key=lambda code: -shares[code])[:MOST]
    return offer_items(turn, memory.put_aside(turn.dialog), tuple(among), voice_of(turn)("wrong.which"))


def _says(item: Item, told: frozenset[str]) -> bool:
    """Whether the names or circumstances of an item have the word."""
    names = compact("。".join(names_of(item)))
    options = compact("。".join(o.label for c in item.circumstances for o in c.options))
    return any(pair in names or pair in options for pair in told)


def _near(other: Item, known: list[Item]) -> bool:
    """Whether an item is of the family or department of those talked about, or often mixed up with them."""
    codes = {n.code for one in known for n in one.confusable}
    return other.code in codes or any(
        one.department == other.department and (one.domain == other.domain or one.family == other.family)
        for one in known
    )


def _wish(turn: Turn, known: list[Item]) -> frozenset[str]:
    """What is to be done, as pairs of signs: from what was said first, else from the names of the matters."""
    words = turn.library.catalogue.wording
    said = " ".join(str(turn.dialog.memo.get(note, "")) for note in ("topic", "said"))
    asked = pairs(words, said)
    names = frozenset().union(*(_pairs(one) for one in known))
    return asked & names or names


def _pairs(item: Item) -> frozenset[str]:
    texts = [compact(text) for text in (*names_of(item), item.summary.text)]
    return frozenset(text[i : i + 2] for text in texts for i in range(len(text) - 1))
