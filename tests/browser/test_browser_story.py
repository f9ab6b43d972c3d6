"""The story of the first page, told in a real browser: a sentence, one or two buttons, a list, a printed page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from .conftest import ITEM, STORY, Visitor

pytestmark = pytest.mark.browser

SIZES = [(390, False), (390, True), (1280, False), (1280, True)]
Visit = Callable[..., Visitor]


@pytest.mark.parametrize(("width", "plain"), SIZES)
def test_a_sentence_and_a_few_buttons_lead_to_a_printed_list(visit: Visit, width: int, plain: bool) -> None:
    daughter = visit(width, plain=plain)
    page = daughter.opens()
    daughter.asks(STORY)
    daughter.reaches_list()
    assert ITEM in page.locator(".list-item").inner_text()
    assert "一定要带" in page.locator(".list").inner_text()
    page.click("[data-print]")
    page.wait_for_selector(".a4")
    assert ITEM in page.locator(".a4-item").inner_text()
    assert page.locator(".a4 input[type=checkbox]").count() > 0
    assert page.locator(".a4 svg.qr").is_visible()


def test_the_printed_list_is_one_page_of_paper(visit: Visit) -> None:
    daughter = visit(1280)
    page = daughter.opens()
    daughter.asks()
    daughter.reaches_list()
    page.click("[data-print]")
    page.wait_for_selector(".a4")
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


@pytest.mark.parametrize("plain", [False, True])
def test_the_whole_way_can_be_gone_by_keyboard(visit: Visit, plain: bool) -> None:
    """AC-05: 全程键盘操作，无键盘陷阱."""
    daughter = visit(1280, 800, plain=plain)
    page = daughter.opens()
    page.keyboard.press("Tab")
    assert "跳到输入框" in page.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab") if page.locator("#text:focus").count() == 0 else None
    assert page.locator("#text:focus").count() == 1
    page.keyboard.type(STORY)
    page.keyboard.press("Enter")
    daughter.is_answered()
    for _ in range(8):
        if page.locator(".list").count():
            break
        assert page.locator(".choice:focus").count() == 1  # the focus is on what must be answered
        page.keyboard.press("Enter")
        daughter.is_answered()
    assert page.locator(".list [data-focus]:focus").count() == 1
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator("[data-print]:focus").count():
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".a4")


def test_the_way_without_javascript_ends_in_the_same_list(visit: Visit) -> None:
    daughter = visit(390, java_script_enabled=False)
    page = daughter.opens()
    page.fill("#text", STORY)
    page.click(".send")
    for _ in range(8):
        if page.locator(".list").count():
            break
        wanted = page.locator(".choice", has_text=ITEM)
        (wanted if wanted.count() else page.locator(".choice")).first.click()
    assert ITEM in page.locator(".list-item").inner_text()
    page.click("[data-print]")
    assert page.locator(".a4 input[type=checkbox]").count() > 0


def test_a_reload_keeps_the_talk_the_ticks_and_what_was_typed(visit: Visit) -> None:
    daughter = visit()
    page = daughter.opens()
    daughter.asks()
    daughter.reaches_list()
    page.locator("[data-tick]").first.check()
    page.fill("#text", "还没写完的话")
    page.reload()
    assert STORY in page.locator("#log").inner_text()
    assert page.locator("[data-tick]").first.is_checked()
    assert page.locator("[data-ready]").inner_text().startswith("1 / ")
    assert page.input_value("#text") == "还没写完的话"


def test_ticks_are_counted_and_follow_to_the_printed_page(visit: Visit) -> None:
    daughter = visit()
    page = daughter.opens()
    daughter.asks()
    daughter.reaches_list()
    boxes = page.locator(".list [data-tick]").count()
    assert page.locator("[data-ready]").inner_text() == f"0 / {boxes} 已备好"
    page.locator(".list [data-tick]").last.check()
    assert page.locator("[data-ready]").inner_text() == f"1 / {boxes} 已备好"
    page.click("[data-print]")
    page.wait_for_selector("html.script .a4")
    assert page.locator(".a4 [data-tick]").last.is_checked()
    assert not page.locator(".a4 [data-tick]").first.is_checked()


def test_large_type_can_be_switched_on_and_off_without_losing_the_talk(visit: Visit) -> None:
    """AC-07, AC-08: 长辈版切换，正文不小于 18pt."""
    father = visit()
    page = father.opens()
    father.asks()
    page.fill("#text", "写了一半")
    page.click("text=长辈版 >> visible=true")
    page.wait_for_selector("html.plain")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
    assert STORY in page.locator("#log").inner_text()
    assert page.input_value("#text") == "写了一半"
    page.click("text=普通版")
    page.wait_for_selector("html:not(.plain)")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"


def test_who_writes_that_the_type_is_too_small_gets_large_type(visit: Visit) -> None:
    father = visit()
    page = father.opens()
    page.fill("#text", "字太小，看不清")
    page.keyboard.press("Enter")
    page.wait_for_selector("html.plain")
    assert "长辈版" in page.locator(".bubble.bot").last.inner_text()


def test_restart_shows_a_clean_page_with_the_old_talk_folded(visit: Visit) -> None:
    daughter = visit()
    page = daughter.opens()
    daughter.asks()
    page.click("header >> text=重新开始")
    page.wait_for_selector("#begin")
    assert not page.get_by_text(STORY).is_visible()
    page.click("text=之前的对话")
    assert page.get_by_text(STORY).is_visible()


def test_the_list_can_be_copied_as_text(visit: Visit) -> None:
    daughter = visit(permissions=["clipboard-read", "clipboard-write"])
    page = daughter.opens()
    daughter.asks()
    daughter.reaches_list()
    page.click("[data-copy]")
    page.wait_for_selector("[data-copy]:text('已复制')")
    copied = page.evaluate("navigator.clipboard.readText()")
    for name in page.locator(".list .tick .paper-name").all_inner_texts():
        assert name in copied
    assert "电话：" in copied


def test_the_code_to_take_along_is_behind_its_button(visit: Visit) -> None:
    daughter = visit()
    page = daughter.opens()
    daughter.asks()
    daughter.reaches_list()
    assert not page.locator(".list svg.qr").is_visible()
    page.click("text=扫码带走")
    assert page.locator(".list svg.qr").is_visible()


def test_after_a_button_the_keyboard_of_a_phone_stays_down(visit: Visit) -> None:
    daughter = visit(has_touch=True, is_mobile=True)
    page = daughter.opens()
    daughter.presses("header >> text=找人工")
    assert page.locator("#text:focus").count() == 0
    assert page.locator(".bubble:last-child :focus, .bubble:last-child:focus").count() == 1
