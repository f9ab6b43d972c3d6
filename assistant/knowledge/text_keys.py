"""When two sentences count as the same: without spaces, punctuation, width and case."""

from __future__ import annotations

import re
import unicodedata

_NOISE = re.compile(r"[\W_]+")


def key_of(text: str) -> str:
    """The sentence with nothing but its letters, digits and characters, in one width and case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


def pairs_of(key: str) -> frozenset[str]:
    """The character pairs of a key, for comparing two sentences."""
    return frozenset(key[n : n + 2] for n in range(len(key) - 1)) or frozenset((key,))


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """How much two sets of pairs overlap, from 0 to 1 (Jaccard)."""
    return len(a & b) / len(a | b) if a or b else 1.0
