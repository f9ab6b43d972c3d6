"""What the search thinks of a message: a ranking with probabilities, and which of three outcomes it amounts to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Why:
    """What a candidate rests on: the words that matched, corrections used, the nearest example, score per signal."""

    words: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    nearest: str = ""
    signals: tuple[tuple[str, float], ...] = ()

    def sentence(self) -> str:
        """One Chinese line for a console or ``linban ask --why``."""
        parts = []
        if self.words:
            parts.append("对上的词：" + "、".join(self.words))
        if self.corrections:
            parts.append("按“" + "”“".join(f"{a}→{b}" for a, b in self.corrections) + "”理解")
        if self.nearest:
            parts.append(f"最像的例句：{self.nearest}")
        return "；".join(parts)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place of the ranking, in which items and elsewhere topics compete.

    ``probability`` is P(this candidate is what the person means), in [0, 1]; over the ranking they sum to at most 1.
    """

    code: str
    kind: Literal["item", "elsewhere"]
    probability: float
    why: Why = Why()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Outcome of a search.

    ``outcome``: ``sure`` – ``items`` has one code (two when the message clearly holds two matters, see ``matters``);
    ``unsure`` – ``items`` has 2–4 codes; ``unknown`` – ``items`` is empty, and ``elsewhere`` names the topic it was
    recognised as, if any. ``ranking`` is best first and holds at least the first ten. ``in_scope`` is P(some item is
    right). ``matters`` lists, for a message with several matters, one tuple of item codes per matter, in order.
    """

    text: str
    outcome: Literal["sure", "unsure", "unknown"]
    items: tuple[str, ...]
    ranking: tuple[Candidate, ...]
    in_scope: float
    elsewhere: str | None = None
    matters: tuple[tuple[str, ...], ...] = ()

    def probability(self, code: str) -> float:
        """P of one code, 0.0 when it is not in the ranking."""
        return next((c.probability for c in self.ranking if c.code == code), 0.0)


class Search(Protocol):
    """The contract of a search engine: text in, judgement out. Pure, thread-safe, never raises on any text."""

    def search(self, text: str) -> Judgement: ...
