"""A message as the clauses it is made of, and what each of them does: ask, want, greet – or merely tell.

Only what asks or wants something may lead to another matter; what is told belongs to the one talked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.dialogs.asking import asks
from assistant.dialogs.aspects import asked_aspects, nothing_else
from assistant.dialogs.content import conditions_of, names_of
from assistant.dialogs.hearing import compact, find, heard, whole
from assistant.dialogs.turn import Turn

Kind = Literal["polite", "ask", "want", "tell"]

POLITE = ("thanks", "goodbye", "hello")
TOLD_TOO = frozenset({"proxy", "lost", "elsewhere", "deadline", "effect"})
"""Aspects whose words are as often told as asked (她来不了 · 找不到了 · 人在外地 · 过期了)."""
PLACED = frozenset({"health", "photo", "parking", "template"})
SHORTEST_NAME, LITTLE_MORE = 2, 3
_DENIALS = "没不无未已有是"
_CUT = re.compile(r"[，,。；;！!？?、\s]+")
_MARKED = re.compile(r"[^，,。；;！!？?、\s]+[，,。；;！!、\s]*[？?]?")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a message and what it does."""

    text: str
    kind: Kind


def clauses(turn: Turn) -> tuple[Clause, ...]:
    """The clauses of the message in order; a message without punctuation is one."""
    pieces = [piece.strip() for piece in _MARKED.findall(turn.message.text)]
    return tuple(Clause(piece, _kind(turn, piece)) for piece in pieces if compact(piece))


def _kind(turn: Turn, piece: str) -> Kind:
    words = turn.library.catalogue.wording
    if any(whole(words, f"manners.{name}", piece) for name in POLITE) or whole(words, "ok", piece):
        return "polite"
    if asks(words, piece) or _asked(words, piece):
        return "ask"
    return "want" if heard(words, "wants", piece) or _is_name(turn, piece) else "tell"


def _asked(words: Mapping[str, str], piece: str) -> bool:
    return any(name not in TOLD_TOO for name in asked_aspects(words, piece))


def _is_name(turn: Turn, piece: str) -> bool:
    """Whether a clause is hardly more than a name of one of our matters (居住证积分)."""
    said = compact(piece)
    names = (compact(name) for name in turn.library.catalogue.by_alias)
    longest = max((name for name in names if len(name) >= SHORTEST_NAME and name in said), key=len, default="")
    item = turn.library.catalogue.items.get(turn.dialog.matter.item) if turn.dialog.matter else None
    if item and longest and longest in conditions_of(item):
        return False  # 居民医保, of a matter that turns on it, is a circumstance
    denied = any(sign in _DENIALS for sign in said[: said.find(longest)])  # 没领结婚证 only tells
    return bool(longest) and not denied and len(said) - len(longest) <= LITTLE_MORE


def turns_away(turn: Turn) -> bool:
    """Whether the message, or a clause of it, begins with a word that announces something else (对了 · 另外)."""
    words = turn.library.catalogue.wording
    return any(heard(words, "turning", piece) for piece in _CUT.split(turn.message.text) if piece)


def gist(words: Mapping[str, str], said: str) -> str:
    """The message without the words that only lead up to it (对了 · 另外 · 那 · 顺便问一下)."""
    rest = compact(said)
    while (match := find(words, "leading", rest)) and match.end() < len(rest) - 1:
        rest = rest[match.end() :]
    if rest == compact(said):
        return said
    return next((said[n:] for n in range(len(said)) if compact(said[n:]) == rest), rest)


def may_be_another(turn: Turn) -> bool:
    """Whether the message may be about another matter at all: it wants something, asks more than an aspect, or says
    that it turns to something else."""
    words = turn.library.catalogue.wording
    if turns_away(turn):
        return True
    for clause in clauses(turn):
        if clause.kind == "want" or (clause.kind == "ask" and not nothing_else(words, clause.text)):
            return True
    return False


def asked_here(turn: Turn) -> tuple[str, ...]:
    """The aspects that are asked, without those that are only told as a reason (她瘫在床上来不了，我代她去)."""
    words, said = turn.library.catalogue.wording, turn.message.text
    found = asked_aspects(words, said)
    if set(found) & PLACED:
        found = tuple(name for name in found if name != "where")  # 去哪里体检 asks for another place
    if "open" in found:
        found = tuple(name for name in found if name != "time")  # 国庆那几天开吗
    doubtful = TOLD_TOO & set(found)
    if not doubtful:
        return found
    pieces = [(piece, asked_aspects(words, piece)) for piece in (c.text for c in clauses(turn))]
    told = {
        name
        for name in doubtful
        if any(name in named for _, named in pieces)
        and not any(name in named and asks(words, piece) for piece, named in pieces)
    }
    return tuple(name for name in found if name not in told)


def named_in(turn: Turn, code: str) -> bool:
    """Whether one of the names of an item stands in the message word for word."""
    said = compact(turn.message.text)
    item = turn.library.catalogue.items.get(code)
    return item is not None and any(len(n) >= SHORTEST_NAME and n in said for n in map(compact, names_of(item)))
