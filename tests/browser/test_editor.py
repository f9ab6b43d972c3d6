"""A knowledge officer in a real browser, by keyboard: finds an item, changes a paper, sees what citizens will see."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assistant.knowledge.yaml_text import read_yaml
from tests.builders import KNOWLEDGE

from .console import Hall, Seat, officer, open_hall

pytestmark = pytest.mark.browser

CODE, PATH = "LB-MZ-001", "items/social-aid/LB-MZ-001.yaml"
NEW = "全家人的户口簿（要带原件）"
PAGES = (
    "",
    "?part=bundles",
    f"/items/{CODE}",
    "/bundles/B01",
    "/lists/parameters",
    "/lists/parameters/id_card_fee@2004-01-01",
    "/lists/sources/new",
    "/wording/replies?key=greeting.back",
    "/words/shanghainese?key=侬",
)


@pytest.fixture(scope="module")
def hall(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    expect.set_options(timeout=60_000)  # the machine may be busy with other tests
    folder = tmp_path_factory.mktemp("editor")
    shutil.copytree(KNOWLEDGE, folder / "knowledge")
    with open_hall(folder / "data", knowledge=folder / "knowledge") as opened:
        yield opened


@pytest.fixture
def seat(chromium: Browser, hall: Hall) -> Iterator[Seat]:
    """The knowledge officer of the district; the browser may complain of nothing but of forms that were refused."""
    taken = officer(chromium, hall, "zhishi", present=False, width=1280)
    yield taken
    taken.context.close()
    assert [c for c in taken.complaints if "422" not in c] == []


def _text_of(hall: Hall, path: str = PATH) -> str:
    """The file in the officer's draft."""

    async def look() -> str:
        staff = next(s for s in await hall.services.accounts.all() if s.login == "zhishi")
        draft = await hall.services.publishing.open_draft(staff)
        return (draft.files[path].text or "") if draft and path in draft.files else ""

    return str(hall.does(look()))


def _opens(page: Page, hall: Hall, part: str = f"/items/{CODE}") -> None:
    page.goto(f"{hall.address}/console/knowledge{part}")


def test_by_keyboard_alone_a_paper_is_changed_seen_and_saved(seat: Seat, hall: Hall) -> None:
    page = seat.page
    _opens(page, hall, "")
    page.locator("input[name=q]").focus()
    page.keyboard.type("吃低保")
    page.keyboard.press("Enter")
    link = page.locator("tbody a")
    expect(link).to_have_count(1)
    link.focus()
    page.keyboard.press("Enter")
    frame = page.frame_locator("[data-frame]")
    expect(frame.locator(".list")).to_contain_text("全家人的身份证和户口簿")
    page.locator("#part-materials details.row > summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.name") != "materials.0.material_name":
        page.keyboard.press("Tab")
    expect(page.locator("[data-hint]")).to_contain_text("清单上写的名字")
    page.keyboard.press("Control+a")
    page.keyboard.type(NEW)
    expect(frame.locator(".papers.must")).to_contain_text(NEW)
    page.locator("#sw-agent").focus()
    page.keyboard.press("End")
    expect(frame.locator(".papers.yours")).to_contain_text("委托书和代办人身份证")
    page.locator("#sw-plain-off").focus()
    page.keyboard.press("ArrowRight")
    expect(frame.locator("html")).to_have_class("plain")
    assert _text_of(hall) == ""
    page.locator("[name='materials.0.material_name']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".told").first).to_contain_text("已经存进您的草稿")
    assert read_yaml(_text_of(hall))["materials"][0]["material_name"] == NEW


def test_rows_are_added_and_moved_and_what_is_typed_elsewhere_stays(seat: Seat, hall: Hall) -> None:
    page = seat.page
    _opens(page, hall)
    page.locator("[name='fee.text']").fill("免费。")
    rows = page.locator("#part-faq .row")
    size = rows.count()
    page.locator("#part-faq .add-row button").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(size + 1)
    assert page.evaluate("document.activeElement.name") == f"faq.{size}.q"
    page.keyboard.type("要等多久？")
    page.locator(f"[name='faq.{size}.a']").fill("大约20个工作日。")
    page.locator(f"#f-faq-{size}-source input[value=GK-M]").check()
    page.locator(f"button[value='up:faq.{size}']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"[name='faq.{size - 1}.q']")).to_have_value("要等多久？")
    expect(page.locator("[name='fee.text']")).to_have_value("免费。")
    page.locator(".save-bar button.main").click()
    expect(page.locator(".told").first).to_contain_text("已经存进您的草稿")
    said = read_yaml(_text_of(hall))
    assert (said["faq"][size - 1]["q"], said["fee"]["text"]) == ("要等多久？", "免费。")


def test_what_is_wrong_is_reached_by_its_link_and_nothing_is_lost(seat: Seat, hall: Hall) -> None:
    page = seat.page
    _opens(page, hall, "/items/LB-MZ-002")
    page.locator("#part-materials details.row > summary").first.click()
    page.locator("[name='materials.0.n_original']").fill("两份")
    page.locator("[name='fee.text']").fill("看情况。")
    page.locator(".save-bar button.main").click()
    page.locator("#problems a").first.click()
    expect(page.locator("[name='materials.0.n_original']")).to_be_focused()
    expect(page.locator("[name='materials.0.n_original']")).to_have_value("两份")
    expect(page.locator("[name='fee.text']")).to_have_value("看情况。")
    assert _text_of(hall, "items/social-aid/LB-MZ-002.yaml") == ""
    page.on("dialog", lambda dialog: dialog.accept())


def test_without_script_the_forms_work(chromium: Browser, hall: Hall) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{hall.address}/console/sign-in")
    page.fill("#login", "zhishi")
    page.fill("#password", "梧桐树下七号楼二单元")
    page.keyboard.press("Enter")
    page.locator(".doors").wait_for()
    _opens(page, hall, "/items/LB-MZ-005")
    before = page.locator("#part-steps .row").count()
    page.locator("#part-steps .add-row button").click()
    expect(page.locator("#part-steps .row")).to_have_count(before + 1)
    page.locator(f"[name='steps.{before}.text']").fill("先打电话问。")
    page.locator(f"#f-steps-{before}-source input[value=GK-M]").check()
    page.locator(".save-bar button.main").click()
    expect(page.locator(".told").first).to_contain_text("已经存进您的草稿")
    context.close()


@pytest.mark.parametrize("part", PAGES)
def test_axe_finds_nothing_and_nothing_is_too_wide(seat: Seat, hall: Hall, part: str) -> None:
    page = seat.page
    _opens(page, hall, part)
    page.locator("main").wait_for()
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    found = Axe().run(page).response["violations"]
    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found] == []
    for width in (1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, width
