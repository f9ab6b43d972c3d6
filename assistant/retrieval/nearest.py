"""The nearest example questions: cosine of tf–idf vectors over words, characters and sounds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from assistant.retrieval.analysis import Analysed
from assistant.retrieval.postings import Floats, Postings

WEIGHTS = {"w": 1.0, "c": 1.0, "s": 0.7}
"""How much a channel counts in the cosine (squared, before normalising)."""


def terms(message: Analysed) -> Counter[str]:
    """The message's terms of all channels, marked by channel, with their counts."""
    counts = Counter(f"w{w}" for w in message.words)
    counts.update(f"c{g}" for g in message.grams if len(g) > 1)
    counts.update(f"s{s}" for s in message.sounds if "-" in s)
    return counts


class Nearest:
    """All example questions and names, searched at once."""

    def __init__(self, phrases: Sequence[Analysed]) -> None:
        rows = [terms(p) for p in phrases]
        seen: Counter[str] = Counter()
        for row in rows:
            seen.update(row.keys())
        self._idf = {t: math.log((len(rows) + 1) / (n + 0.5)) for t, n in seen.items()}
        self._unseen = math.log((len(rows) + 1) / 0.5)
        entries = [(t, i, w) for i, row in enumerate(rows) for t, w in self._vector(row).items()]
        self._index = Postings(entries, len(rows))

    def _vector(self, row: Counter[str]) -> dict[str, float]:
        raw = {t: WEIGHTS[t[0]] * (1 + math.log(n)) * self._idf.get(t, self._unseen) for t, n in row.items()}
        length = math.sqrt(sum(w * w for w in raw.values())) or 1.0
        return {t: w / length for t, w in raw.items()}

    def cosines(self, message: Analysed) -> Floats:
        """Cosine with every phrase, in [0, 1]; shape ``(phrases,)``."""
        return self._index.scores(self._vector(terms(message)))
