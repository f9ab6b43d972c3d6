"""Officers in a real browser: a service of its own on a working morning, with staff on duty, and citizens beside."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from assistant.bootstrap import Services, open_services
from assistant.knowledge.hours import SHANGHAI
from assistant.people import Staff
from assistant.staff.passwords import hash_random
from channels.web.app import create_app
from tests.builders import settings_for

MORNING = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
"""A Friday on which every department is open until five."""

PASSWORD = "梧桐树下七号楼二单元"


@dataclass
class MovingClock:
    """Runs like a clock, from a working morning on; a test moves it ahead instead of waiting."""

    started: datetime = field(default_factory=lambda: datetime.now(SHANGHAI))
    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return MORNING + self.ahead + (datetime.now(SHANGHAI) - self.started)


@dataclass
class Hall:
    """A running service with its staff: everybody's password is :data:`PASSWORD`."""

    address: str
    services: Services
    clock: MovingClock
    loop: asyncio.AbstractEventLoop

    def does(self, work: object) -> object:
        """Run a coroutine inside the service."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)  # type: ignore[arg-type]


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: object = None) -> None:
        await super().startup(sockets)  # type: ignore[arg-type]
        self.ready.set()


@contextmanager
def open_hall(folder: Path, **given: object) -> Iterator[Hall]:
    """Start the service with the demonstration staff; their one-time passwords are changed already."""
    clock = MovingClock()
    made: list[tuple[Services, _Server, asyncio.AbstractEventLoop]] = []
    begun = threading.Event()

    async def run() -> None:
        settings = settings_for(folder, **given)
        services = await open_services(settings, clock)
        await services.make_demo()
        hashed = hash_random(PASSWORD)
        async with services.memory.writing() as stores:
            for staff in await stores.staff.all():
                await stores.staff.save(replace(staff, password=hashed, must_change=False))
        server = _Server(
            uvicorn.Config(
                create_app(settings, services), port=0, log_level="warning", ws="none", timeout_graceful_shutdown=3
            )
        )
        made.append((services, server, asyncio.get_running_loop()))
        begun.set()
        await server.serve()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    try:
        assert begun.wait(600), "the service did not open"
        services, server, loop = made[0]
        assert server.ready.wait(600), "the service did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Hall(f"http://127.0.0.1:{port}", services, clock, loop)
    finally:
        if made:
            made[0][1].should_exit = True
        thread.join()


@dataclass
class Seat:
    """One person in front of a browser of their own."""

    page: Page
    context: BrowserContext
    complaints: list[str]

    def sees(self, selector: str, has_text: str | None = None) -> None:
        """Wait until it is there to be seen."""
        self.page.locator(selector, has_text=has_text).first.wait_for()


def sit(chromium: Browser, *, width: int = 1366, height: int = 768) -> Seat:
    """A fresh browser profile that remembers what the browser complained about."""
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    context.set_default_timeout(60_000)
    page = context.new_page()
    seat = Seat(page, context, [])
    page.on("pageerror", lambda error: seat.complaints.append(str(error)))
    page.on("console", lambda said: seat.complaints.append(said.text) if said.type in ("error", "warning") else None)
    return seat


def officer(chromium: Browser, hall: Hall, login: str, *, present: bool = True, width: int = 1366) -> Seat:
    """An officer signed in at the console, at the desk."""
    seat = sit(chromium, width=width)
    page = seat.page
    page.goto(f"{hall.address}/console/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    seat.sees(".doors")
    if present:
        page.click("button.here")
        seat.sees("button.here[aria-pressed=true]")
    return seat


def citizen(chromium: Browser, hall: Hall, words: str = "我失业了，想去登记") -> Seat:
    """A citizen who said something and asked for a person."""
    seat = sit(chromium, width=390, height=844)
    page = seat.page
    page.goto(hall.address)
    page.fill("#text", words)
    page.keyboard.press("Enter")
    page.wait_for_selector("#log[aria-busy=false] .citizen")
    seat.sees(".tool-human")
    page.click(".tool-human")
    seat.sees(".bubble", "工作人员")
    return seat


def account(hall: Hall, login: str) -> Staff:
    """The account behind a login."""
    found = hall.does(hall.services.accounts.by_login(login))
    assert isinstance(found, Staff)
    return found
