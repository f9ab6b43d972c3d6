"""甲和乙有什么区别: both items in a line each, from what their neighbour notes say."""

from __future__ import annotations

from assistant.dialogs.choose import difference
from assistant.dialogs.content import names_of, pairs
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.human import current_item
from assistant.dialogs.pointing import other_one
from assistant.dialogs.searching import judged
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.schema import Item
from assistant.messages import Choice, Reply

CANDIDATES = 8
SHORTEST_NAME = 2


def tell_apart(turn: Turn) -> Outcome | None:
    """What tells two items named in the message (or one, and the one talked about) from each other."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if turn.message.choice or not heard(words, "differ", said):
        return None
    two = _two_named(turn)
    if two is None:
        return None
    voice, items = voice_of(turn), turn.library.catalogue.items
    lines = [voice("differ.head")]
    lines += [voice("differ.line", name=items[c].item_name, how=difference(turn, c, two)) for c in two]
    ways = tuple(Choice(f"item:{c}", items[c].item_name) for c in two)
    sources = tuple(dict.fromkeys(mark for c in two for mark in items[c].summary.source))
    return Outcome((Reply("\n".join(lines), choices=ways, sources=sources, kind="choice"),), turn.dialog)


def _two_named(turn: Turn) -> tuple[str, str] | None:
    """The two items whose names stand in the message, the longest names first; else one and the present one."""
    catalogue, said = turn.library.catalogue, compact(turn.message.text)
    likely = {c.code for c in judged(turn).ranking[:CANDIDATES] if c.code in catalogue.items}
    aliases = ((compact(name), code) for name, code in catalogue.by_alias.items())
    likely |= {code for name, code in aliases if len(name) > SHORTEST_NAME and name in said}
    found: list[tuple[int, str, str]] = []
    for code in likely:
        names = [compact(n) for n in names_of(catalogue.items[code])]
        longest = max((n for n in names if len(n) >= SHORTEST_NAME and n in said), key=len, default="")
        if longest:
            found.append((len(longest), longest, code))
    chosen: dict[str, str] = {}
    for _, name, code in sorted(found, reverse=True):
        if all(name not in other for other in chosen):
            chosen[name] = code
    codes = list(dict.fromkeys(chosen.values()))
    present = current_item(turn)
    if not codes and present and heard(turn.library.catalogue.wording, "both_of_them", said):
        codes = list(filter(None, (other_one(turn),)))
    if present and set(codes) <= {present.code}:
        codes = [*codes, *_neighbour(turn, present)]
    if len(codes) == 1 and present and present.code != codes[0]:
        codes.append(present.code)
    if len(codes) < 2:
        return None
    places = {code: said.find(name) for name, code in chosen.items()}
    first, second = sorted(codes[:2], key=lambda code: places.get(code, -1))
    return first, second


def _neighbour(turn: Turn, present: Item) -> list[str]:
    """The neighbour of the present item of whose name a word is said that its own does not have (简易的和普通的)."""
    items, here = turn.library.catalogue.items, compact("。".join(names_of(present)))
    told = [pair for pair in pairs(turn.library.catalogue.wording, turn.message.text) if pair not in here]
    near = [*(n.code for n in present.confusable), *(c.code for c in judged(turn).ranking[:CANDIDATES])]
    near = [code for code in dict.fromkeys(near) if code in items and code != present.code]
    shares = {code: sum(p in compact("。".join(names_of(items[code]))) for p in told) for code in near}
    best = max(shares, key=lambda code: shares[code], default="")
    return [best] if best and shares[best] else []
