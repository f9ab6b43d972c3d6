"""Thinks about a message before the database is locked for its answer: nobody else waits for the thinking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from assistant.conversation.incoming import too_long
from assistant.dialogs.turn import Outcome, Turn
from assistant.helpdesk.lifecycle import OWNED
from assistant.library import Library
from assistant.messages import IncomingMessage
from assistant.ports import Clock, Memory
from assistant.records import Dialog, Processed
from assistant.settings import Settings

Decide = Callable[[Turn], Outcome]

SHORT = 120
"""Characters. What is shorter is thought about in a few milliseconds, in the event loop itself: a thread would take
the interpreter from the loop at every statement that it sends to the database."""


@dataclass(frozen=True, slots=True)
class Thought:
    """What is decided if the talk stands as it stood when it was looked at; ``before`` when it was answered already."""

    turn: Turn | None = None
    outcome: Outcome | None = None
    before: Processed | None = None


class Thinker:
    """Looks at the talk without locking it, and decides."""

    def __init__(self, memory: Memory, clock: Clock, settings: Settings, decide: Decide) -> None:
        self._memory = memory
        self._clock = clock
        self._settings = settings
        self._decide = decide

    async def ahead(self, message: IncomingMessage, library: Library) -> Thought:
        """The thought on this message; an empty one where nothing is for the bot to decide."""
        async with self._memory.reading() as stores:
            before = await stores.inbox.find(message.address, message.message_id)
            if before is not None and before.state == "done":
                return Thought(before=before)
            conversation = await stores.conversations.find(message.address)
            latest = await stores.tickets.latest_of(conversation.id) if conversation else None
        if too_long(message, self._settings.message_max_chars) or (latest is not None and latest.state in OWNED):
            return Thought()
        turn = Turn(message, conversation.dialog if conversation else Dialog(), library, self._clock.now())
        return Thought(turn, await self._think(turn))

    async def about(self, turn: Turn, thought: Thought) -> Outcome:
        """What is decided now: what was thought, unless somebody has changed the talk meanwhile."""
        was = thought.turn
        if was is not None and thought.outcome is not None and (was.dialog, was.library) == (turn.dialog, turn.library):
            return thought.outcome
        return await self._think(turn)

    async def _think(self, turn: Turn) -> Outcome:
        if len(turn.message.text) <= SHORT:
            return self._decide(turn)
        return await asyncio.to_thread(self._decide, turn)
