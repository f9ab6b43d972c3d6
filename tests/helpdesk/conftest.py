"""A help desk for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.library import Library
from assistant.storage.memory import SqlMemory
from tests.helpdesk.hall import Hall, hall_over


@pytest.fixture
async def hall(either: SqlMemory, library: Library, tmp_path: Path) -> Hall:
    """Nobody is present yet; it is Friday, ten o'clock."""
    return await hall_over(either, library, tmp_path)
