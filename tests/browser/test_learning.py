"""What was not understood becomes an example, is published, and is answered for the next citizen: in real browsers."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.builders import KNOWLEDGE

from .console import Hall, officer, open_hall, sit

pytestmark = pytest.mark.browser

ASKED = "老娘一个人住想装个按一下就有人来的东西"
ITEM = "LB-MZ-011"
CHOOSING = timedelta(minutes=11)
"""After so long nobody is thought to be choosing any more."""
GATE_SECONDS = 600


@pytest.fixture(scope="module")
def hall(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A service with a copy of the knowledge, which is written to here."""
    folder = tmp_path_factory.mktemp("learning")
    shutil.copytree(KNOWLEDGE, folder / "knowledge")
    with open_hall(folder / "data", knowledge=folder / "knowledge", four_eyes=False) as opened:
        yield opened


def asks(chromium: Browser, hall: Hall, words: str) -> str:
    """A citizen in a browser of her own asks; the answer as she reads it."""
    seat = sit(chromium, width=390, height=844)
    seat.page.goto(hall.address)
    seat.page.fill("#text", words)
    seat.page.keyboard.press("Enter")
    seat.page.wait_for_selector("#log[aria-busy=false] .citizen")
    answer = seat.page.locator("#log").inner_text()
    seat.context.close()
    assert seat.complaints == []
    return answer


def last_answer(hall: Hall) -> tuple[str, tuple[str, ...]]:
    """How the question asked last was answered, and what was told."""

    async def kept() -> tuple[str, tuple[str, ...]]:
        now = hall.clock.now()
        async with hall.services.memory.reading() as stores:
            last = (await stores.asked.between(now - timedelta(hours=1), now))[-1]
        return last.outcome, last.told

    found: tuple[str, tuple[str, ...]] = hall.does(kept())  # type: ignore[assignment]
    return found


async def published(hall: Hall) -> None:
    """Publish the officer's draft as the administrator does, with a reason for whatever the check shows."""
    publishing = hall.services.publishing
    async with hall.services.memory.reading() as stores:
        staff = {s.login: s for s in await stores.staff.all()}
    draft = await publishing.open_draft(staff["zhishi"])
    assert draft is not None
    await publishing.submit(draft.id, staff["zhishi"])
    run = await publishing.gate(draft.id, staff["admin"])
    while run.state == "running":
        await asyncio.sleep(0.2)
        run = await publishing.gate_state(run.key)
    assert run.report is not None, run.error
    assert [f.text for f in run.report.errors] == []
    await publishing.publish(draft.id, staff["admin"], gate=run.key, reason="市民这样问过")


def test_an_unanswered_question_is_taught_published_and_answered(chromium: Browser, hall: Hall) -> None:
    name = hall.services.librarian.library.catalogue.items[ITEM].item_name
    asks(chromium, hall, ASKED)
    assert last_answer(hall) != ("sure", (ITEM,))

    editor = officer(chromium, hall, "zhishi", present=False)
    page = editor.page
    hall.clock.ahead += CHOOSING
    page.goto(f"{hall.address}/console/learn")
    editor.sees(".question h2", ASKED)
    card = page.locator(".question", has=page.locator("h2", has_text=ASKED))
    card.locator("summary", has_text="当例句").click()
    card.locator("input[name=target]").nth(0).fill(f"{ITEM} {name}")
    assert Axe().run(page).violations_count == 0
    card.get_by_role("button", name="放进草稿").first.click()
    editor.sees("[role=status]", "例句已经放进您的草稿")
    asyncio.run_coroutine_threadsafe(published(hall), hall.loop).result(GATE_SECONDS)

    assert name in asks(chromium, hall, ASKED)
    assert last_answer(hall) == ("sure", (ITEM,))
    page.goto(f"{hall.address}/console/learn?state=taken")
    editor.sees(".told", "已发布")
    for path in ("/console/learn/answers", "/console/figures?unit=week", "/console/monthly"):
        page.goto(hall.address + path)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        wide = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
        assert page.evaluate(wide) == 0, path
    editor.context.close()
    assert editor.complaints == []
