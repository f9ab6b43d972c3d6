"""The project's own knowledge, loaded once for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.loader import Loader

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """The folder with its problems and places."""
    return Loader().load(KNOWLEDGE)


@pytest.fixture(scope="session")
def catalogue(loaded: Loaded) -> Catalogue:
    """The catalogue of the folder."""
    return loaded.catalogue
