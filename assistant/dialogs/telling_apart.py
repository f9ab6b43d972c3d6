"""甲和乙有什么区别: both items in a line each, from what their neighbour notes say."""

from __future__ import annotations

from assistant.dialogs.choose import difference
from assistant.dialogs.content import names_of
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.human import current_item
from assistant.dialogs.searching import judged
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
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
    if len(codes) == 1 and present and present.code != codes[0]:
        codes.append(present.code)
    if len(codes) < 2:
        return None
    places = {code: said.find(name) for name, code in chosen.items()}
    first, second = sorted(codes[:2], key=lambda code: places.get(code, -1))
    return first, second
