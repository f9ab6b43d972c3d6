"""In real browsers, by keyboard alone: a paper is changed, checked, published and taken back; ten items are verified.

The officer has never seen the console: every step goes by what the page before it offers.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from assistant.knowledge.schema import Item
from tests.builders import KNOWLEDGE

from .console import Hall, Seat, officer, open_hall, sit

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)

CODE = "LB-RS-001"
NEW = "身份证（要没过期的）"
MOST_TABS = 400
GATE_MS = 900_000
"""The whole check on a machine that is busy with other tests."""
GIVEN = ("区人社局", "2026-11-19", "2027-05-19")


@pytest.fixture(scope="module")
def hall(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The service over a copy of the knowledge."""
    folder = tmp_path_factory.mktemp("publish")
    shutil.copytree(KNOWLEDGE, folder / "knowledge")
    with open_hall(folder / "data", knowledge=folder / "knowledge") as opened:
        yield opened


@pytest.fixture
def people(chromium: Browser, hall: Hall) -> Iterator[tuple[Seat, Seat]]:
    """A knowledge officer and the administrator who publishes; nothing may complain."""
    seats = (
        officer(chromium, hall, "zhishi", present=False, width=1440),
        officer(chromium, hall, "admin", present=False, width=1280),
    )
    yield seats
    for seat in seats:
        seat.context.close()
    # A sheet that is refused is a page with the status 422, which the browser notes.
    assert [c for seat in seats for c in seat.complaints if "422" not in c] == []


def tabs_to(page: Page, selector: str, has_text: str | None = None) -> None:
    """Press Tab until the element has the focus."""
    wanted = page.locator(selector, has_text=has_text).first
    wanted.wait_for()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {selector} {has_text or ''}")


def goes(page: Page, selector: str, has_text: str | None = None) -> None:
    """Tab to a link or button and press Enter; wait for the page that comes."""
    tabs_to(page, selector, has_text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def is_free_of_barriers(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]] == []
    for width in (1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide at {width}"


def list_of_a_citizen(chromium: Browser, hall: Hall) -> str:
    """What a citizen gets who asks now, from a fresh browser."""
    seat = sit(chromium, width=390, height=844)
    page = seat.page
    page.goto(hall.address)
    page.fill("#text", "失业登记要带什么材料")
    page.keyboard.press("Enter")
    page.wait_for_selector("#log[aria-busy=false] .bubble.bot")
    for _ in range(9):
        if page.locator(".list").count():
            break
        page.locator(".choice").first.click()
        page.wait_for_selector("#log[aria-busy=false]")
    told = page.locator(".list").last.inner_text()
    seat.context.close()
    assert seat.complaints == []
    return told


def checks(page: Page) -> None:
    """Start the check of the draft on this page and wait for its result."""
    goes(page, "button", "开始检查")
    page.locator(".gate-result").wait_for(timeout=GATE_MS)


def test_a_paper_is_changed_published_and_taken_back(people: tuple[Seat, Seat], chromium: Browser, hall: Hall) -> None:
    writer, boss = (seat.page for seat in people)
    before = list_of_a_citizen(chromium, hall)
    assert NEW not in before

    expect(writer).to_have_url(f"{hall.address}/console/knowledge")
    tabs_to(writer, "input[name=q]")
    writer.keyboard.type("失业登记")
    with writer.expect_navigation():
        writer.keyboard.press("Enter")
    goes(writer, f"a[href='/console/knowledge/items/{CODE}']")
    tabs_to(writer, "a[href='#part-materials']")
    writer.keyboard.press("Enter")
    tabs_to(writer, "#part-materials summary")
    writer.keyboard.press("Enter")
    tabs_to(writer, "#f-materials-0-material_name")
    writer.keyboard.press("Control+A")
    writer.keyboard.type(NEW)
    expect(writer.frame_locator("[data-frame]").locator("body")).to_contain_text(NEW)
    with writer.expect_navigation():
        writer.keyboard.press("Enter")
    assert NEW not in list_of_a_citizen(chromium, hall)
    goes(writer, "a", "看草稿")
    expect(writer.locator("main")).to_contain_text(NEW)
    is_free_of_barriers(writer)
    checks(writer)
    expect(writer.locator(".headline")).to_have_text("没有问题的答案会变。")
    expect(writer.locator(".gate-result")).to_contain_text(f"多了一样“{NEW}”")
    is_free_of_barriers(writer)
    goes(writer, "button", "送审")
    expect(writer.locator("h1")).to_contain_text("已送审")

    boss.goto(f"{hall.address}/console/knowledge/drafts")
    is_free_of_barriers(boss)
    goes(boss, "main table a")
    checks(boss)
    is_free_of_barriers(boss)
    goes(boss, "#publish button", "发布")
    expect(boss.locator(".told")).to_contain_text("已经发布")
    is_free_of_barriers(boss)
    assert NEW in list_of_a_citizen(chromium, hall)

    goes(boss, "a", "版本")
    is_free_of_barriers(boss)
    tabs_to(boss, ".release form input[name=reason]")
    boss.keyboard.type("名字写得太长")
    with boss.expect_navigation():
        boss.keyboard.press("Enter")
    expect(boss.locator(".told")).to_contain_text("已经撤回")
    after = list_of_a_citizen(chromium, hall)
    assert NEW not in after


def _ready(item: Item) -> bool:
    """Whether nothing of low confidence stands in the way of vouching for it."""
    return not any("GK-L" in sourced.source for sourced in item.sourced())


def test_ten_items_are_verified_by_excel(
    people: tuple[Seat, Seat], chromium: Browser, hall: Hall, tmp_path: Path
) -> None:
    writer, boss = (seat.page for seat in people)
    catalogue = hall.services.librarian.library.catalogue
    ten = [CODE, *(c for c, i in catalogue.items.items() if _ready(i) and c != CODE)][:10]
    assert _ready(catalogue.items[CODE])

    goes(writer, ".tabs a", "核对")
    is_free_of_barriers(writer)
    tabs_to(writer, "a[download]")
    with writer.expect_download() as download:
        writer.keyboard.press("Enter")
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    for row in book["整个事项"].iter_rows(min_row=2):
        if row[0].value in ten:
            for cell, value in zip(row[6:9], GIVEN, strict=True):
                cell.value = value
    wrong = tmp_path / "填错的.xlsx"
    first = next(r for r in book["整个事项"].iter_rows(min_row=2) if r[0].value == CODE)
    first[7].value = "昨天"
    book.save(wrong)
    tabs_to(writer, "#sheet")
    writer.set_input_files("#sheet", wrong)
    goes(writer, "button", "上传，放进草稿")
    expect(writer.locator(".trouble")).to_contain_text(f"H{first[7].row}")
    is_free_of_barriers(writer)
    first[7].value = GIVEN[1]
    right = io.BytesIO()
    book.save(right)
    (tmp_path / "核对.xlsx").write_bytes(right.getvalue())
    tabs_to(writer, "#sheet")
    writer.set_input_files("#sheet", tmp_path / "核对.xlsx")
    goes(writer, "button", "上传，放进草稿")
    expect(writer.locator(".told")).to_contain_text("整个事项 10 项")
    goes(writer, "button", "送审")

    boss.goto(f"{hall.address}/console/knowledge/drafts")
    goes(boss, "main table a")
    checks(boss)
    goes(boss, "#publish button", "发布")
    expect(boss.locator(".told")).to_contain_text("已经发布")
    assert "由区人社局核实，核对于 2026-11-19" in list_of_a_citizen(chromium, hall)
    boss.goto(f"{hall.address}/console/knowledge/review?which=good")
    assert boss.locator("main table tbody tr").count() == 10
