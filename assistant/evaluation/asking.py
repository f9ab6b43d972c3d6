"""Asks a search many questions on all processors, and keeps the answers for the next time."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from assistant.evaluation.difference import said_of
from assistant.releases import Said
from assistant.retrieval.judgement import Search

Told = Callable[[int], None]
"""Told how many questions were answered since it was last told."""

SEVERAL = 200
"""Fewer questions than this are not worth a second process."""

PORTION = 25
KEPT = 6
"""Answers of so many searches are kept."""

_search: Search | None = None


def ask(search: Search, texts: Sequence[str], told: Told = lambda n: None, processes: int = 1) -> dict[str, Said]:
    """What the search says to each text. ``processes`` above one are forked: only where no other thread runs.

    The answers are those of ``search.search`` one by one; only who asks is different.
    """
    wanted = list(dict.fromkeys(texts))
    found: dict[str, Said] = {}
    portions = [wanted[at : at + PORTION] for at in range(0, len(wanted), PORTION)]
    for part in _answers(search, portions, processes if len(wanted) >= SEVERAL else 1):
        found |= part
        told(len(part))
    return found


def _answers(search: Search, portions: Sequence[list[str]], processes: int) -> Iterator[dict[str, Said]]:
    global _search
    _search = search
    try:
        if processes < 2:
            yield from map(_portion, portions)
            return
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            yield from pool.imap_unordered(_portion, portions)
    finally:
        _search = None


def _portion(texts: list[str]) -> dict[str, Said]:
    search = _search
    if search is None:
        raise RuntimeError("nobody to ask")
    return {text: said_of(search.search(text)) for text in texts}


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Notebook:
    """Answers of one search, found again by everything that they depend on (``key``); a file in the cache folder.

    Of a question only its hash is written down: some are citizens', and those are forgotten by the clock elsewhere.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._file = folder / f"answers-{key[:24]}.json"

    def load(self, texts: Iterable[str]) -> dict[str, Said]:
        """The answers to these questions, as far as they are written down and can be read."""
        with suppress(OSError, ValueError, TypeError, AttributeError):
            raw = json.loads(self._file.read_text(encoding="utf-8"))
            kept = {digest: Said(**{**said, "items": tuple(said["items"])}) for digest, said in raw.items()}
            return {text: kept[_mark(text)] for text in texts if _mark(text) in kept}
        return {}

    def save(self, answers: dict[str, Said]) -> None:
        """Write them down. A folder that cannot be written makes the next check slower, nothing else."""
        folder = self._file.parent
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for old in sorted(folder.glob("answers-*.json"), key=lambda f: f.stat().st_mtime)[: -KEPT + 1]:
                old.unlink(missing_ok=True)
            raw = json.dumps({_mark(text): asdict(said) for text, said in answers.items()})
            with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as fresh:
                fresh.write(raw)
            Path(fresh.name).replace(self._file)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
