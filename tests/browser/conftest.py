"""A real Chromium in front of the real service: uvicorn on a free port, the real knowledge, an empty database."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from channels.web.app import create_app
from tests.builders import settings_for

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-gpu"]
PATIENCE_MS = 30_000
"""How long to wait for something to appear before the test fails; generous, since the machine may be busy."""

STORY = "我妈中风躺在床上，想找人上门照顾，要带什么材料"
ITEM = "长期护理保险待遇申请"


class _Server(uvicorn.Server):
    """Says when it is ready, so that nobody has to guess."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"


@pytest.fixture(scope="session")
def program() -> str:
    """The system's Chromium. Where there is none, tests are skipped, but never on a CI machine."""
    if CHROMIUM is None:
        reason = "no Chromium here: install the Debian package chromium, or set CHROMIUM to the program"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


@pytest.fixture(scope="session")
def address(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running service."""
    settings = settings_for(tmp_path_factory.mktemp("served"))
    server = _Server(uvicorn.Config(create_app(settings), port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert server.ready.wait(600), "the service did not start"
        yield server.address
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def chromium(program: str) -> Iterator[Browser]:
    """A running browser, closed after each module: as long as Playwright's event loop runs in this thread, no
    asynchronous test can."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One person with a fresh browser profile."""

    page: Page
    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)
    """What the browser complained about: script errors, refused sources."""

    def opens(self, path: str = "/") -> Page:
        """Go to a page of the service."""
        self.page.goto(self.address + path)
        return self.page

    def asks(self, text: str = STORY) -> None:
        """Write in the box, press Enter, wait for the answer."""
        self.page.fill("#text", text)
        self.page.keyboard.press("Enter")
        self.is_answered()

    def is_answered(self) -> None:
        """Wait until nothing is on its way."""
        self.page.wait_for_selector("#log[aria-busy=false]")

    def presses(self, selector: str, has_text: str | None = None) -> None:
        """Press the first button of that kind and wait for the answer."""
        self.page.locator(selector, has_text=has_text).first.click()
        self.is_answered()

    def reaches_list(self) -> int:
        """Answer by button until the list is there; how many buttons that took."""
        for pressed in range(8):
            if self.page.locator(".list").count():
                return pressed
            wanted = self.page.locator(".choice", has_text=ITEM)
            (wanted if wanted.count() else self.page.locator(".choice")).first.click()
            self.is_answered()
        raise AssertionError("eight buttons and no list")


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    """Opens a visitor: ``visit(width=390, plain=True)``. The browser must have nothing to complain about at the end."""
    opened: list[Visitor] = []

    def open_one(width: int = 390, height: int = 844, *, plain: bool = False, **options: Any) -> Visitor:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        context.set_default_timeout(PATIENCE_MS)
        if plain:
            context.add_cookies([{"name": "linban_plain", "value": "1", "url": address}])
        visitor = Visitor(context.new_page(), context, address)
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.on(
            "console", lambda said: visitor.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        opened.append(visitor)
        return visitor

    yield open_one
    for visitor in opened:
        visitor.context.close()
    assert [c for v in opened for c in v.complaints if "ERR_INTERNET_DISCONNECTED" not in c] == []
