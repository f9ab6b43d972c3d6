"""What texts were read as the last time: after an edit only those are taken apart again that it may have touched."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import jieba

import assistant.text
from assistant.text.normalise import normalise
from assistant.text.pinyin import sound, syllable
from assistant.text.tokenise import default_cache

MANY = 200
"""Above so many changed names and synonyms, everything is read anew."""

_LATIN = re.compile("[a-z]")
Entry = tuple[str, str]


def stale(changed: Iterable[Entry]) -> Callable[[str], bool]:
    """Whether a text may be read differently after these entries of the dictionary came, went or changed.

    A text with Latin letters always may: pinyin is decoded by how often the catalogue uses a word."""
    written = {w for w, _ in changed}
    spoken = [f"-{'-'.join(sound(syllable(c)) for c in w)}-" for w in written]

    def may(text: str) -> bool:
        plain = normalise(text)
        if _LATIN.search(plain) or any(w in plain for w in written):
            return True
        if not spoken:
            return False
        said = f"-{'-'.join(sound(syllable(c)) for c in plain)}-"
        return any(s in said for s in spoken)

    return may


def holding(changed: Iterable[Entry]) -> Callable[[str], bool]:
    """Whether one of these words stands in a text: what cutting a text into words depends on."""
    written = {w for w, _ in changed}
    return lambda text: bool(written) and any(w in plain for plain in (normalise(text),) for w in written)


@lru_cache(maxsize=1)
def _code() -> str:
    """Hash of the sources that a reading depends on beside the dictionary."""
    folder = Path(assistant.text.__path__[0])
    files = [*sorted(folder.glob("*.py")), Path(__file__).with_name("analysis.py"), Path(__file__)]
    return hashlib.sha256(jieba.__version__.encode() + b"".join(f.read_bytes() for f in files)).hexdigest()


class Memo:
    """Text → what it was read as (JSON values); a file in the cache folder, one for each kind of reading.

    ``by`` is the dictionary that texts are read by now; ``touched`` says, of the entries that differ from the last
    time, which texts may be read differently.
    """

    def __init__(
        self,
        cache: Path | None,
        kind: str,
        by: Iterable[Entry],
        touched: Callable[[Iterable[Entry]], Callable[[str], bool]],
    ) -> None:
        self._file = (cache or default_cache()) / f"read-{kind}.json"
        self._by = frozenset(by)
        self._known: dict[str, Any] = {}
        self._used: dict[str, Any] = {}
        self._changed = True
        differing: frozenset[Entry] = self._by
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(self._file.read_bytes())
            differing = self._by ^ {(a, b) for a, b in kept["by"]}
            if kept["code"] == _code() and len(differing) <= MANY:
                self._known, self._changed = dict(kept["read"]), bool(differing)
        self._may = touched(differing) if self._known and differing else None

    def of(self, text: str, read: Callable[[str], Any], keep: Callable[[str], bool] = lambda text: True) -> Any:
        """What it was read as, or is read as now; ``keep`` says of a text read now whether that may be written down."""
        if text in self._known and not (self._may and self._may(text)):
            found = self._used[text] = self._known[text]
            return found
        made = read(text)
        if keep(text):
            self._used[text] = made
        return made

    def save(self) -> None:
        """Write down what was used. A folder that cannot be written makes builds slower only."""
        if not self._changed and self._used.keys() == self._known.keys():
            return
        kept = {"code": _code(), "by": sorted(self._by), "read": self._used}
        with suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self._file.parent, delete=False, encoding="utf-8") as fresh:
                json.dump(kept, fresh, ensure_ascii=False, separators=(",", ":"))
            Path(fresh.name).replace(self._file)
