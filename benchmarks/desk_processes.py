"""What the desk's campaigns share: app processes over one database, staff who can sign in, citizens and officers."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from assistant.bootstrap import WallClock, open_database  # noqa: E402
from assistant.knowledge.loader import load_catalogue  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.staff.demo import make_demo  # noqa: E402
from assistant.storage.memory import SqlMemory  # noqa: E402
from tests.postgres import running_postgres  # noqa: E402


def always_open(folder: Path) -> Path:
    """A copy of the knowledge in which every department is open day and night: the campaign runs at any hour."""
    copied = folder / "knowledge"
    copied.mkdir()
    for path in (PROJECT / "knowledge").iterdir():
        if path.name not in ("departments.yaml", "holidays.yaml"):
            (copied / path.name).symlink_to(path)
    text = (PROJECT / "knowledge" / "departments.yaml").read_text("utf-8")
    hours = '{weekdays: [1, 2, 3, 4, 5, 6, 7], start: "00:00", end: "23:59"}'
    (copied / "departments.yaml").write_text(re.sub(r"\{weekdays:[^}]*\}", hours, text), "utf-8")
    text = (PROJECT / "knowledge" / "holidays.yaml").read_text("utf-8")
    (copied / "holidays.yaml").write_text(text, "utf-8")
    return copied


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class App:
    """One app process."""

    port: int
    process: asyncio.subprocess.Process | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Hall:
    """The processes and their database."""

    folder: Path
    settings: Settings
    apps: list[App]
    memory: SqlMemory
    passwords: dict[str, str]
    restarts: int = 0
    log: Path = field(default_factory=Path)

    async def start(self, app: App) -> None:
        """Start the process and wait until it answers."""
        environment = {
            **os.environ,
            "LINBAN_DATA": str(self.settings.data),
            "LINBAN_DATABASE_URL": self.settings.database_url,
            "LINBAN_KNOWLEDGE": str(self.settings.knowledge),
            "LINBAN_PORT": str(app.port),
            "LINBAN_RELOAD_SECONDS": "0",
            "LINBAN_DEMO": "false",
            "LINBAN_DESK_ASK_A_SECONDS": "3600",
            "LINBAN_DESK_FIRST_WORD_SECONDS": "3600",
            "LINBAN_DESK_LEASE_SECONDS": "600",
            "LINBAN_LOG_LEVEL": "ERROR",
        }
        with self.log.open("ab") as out:
            app.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "channels", "serve", cwd=PROJECT, env=environment, stdout=out, stderr=out
            )
        async with httpx.AsyncClient() as client:
            for _ in range(4000):
                try:
                    if (await client.get(f"{app.base}/healthz")).status_code == 200:
                        return
                except httpx.HTTPError:
                    await asyncio.sleep(0.1)
        raise RuntimeError(f"the app does not start, see {self.log}")

    async def kill(self, app: App) -> None:
        """kill -9, and start it again."""
        assert app.process is not None
        app.process.send_signal(signal.SIGKILL)
        await app.process.wait()
        self.restarts += 1
        await self.start(app)


@asynccontextmanager
async def hall(folder: Path, kind: str, processes: int) -> AsyncIterator[Hall]:
    """``processes`` app processes over one SQLite file or one PostgreSQL, with demonstration staff."""
    with running_postgres() if kind == "postgresql" else nullcontext() as server:
        address = await server.database() if server else ""
        settings = Settings(data=folder / "data", database_url=address, knowledge=always_open(folder))
        settings.data.mkdir(parents=True)
        memory = SqlMemory(await open_database(settings))
        made = await make_demo(memory, WallClock(), load_catalogue(settings.knowledge))
        async with memory.writing() as stores:
            for one in made:
                await stores.staff.save(replace(one.staff, must_change=False))
        passwords = {one.staff.login: one.password for one in made}
        apps = [App(free_port()) for _ in range(processes)]
        opened = Hall(folder, settings, apps, memory, passwords, log=folder / "apps.log")
        try:
            await opened.start(apps[0])  # the first builds the index, the others find it
            for app in apps[1:]:
                await opened.start(app)
            yield opened
        finally:
            for app in apps:
                if app.process is not None and app.process.returncode is None:
                    app.process.terminate()
                    await app.process.wait()
            await memory.close()


@dataclass
class Person:
    """A client that tries again, at any process, until it was heard; ``tries`` counts."""

    hall: Hall
    client: httpx.AsyncClient
    tries: int = 0

    async def post(self, path: str, which: int, **content: object) -> httpx.Response:
        """POST until a process has answered; ``which`` one is tried first."""
        for attempt in range(2000):
            app = self.hall.apps[(which + attempt) % len(self.hall.apps)]
            self.tries += 1
            try:
                headers = {"origin": app.base}
                answer = await self.client.post(f"{app.base}{path}", headers=headers, timeout=30, **content)  # type: ignore[arg-type]
            except httpx.HTTPError:
                await asyncio.sleep(0.05)
                continue
            if answer.status_code < 500 and answer.status_code != 429:
                return answer
            await asyncio.sleep(0.1)
        raise RuntimeError(f"nobody answers {path}")


async def signed_in(opened: Hall, client: httpx.AsyncClient, login: str) -> Person:
    """An officer at the console, present."""
    person = Person(opened, client)
    answer = await person.post("/console/sign-in", 0, data={"login": login, "password": opened.passwords[login]})
    assert answer.status_code == 303, answer.text
    name, value = answer.headers["set-cookie"].split(";")[0].split("=", 1)
    client.headers["cookie"] = f"{name}={value}"
    await person.post("/console/presence", 0, data={"status": "present"})
    return person
