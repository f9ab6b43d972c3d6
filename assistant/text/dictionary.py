"""jieba's dictionary in small parcels, one per first character, each opened when a text first needs it."""

from __future__ import annotations

import contextlib
import marshal
import tempfile
from functools import lru_cache
from pathlib import Path

import jieba

_CACHE_NAME = f"jieba-{jieba.__version__}-parcels.marshal"
Packed = tuple[dict[str, bytes], int]


class Parcels:
    """What jieba asks of its dictionary ``FREQ``: word or beginning of a word → frequency (0 for a mere beginning).

    Half a million entries as one dict take 70 MB and most of a short program's start; a conversation needs few of them.
    Words that are added stay in this object, the packed parcels are shared.
    """

    def __init__(self, packed: dict[str, bytes]) -> None:
        self._packed = packed
        self._open: dict[str, dict[str, int]] = {}

    def _parcel(self, word: str) -> dict[str, int]:
        first = word[:1]
        found = self._open.get(first)
        if found is None:
            raw = self._packed.get(first)
            # Two threads may both open it: what they open is the same, and words are only added before the first cut.
            found = self._open.setdefault(first, marshal.loads(raw) if raw else {})
        return found

    def __contains__(self, word: str) -> bool:
        return word in self._parcel(word)

    def __getitem__(self, word: str) -> int:
        return self._parcel(word)[word]

    def __setitem__(self, word: str, frequency: int) -> None:
        self._parcel(word)[word] = frequency

    def get(self, word: str, default: int | None = None) -> int | None:
        """The frequency of a word, ``default`` for one that is not there."""
        return self._parcel(word).get(word, default)


@lru_cache(maxsize=2)
def packed_dictionary(cache: Path) -> Packed:
    """The parcels and the total frequency, from the cache folder or parsed anew (and put there when it can be
    written)."""
    place = cache / _CACHE_NAME
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
        packed, total = marshal.loads(place.read_bytes())
        return packed, total
    parser = jieba.Tokenizer()
    words, total = parser.gen_pfdict(parser.get_dict_file())
    by_first: dict[str, dict[str, int]] = {}
    for word, frequency in words.items():
        by_first.setdefault(word[:1], {})[word] = frequency
    packed = {first: marshal.dumps(parcel) for first, parcel in by_first.items()}
    with contextlib.suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=cache, delete=False) as file:
            marshal.dump((packed, total), file)
        Path(file.name).replace(place)
    return packed, total
