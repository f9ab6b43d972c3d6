"""Shorthand for what tests need again and again: messages, clocks, and an assistant on a database of its own."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from assistant.conversation import Assistant
from assistant.conversation.thinking import Decide
from assistant.dialogs.steps import decide as decide_by_steps
from assistant.library import Librarian, Library
from assistant.messages import Address, Answer, IncomingMessage
from assistant.settings import PROJECT, Settings
from assistant.storage.memory import SqlMemory, open_engine
from assistant.storage.schema import bring_up_to_date

KNOWLEDGE = PROJECT / "knowledge"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ID_NUMBER = "310114190001010000"
PHONE = "13800000000"

_numbers = count(1)


@dataclass
class Clock:
    """A clock that stands still until it is told to move."""

    time: datetime = NOON
    moves: timedelta = field(default=timedelta(0))

    def now(self) -> datetime:
        self.time += self.moves
        return self.time


def message(text: str, person: str = "chen", *, identity: str = "", choice: str | None = None) -> IncomingMessage:
    """A message from the web; every call has an id of its own unless one is given."""
    return IncomingMessage(Address("web", person), identity or f"m{next(_numbers)}", text, NOON, choice)


def settings_for(folder: Path, **given: Any) -> Settings:
    """Settings that write below ``folder`` and do not watch the knowledge."""
    return Settings(**{"data": folder, "knowledge": KNOWLEDGE, "reload_seconds": 0, **given})


@cache
def _once() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="linban-tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / "linban.db"


async def migrated() -> Path:
    """A SQLite file with all tables and nothing in them: migrated once in this process, to be copied."""
    file = _once()
    if not file.exists():
        half = file.with_suffix(".half")
        engine = open_engine(f"sqlite:///{half}", 30)
        await bring_up_to_date(engine)
        await engine.dispose()  # the last to close it writes everything into the one file
        half.replace(file)
    return file


@asynccontextmanager
async def memory_in(folder: Path, address: str = "") -> AsyncIterator[SqlMemory]:
    """A real SQLite file, or the database at this address, its tables made by the migrations."""
    folder.mkdir(parents=True, exist_ok=True)
    file = settings_for(folder).sqlite_file
    if not address and not file.exists():
        shutil.copyfile(await migrated(), file)
    engine = open_engine(address or settings_for(folder).database, 30)
    if address:
        await bring_up_to_date(engine)
    memory = SqlMemory(engine)
    try:
        yield memory
    finally:
        await memory.close()


def assistant_over(
    memory: SqlMemory, library: Library, folder: Path, *, clock: Clock | None = None, decide: Decide = decide_by_steps
) -> Assistant:
    """The assistant as the program joins it, on this memory and library."""
    settings = settings_for(folder)
    return Assistant(memory, Librarian(settings, library, frozenset()), clock or Clock(), settings, decide)


def text_of(answer: Answer) -> str:
    """All that was said."""
    return "\n".join(reply.text for reply in answer.replies)


def choice_ids(answer: Answer) -> list[str]:
    """The ids of all buttons, in order."""
    return [c.id for reply in answer.replies for c in reply.choices]
