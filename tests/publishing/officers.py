"""People, a small knowledge folder and the publishing desk over it, for the tests of this room."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from assistant.knowledge.folder import Texts, digest_of, read_texts
from assistant.knowledge.loader import catalogue_of
from assistant.library import Librarian, Library
from assistant.people import Role, Staff
from assistant.publishing.desk import Publishing
from assistant.settings import Settings
from assistant.storage.memory import SqlMemory
from tests.builders import NOON, Clock, settings_for
from tests.storage.busy import KnowsNothing

FILE = "items/employment/LB-RS-001.yaml"
OTHER = "items/long-term-care/LB-YB-001.yaml"


def knowledge_only(settings: Settings, texts: Texts) -> Library:
    """The knowledge is real; the search is not asked here, and its index takes seconds to make."""
    return Library(catalogue_of(texts), KnowsNothing(), texts)


async def officer(memory: SqlMemory, name: str, role: Role = "editor", department: str | None = None) -> Staff:
    """An account that exists."""
    staff = Staff(name.lower(), name.lower(), name, role, department, "x", False, True, NOON - timedelta(days=9))
    async with memory.writing() as stores:
        await stores.staff.add(staff)
    return staff


async def desk_over(memory: SqlMemory, folder: Path, data: Path, clock: Clock, **given: Any) -> Publishing:
    """A publishing desk on this folder."""
    settings = settings_for(data, knowledge=folder, **given)
    librarian = await Librarian.open(settings, knowledge_only)
    return Publishing(memory, librarian, clock, settings)


def seen_in(texts: Texts, *paths: str) -> dict[str, str | None]:
    """What a form made from these texts has seen."""
    return {path: digest_of(texts.files[path]) if path in texts.files else None for path in paths}


def live(folder: Path) -> Texts:
    """What a reader of the folder gets."""
    return read_texts(folder)
