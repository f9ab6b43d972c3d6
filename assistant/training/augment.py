"""Makes more training texts from the examples: typing errors, pinyin, letters around the matter, bare names in short
questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.text.pinyin import initials, sound, syllable

_TEXTS = Path(__file__).parent / "texts"
_HAN = re.compile(r"[\u3400-\u9fff]")
_CLAUSE = re.compile(r"(?<=[，。！？；,!?;])")
COMMON = 3
"""A character must occur this often in the examples to be typed by mistake."""

Cut = Callable[[str], Sequence[str]]
"""Cuts a text into words, punctuation kept."""


def _lines(name: str) -> tuple[str, ...]:
    """The lines of a file of ``texts/``; lines that begin with # are remarks."""
    lines = (_TEXTS / name).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


class Augmenter:
    """Deterministic for a seed: the same calls in the same order give the same texts."""

    def __init__(self, examples: Sequence[str], cut: Cut, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._cut = cut
        counts = Counter(c for text in examples for c in text if _HAN.match(c))
        self._alike: dict[str, list[str]] = {}
        for char, n in sorted(counts.items()):
            if n >= COMMON:
                self._alike.setdefault(sound(syllable(char)), []).append(char)
        self._openings, self._closings = _lines("openings.txt"), _lines("closings.txt")
        self._asking = _lines("asking.txt")
        self._chatter = _lines("chatter.txt")

    def _pick(self, options: Sequence[str]) -> str:
        return options[int(self._rng.integers(len(options)))]

    def noisy(self, text: str) -> str:
        """The text as somebody types it in a hurry: one kind of error, sometimes two."""
        kinds = (
            self._homophones,
            self._homophones,
            self._homophones,
            self._letters,
            self._short,
            self._lost,
            self._swapped,
        )
        for _ in range(1 if self._rng.random() < 0.7 else 2):
            text = kinds[int(self._rng.integers(len(kinds)))](text)
        if self._rng.random() < 0.3:
            text = self._pick(self._chatter) + text
        return text

    def spelt(self, text: str) -> str:
        """The whole text in pinyin, with or without spaces between the words or syllables."""
        joint = ("", " ", "")[int(self._rng.integers(3))]
        words = ["".join(syllable(c) or c for c in w) for w in self._cut(text)]
        return " ".join(words) if joint == "" and self._rng.random() < 0.5 else joint.join(words)

    def letter(self, text: str) -> str:
        """The text in the middle of a letter to an authority."""
        parts = [self._pick(self._openings), text.rstrip("。") + "。", self._pick(self._closings)]
        if self._rng.random() < 0.4:
            parts.insert(int(self._rng.integers(1, 3)), self._pick(self._openings[len(self._openings) // 2 :]))
        return "".join(parts)

    def asked(self, name: str) -> str:
        """A name in one of the ways in which people ask about anything."""
        return self._pick(self._asking).replace("…", name)

    def shortened(self, text: str) -> str:
        """The text without one of its clauses, when it has several."""
        clauses = [c for c in _CLAUSE.split(text) if c]
        if len(clauses) < 2:
            return text
        del clauses[int(self._rng.integers(len(clauses)))]
        return "".join(clauses)

    def _places(self, text: str, most: int) -> list[int]:
        places = [i for i, c in enumerate(text) if _HAN.match(c)]
        n = min(len(places), int(self._rng.integers(1, most + 1)))
        return [places[int(i)] for i in self._rng.permutation(len(places))[:n]]

    def _homophones(self, text: str) -> str:
        chars = list(text)
        for i in self._places(text, max(1, min(4, len(text) // 5))):
            alike = self._alike.get(sound(syllable(chars[i])), [])
            if alike:
                chars[i] = self._pick(alike)
        return "".join(chars)

    def _letters(self, text: str) -> str:
        words = list(self._cut(text))
        for i in self._rng.permutation(len(words))[: int(self._rng.integers(1, 3))]:
            words[int(i)] = "".join(syllable(c) or c for c in words[int(i)])
        return "".join(words)

    def _short(self, text: str) -> str:
        words = list(self._cut(text))
        long = [i for i, w in enumerate(words) if len(w) >= 3 and _HAN.match(w)]
        if long:
            i = long[int(self._rng.integers(len(long)))]
            words[i] = initials(words[i])
        return "".join(words)

    def _lost(self, text: str) -> str:
        gone = set(self._places(text, 2)) if len(text) > 6 else set()
        return "".join(c for i, c in enumerate(text) if i not in gone)

    def _swapped(self, text: str) -> str:
        if len(text) < 6:
            return text
        i = int(self._rng.integers(len(text) - 1))
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
