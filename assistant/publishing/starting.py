"""What a starting program serves when somebody changed the folder by hand while nobody was watching."""

from __future__ import annotations

import asyncio

import structlog

from assistant.errors import NotFound
from assistant.knowledge.folder import Texts, read_texts
from assistant.ports import Memory
from assistant.publishing import releasing, writing
from assistant.settings import Settings

_log = structlog.get_logger(__name__)


async def served_at_start(memory: Memory, settings: Settings) -> Texts | None:
    """The last release, when the folder says something else that is not yet checked; ``None`` for the folder as it is.

    Finishes what a publication that was killed left half done.
    """
    folder = settings.knowledge
    async with memory.reading() as stores:
        latest, prepared = await stores.releases.latest(), await stores.releases.prepared()
    if latest is None and not prepared:
        return None
    async with writing.alone(folder):
        await releasing.settle(memory, folder)
    found = await asyncio.to_thread(read_texts, folder)
    async with memory.reading() as stores:
        latest = await stores.releases.latest()
        if latest is None or latest.manifest == found.state or settings.hand_edits == "direct":
            return None
        try:
            served = await releasing.texts_of(stores, latest)
        except NotFound as error:
            _log.warning("knowledge_history_lost", told=str(error))
            return None
    if await asyncio.to_thread(releasing.usable, served) is None:
        _log.warning("knowledge_history_unusable", release=latest.seq)
        return None
    _log.warning("knowledge_changed_by_hand", release=latest.seq)
    return served
