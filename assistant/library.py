"""Library = catalogue + search, swapped together; the Librarian builds it and keeps the old one when a build fails."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from assistant import metrics
from assistant.errors import AssistantError, BadKnowledge
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.folder import Marks, Texts, marks, read_texts
from assistant.knowledge.loader import catalogue_of
from assistant.retrieval.judgement import Search
from assistant.retrieval.milvus import build_milvus_searcher
from assistant.retrieval.searcher import build_searcher
from assistant.settings import Settings

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Library:
    """All knowledge, checked and immutable, with the search index made from it; ``texts`` are the files it was read
    from."""

    catalogue: Catalogue
    searcher: Search
    texts: Texts = field(default_factory=Texts, compare=False, repr=False)

    @property
    def version(self) -> str:
        """Content hash of the knowledge, as stamped on every answer."""
        return self.catalogue.version


def build_library(settings: Settings, texts: Texts | None = None) -> Library:
    """Index the knowledge, read from its folder unless given; takes seconds of CPU. Raises :class:`BadKnowledge` or
    BadModel."""
    texts = texts or read_texts(settings.knowledge)
    catalogue = catalogue_of(texts)
    given: dict[str, Any] = {
        "embedding_model": settings.embedding_model or None,
        "cache_dir": settings.data / "cache",
        "wrong_when_sure": settings.wrong_when_sure,
    }
    if settings.index_url:
        return Library(catalogue, build_milvus_searcher(catalogue, settings.index_url, **given), texts)
    return Library(catalogue, build_searcher(catalogue, **given), texts)


def give_back_memory() -> None:
    """Return to the system what building an index has freed; glibc would keep some 200 MB of it. Elsewhere nothing."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


Build = Callable[[Settings, Texts], Library]

Admit = Callable[[Texts, Texts], Awaitable[bool]]
"""Asked with the texts in use and those found in the folder: whether the latter may be used."""


class Librarian:
    """Holds the library in use. ``problems`` are those of the last attempt to load, empty when it succeeded.

    ``admit`` is asked before a folder that was touched is used; without it everything that can be loaded is.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        seen: Marks,
        build: Build = build_library,
    ) -> None:
        self._settings = settings
        self._build = build
        self._library = library
        self._seen = seen
        self._looking = asyncio.Lock()
        self.problems: tuple[str, ...] = ()
        self.admit: Admit | None = None

    @classmethod
    async def open(cls, settings: Settings, build: Build = build_library, texts: Texts | None = None) -> Librarian:
        """Build the first library, from the folder unless texts are given; here a failure is raised."""
        seen = await asyncio.to_thread(marks, settings.knowledge) if texts is None else frozenset()
        first: Texts = texts if texts is not None else await asyncio.to_thread(read_texts, settings.knowledge)
        return cls(settings, await asyncio.to_thread(build, settings, first), seen, build)

    @property
    def library(self) -> Library:
        """The library in use. Take it once per message."""
        return self._library

    @property
    def is_looking(self) -> bool:
        """Whether a look is on its way: a new library takes seconds to build."""
        return self._looking.locked()

    @property
    def texts(self) -> Texts:
        """The files that the library in use was read from."""
        return self._library.texts

    async def reload(self, texts: Texts | None = None) -> bool:
        """Build a new library off the event loop and swap it in; keep the old one when that fails."""
        try:
            given: Texts = texts if texts is not None else await asyncio.to_thread(read_texts, self._settings.knowledge)
            self._library = await asyncio.to_thread(self._build, self._settings, given)
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

    async def take(self, texts: Texts) -> bool:
        """Use these texts, which are in the folder by now; True when they are in use."""
        async with self._looking:
            return texts.files == self.texts.files or await self.reload(texts)

    async def look(self) -> bool:
        """Take what is in the folder when it was touched since the last look; True when a new library is in use.

        What was not admitted is asked about again at every look, until it is or until it is gone.
        """
        async with self._looking:
            now = await asyncio.to_thread(marks, self._settings.knowledge)
            if now == self._seen:
                return False
            texts = await asyncio.to_thread(read_texts, self._settings.knowledge)
            if texts.files == self.texts.files and not texts.problems and not self.problems:
                self._seen = now
                if self.admit is not None:  # nothing waits any more
                    await self.admit(self.texts, texts)
                return False
            if self.admit is not None and not await self.admit(self.texts, texts):
                return False
            self._seen = now
            return await self.reload(texts)

    async def watch(self) -> None:
        """Look again and again until cancelled."""
        while True:
            await asyncio.sleep(self._settings.reload_seconds)
            try:
                await self.look()
            except Exception as error:  # the database may be away for a while: look again later
                _log.warning("knowledge_look_failed", exc_info=error)
