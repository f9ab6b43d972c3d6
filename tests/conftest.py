"""What all tests share: the real library, built once, and an assistant on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from assistant.conversation import Assistant
from assistant.library import Library, build_library
from assistant.logs import set_up_logging
from assistant.staff import passwords
from assistant.storage.memory import SqlMemory
from tests.builders import assistant_over, memory_in, settings_for
from tests.postgres import Postgres, running_postgres


def pytest_configure() -> None:
    """Log as the program does: without it, structlog prints every local of every frame of a traceback, a whole
    catalogue of them, for a minute."""
    set_up_logging("WARNING")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright's own event loop stays in this thread, and no other loop can run beside it."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    """A chosen password costs 64 MB and a tenth of a second on purpose; hundreds of sign-ins of tests need not."""
    quick = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    passwords._CHOSEN, passwords.NOBODY = quick, quick.hash("nobody")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting of the machine must not decide whether a test passes."""
    import os

    for name in list(os.environ):
        if name.startswith("LINBAN_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder in which the library was built: its cache saves other processes the same work."""
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="session")
def library(library_folder: Path) -> Library:
    """The project's own knowledge with its index."""
    return build_library(settings_for(library_folder))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL, started when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest) -> str:
    """The address of a database of either kind with empty tables; "" for the default, a file in the data folder."""
    if request.param == "sqlite":
        return ""
    server: Postgres = request.getfixturevalue("postgres")
    return await server.with_tables()


@pytest.fixture
async def either(tmp_path: Path, database: str) -> AsyncIterator[SqlMemory]:
    """An empty database, once of either kind: what holds on one must hold on the other."""
    async with memory_in(tmp_path, database) as opened:
        yield opened


@pytest.fixture
async def memory(tmp_path: Path) -> AsyncIterator[SqlMemory]:
    """An empty database in a file."""
    async with memory_in(tmp_path) as opened:
        yield opened


@pytest.fixture
def assistant(memory: SqlMemory, library: Library, tmp_path: Path) -> Assistant:
    """The whole assistant over the real knowledge and an empty database."""
    return assistant_over(memory, library, tmp_path)
