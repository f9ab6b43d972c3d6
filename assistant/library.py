"""Library = catalogue + search, swapped together; the Librarian builds it and keeps the old one when a build fails."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from assistant import metrics
from assistant.errors import AssistantError, BadKnowledge
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.loader import load_catalogue
from assistant.retrieval.judgement import Search
from assistant.retrieval.milvus import build_milvus_searcher
from assistant.retrieval.searcher import build_searcher
from assistant.settings import Settings

_log = structlog.get_logger(__name__)
Fingerprint = frozenset[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Library:
    """All knowledge, checked and immutable, with the search index made from it."""

    catalogue: Catalogue
    searcher: Search

    @property
    def version(self) -> str:
        """Content hash of the knowledge, as stamped on every answer."""
        return self.catalogue.version


def build_library(settings: Settings) -> Library:
    """Read the knowledge folder and index it; takes seconds of CPU. Raises :class:`BadKnowledge` or BadModel."""
    catalogue = load_catalogue(settings.knowledge)
    given: dict[str, Any] = {
        "embedding_model": settings.embedding_model or None,
        "cache_dir": settings.data / "cache",
        "wrong_when_sure": settings.wrong_when_sure,
    }
    if settings.index_url:
        return Library(catalogue, build_milvus_searcher(catalogue, settings.index_url, **given))
    return Library(catalogue, build_searcher(catalogue, **given))


def fingerprint(folder: Path) -> Fingerprint:
    """Path, time of change (ns) and size of every file below the folder; equal as long as nobody touched it."""
    found = []
    for path in folder.rglob("*"):
        try:
            stat = path.stat()
        except FileNotFoundError:  # removed while we look
            continue
        if path.is_file():
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


def give_back_memory() -> None:
    """Return to the system what building an index has freed; glibc would keep some 200 MB of it. Elsewhere nothing."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


Build = Callable[[Settings], Library]


class Librarian:
    """Holds the library in use. ``problems`` are those of the last attempt to load, empty when it succeeded."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        seen: Fingerprint,
        build: Build = build_library,
    ) -> None:
        self._settings = settings
        self._build = build
        self._library = library
        self._seen = seen
        self.problems: tuple[str, ...] = ()

    @classmethod
    async def open(cls, settings: Settings, build: Build = build_library) -> Librarian:
        """Build the first library; here a failure is raised."""
        seen = await asyncio.to_thread(fingerprint, settings.knowledge)
        return cls(settings, await asyncio.to_thread(build, settings), seen, build)

    @property
    def library(self) -> Library:
        """The library in use. Take it once per message."""
        return self._library

    async def reload(self) -> bool:
        """Build a new library off the event loop and swap it in; keep the old one when that fails."""
        try:
            self._library = await asyncio.to_thread(self._build, self._settings)
        except Exception as error:
            foreseen = isinstance(error, AssistantError)
            told = tuple(str(p) for p in error.problems) if isinstance(error, BadKnowledge) else (str(error),)
            self.problems = told or ("知识库没有读成",)
            metrics.RELOADS.labels("kept_old").inc()
            metrics.KNOWLEDGE_PROBLEMS.set(len(self.problems))
            _log.warning("knowledge_kept_old", problems=self.problems, exc_info=None if foreseen else error)
            return False
        self.problems = ()
        await asyncio.to_thread(give_back_memory)
        metrics.RELOADS.labels("swapped").inc()
        metrics.KNOWLEDGE_PROBLEMS.set(0)
        _log.info("knowledge_swapped", version=self._library.version)
        return True

    async def look(self) -> bool:
        """Reload when the folder was touched since the last look; True when a new library is in use."""
        now = await asyncio.to_thread(fingerprint, self._settings.knowledge)
        if now == self._seen:
            return False
        self._seen = now
        return await self.reload()

    async def watch(self) -> None:
        """Look again and again until cancelled."""
        while True:
            await asyncio.sleep(self._settings.reload_seconds)
            await self.look()
