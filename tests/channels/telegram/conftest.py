"""A data folder in which the index lies ready, so that the process starts in a second."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.library import Library


@pytest.fixture
def folder(tmp_path: Path, library: Library, library_folder: Path) -> Path:
    """What the process writes into."""
    assert library.version
    shutil.copytree(library_folder / "cache", tmp_path / "data" / "cache")
    return tmp_path / "data"
