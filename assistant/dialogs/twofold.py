"""One word behind several matters (社保转移 is 养老 and 医保): asked which, instead of taking one of them.

The words are written in ``knowledge/wording/hearing.yaml``: ``hear.fork.<name>`` the word, ``….not`` what already tells
which, ``….items`` the matters by name; ``fork.<name>`` is the question.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.dialogs import memory
from assistant.dialogs.choose import offer_items
from assistant.dialogs.clauses import gist
from assistant.dialogs.hearing import compact, heard, pattern
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of

_PREFIX = "fork."
ASKED = "fork"
"""Note: the word whose matters are offered."""


@dataclass(frozen=True, slots=True)
class Twofold:
    """A word that stands for several matters, and the question that separates them."""

    name: str
    codes: tuple[str, ...]


def twofold(turn: Turn) -> Twofold | None:
    """The word of several matters in the message, unless it says itself which one is meant."""
    words, by_name = turn.library.catalogue.wording, turn.library.catalogue.by_alias
    said = gist(words, turn.message.text)
    if turn.message.choice:
        return None
    for key in words:
        name = key.removeprefix(_PREFIX)
        if not key.startswith(_PREFIX) or f"hear.{key}" not in words:
            continue
        if heard(words, key, said) and not heard(words, f"{key}.not", said):
            codes = tuple(by_name[one] for one in words[f"hear.{key}.items"].split() if one in by_name)
            return Twofold(name, codes) if len(codes) > 1 else None
    return None


def told_which(turn: Turn) -> str | None:
    """Which matter behind the word is meant by the answer: the only one of whose words it has some."""
    name = turn.dialog.memo.get(ASKED)
    words, offered = turn.library.catalogue.wording, turn.dialog.offered
    if not name or turn.message.choice:
        return None
    said = turn.message.text
    known = [words.get(f"hear.{_PREFIX}{name}.{n}", "") for n in range(1, len(offered) + 1)]
    shares = [len(set(pattern(phrases).findall(compact(said)))) for phrases in known]
    best = max(shares)
    return offered[shares.index(best)] if best and shares.count(best) == 1 else None


def ask_which(turn: Turn, found: Twofold) -> Outcome:
    """The question, with the matters to choose from; the one talked about is kept."""
    dialog = memory.note(memory.put_aside(turn.dialog), said=turn.message.text)
    dialog = memory.note(dialog, **{ASKED: found.name})
    return offer_items(turn, dialog, found.codes, voice_of(turn)(f"{_PREFIX}{found.name}"))
