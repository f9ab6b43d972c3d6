"""A copy of the knowledge to be edited, with three questions for measuring, and a clock."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.builders import KNOWLEDGE, Clock
from tests.publishing.officers import ASKED, QUESTIONS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge that a test may edit."""
    copy = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, copy, ignore=shutil.ignore_patterns("evaluation"))
    (copy / QUESTIONS).parent.mkdir()
    (copy / QUESTIONS).write_text(ASKED, encoding="utf-8")
    return copy


@pytest.fixture
def clock() -> Clock:
    return Clock()
