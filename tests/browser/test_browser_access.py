"""Everybody can use it: axe, sizes of targets and type, zoom, motion, and what stays in view."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .conftest import Visitor

pytestmark = pytest.mark.browser

Visit = Callable[..., Visitor]
SIZES = [(390, False), (390, True), (1280, False), (1280, True)]

SMALL_TARGETS = """least => [...document.querySelectorAll('button, a, summary, textarea, label.tick')]
  .filter((e) => e.checkVisibility({visibilityProperty: true}))
  .filter((e) => !e.closest('.hidden, .skip, .said, .card-name'))
  .map((e) => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect()])
  .filter(([, r]) => r.width > 1 && (r.height < least - 0.5 || r.width < least - 0.5))
  .map(([words, r]) => `${words} ${Math.round(r.width)}x${Math.round(r.height)}`)"""

CLOSE_LINES = """() => [...document.querySelectorAll('.bubble p, .list li, .sheet p')].filter((e) => {
    const style = getComputedStyle(e);
    return parseFloat(style.lineHeight) < 1.3 * parseFloat(style.fontSize);
  }).map((e) => e.textContent.slice(0, 20))"""

CLOSE_PARAGRAPHS = """() => [...document.querySelectorAll('.said p + p')].filter((e) => {
    const style = getComputedStyle(e);
    return parseFloat(style.marginTop) < 0.3 * parseFloat(style.lineHeight);
  }).map((e) => e.textContent.slice(0, 20))"""


def _grave(page: Page) -> list[str]:
    """axe's serious and critical violations of the page as it stands."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {node['html'][:160]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


@pytest.mark.parametrize(("width", "plain"), SIZES)
def test_axe_finds_nothing_grave_on_the_way_to_the_list(visit: Visit, width: int, plain: bool) -> None:
    """AC-08, AC-09: 对比度、语义、标签、焦点."""
    visitor = visit(width, plain=plain, reduced_motion="reduce")
    page = visitor.opens()
    assert _grave(page) == []
    visitor.asks("补贴怎么申请")
    assert page.locator(".choice").count() > 0
    assert _grave(page) == []
    visitor.asks()
    visitor.reaches_list()
    for fold in page.locator(".list details").all():
        fold.evaluate("e => e.open = true")
    assert _grave(page) == []
    page.click("[data-print]")
    page.wait_for_selector(".a4")
    assert _grave(page) == []


@pytest.mark.parametrize("path", ["/items", "/items?q=卡", "/items/LB-YB-001", "/privacy", "/nowhere"])
def test_axe_finds_nothing_grave_on_the_plain_pages(visit: Visit, path: str) -> None:
    visitor = visit(390)
    page = visitor.opens(path)
    assert _grave(page) == []
    visitor.complaints.clear()  # the browser notes the 404 of the page that does not exist


@pytest.mark.parametrize(("width", "plain"), SIZES)
def test_everything_to_press_is_large_enough(visit: Visit, width: int, plain: bool) -> None:
    """AC-08: 目标 ≥ 44 px，长辈版选项 ≥ 64 px."""
    visitor = visit(width, plain=plain)
    page = visitor.opens()
    assert page.evaluate(SMALL_TARGETS, 44) == []
    visitor.asks("补贴怎么申请")
    assert page.evaluate(SMALL_TARGETS, 44) == []
    least = 64 if plain else 44
    assert min(c.bounding_box()["height"] for c in page.locator(".choice").all()) >= least  # type: ignore[index]
    visitor.asks()
    visitor.reaches_list()
    assert page.evaluate(SMALL_TARGETS, 44) == []


@pytest.mark.parametrize("plain", [False, True])
def test_lines_and_paragraphs_keep_their_distance(visit: Visit, plain: bool) -> None:
    """AC-01: 行距 ≥ 1.3 倍，段距 ≥ 行距的 1.3 倍."""
    visitor = visit(390, plain=plain)
    page = visitor.opens()
    visitor.asks()
    visitor.reaches_list()
    assert page.locator(".said p + p").count() > 0
    assert page.evaluate(CLOSE_LINES) == []
    assert page.evaluate(CLOSE_PARAGRAPHS) == []


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("width", [320, 390, 640, 1280])
def test_no_width_needs_scrolling_sideways(visit: Visit, width: int, plain: bool) -> None:
    """Zoomed to 200 % or 400 %, a screen of 1280 px is one of 640 or 320."""
    visitor = visit(width, 720, plain=plain)
    page = visitor.opens()
    visitor.asks()
    visitor.reaches_list()
    for fold in page.locator(".list details").all():
        fold.evaluate("e => e.open = true")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.click("[data-print]")
    page.wait_for_selector(".a4")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.goto(visitor.address + "/items/LB-YB-001")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(("width", "plain"), SIZES)
def test_the_newest_question_is_in_view(visit: Visit, width: int, plain: bool) -> None:
    visitor = visit(width, 844, plain=plain, reduced_motion="reduce")
    page = visitor.opens()
    visitor.asks("长期护理保险待遇申请")
    box = page.locator(".bubble.bot .said").last.bounding_box()
    head = page.locator(".top").bounding_box()
    foot = page.locator(".say-place").bounding_box()
    assert box is not None
    assert head is not None
    assert foot is not None
    assert box["y"] >= head["y"] + head["height"]
    assert box["y"] + box["height"] <= foot["y"]


def test_who_wants_no_motion_gets_none(visit: Visit) -> None:
    visitor = visit(390, reduced_motion="reduce")
    page = visitor.opens()
    page.evaluate(
        "document.getElementById('log').append(document.getElementById('pending-bot').content.cloneNode(true))"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('.dot')).animationName") == "none"
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_the_first_load_is_light(visit: Visit) -> None:
    visitor = visit(390)
    sizes: list[int] = []
    visitor.page.on("response", lambda r: sizes.append(len(r.body())))
    visitor.opens()
    visitor.page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 150_000
