"""Words: jieba with a user dictionary made from the catalogue's own names and aliases."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from pathlib import Path

import jieba

from assistant.text.dictionary import Parcels, packed_dictionary

_WORD = re.compile(r"[0-9a-z\u3400-\u9fff]")
_MARKS = re.compile(r"[\s，。？！、（）()]")

jieba.setLogLevel(logging.WARNING)


def default_cache() -> Path:
    """The person's own cache folder: the system's temporary folder is shared, and a file of somebody else's there
    may be
    unreadable or made up."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "linban"


class Tokeniser:
    """Cuts normalised text into words. Own instance of jieba: what it learns from a catalogue stays in it.

    ``names`` are normalised names and aliases; each becomes a word that jieba prefers to cutting it up, and
    :meth:`search` still finds its parts. Without a writable cache folder it only starts slower.
    """

    def __init__(self, names: Iterable[str] = (), cache: Path | None = None) -> None:
        self._names = tuple(n for n in sorted(set(names)) if 2 <= len(n) <= 8 and not _MARKS.search(n))
        self.wake(cache)

    def wake(self, cache: Path | None = None) -> None:
        """Load the dictionary and teach it the names (again after unpickling, which leaves the dictionary out)."""
        self._jieba = jieba.Tokenizer()
        packed, self._jieba.total = packed_dictionary(cache or default_cache())
        self._jieba.FREQ = Parcels(packed)
        self._jieba.initialized = True
        for name in self._names:
            self._jieba.add_word(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that were taught."""
        return self._names

    def __getstate__(self) -> dict[str, object]:
        return {"_names": self._names}

    def words(self, text: str) -> tuple[str, ...]:
        """The words in order, punctuation left out."""
        return tuple(w for w in self._jieba.cut(text) if _WORD.search(w))

    def pieces(self, text: str) -> tuple[str, ...]:
        """The words in order with everything between them: joined, they are the text again."""
        return tuple(self._jieba.cut(text))

    def search(self, text: str) -> tuple[str, ...]:
        """The words and the shorter dictionary words inside long ones, as for a search index."""
        return tuple(w for w in self._jieba.cut_for_search(text) if _WORD.search(w))
