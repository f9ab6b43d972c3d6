"""A copy of the knowledge to be edited, and a clock."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.builders import KNOWLEDGE, Clock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge that a test may edit."""
    copy = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, copy)
    return copy


@pytest.fixture
def clock() -> Clock:
    return Clock()
