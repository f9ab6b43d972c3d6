"""When something is in the way: no network, a refused text, an input method that is still composing, hasty fingers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.builders import ID_NUMBER, PHONE

from .conftest import STORY, Visitor

pytestmark = pytest.mark.browser

Visit = Callable[..., Visitor]


def _mine(visitor: Visitor) -> int:
    return visitor.page.locator(".bubble.citizen").count()


def test_what_is_sent_without_a_network_is_kept_and_sent_once_when_it_is_back(visit: Visit) -> None:
    daughter = visit()
    page = daughter.opens()
    daughter.context.set_offline(True)
    page.fill("#text", STORY)
    page.keyboard.press("Enter")
    page.wait_for_selector(".bubble.unsent")
    assert "网络断了" in page.locator("#trouble").inner_text()
    daughter.context.set_offline(False)
    page.wait_for_selector(".bubble.bot .choice, .bubble.bot .list")
    assert _mine(daughter) == 1
    assert page.locator(".bubble.unsent").count() == 0
    assert not page.locator("#trouble").is_visible()
    page.reload()
    assert _mine(daughter) == 1


def test_a_lost_answer_is_asked_for_again_without_asking_twice(visit: Visit) -> None:
    daughter = visit()
    page = daughter.opens()
    lost: list[str] = []

    def lose_the_first_answer(route: object) -> None:
        if lost:
            route.continue_()  # type: ignore[attr-defined]
            return
        lost.append(route.fetch().text())  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/chat", lose_the_first_answer)
    page.fill("#text", STORY)
    page.keyboard.press("Enter")
    page.wait_for_selector(".bubble.unsent")
    daughter.complaints.clear()  # the browser is right to complain about the lost answer
    page.click("[data-retry]")
    page.wait_for_selector(".bubble.bot .choice, .bubble.bot .list")
    page.reload()
    assert lost
    assert _mine(daughter) == 1


def test_a_message_on_its_way_survives_a_reload(visit: Visit) -> None:
    daughter = visit()
    page = daughter.opens()
    page.evaluate(
        "words => sessionStorage.setItem('linban:unsent', JSON.stringify("
        "{unsent: {message_id: 'abc123', text: words}, label: words}))",
        STORY,
    )
    page.reload()
    page.wait_for_selector(".bubble.bot .choice, .bubble.bot .list")
    assert _mine(daughter) == 1
    assert page.evaluate("sessionStorage.getItem('linban:unsent')") is None


def test_enter_inside_an_input_method_sends_nothing(visit: Visit) -> None:
    citizen = visit()
    page = citizen.opens()
    page.fill("#text", "zhang hu xian")
    prevented = page.evaluate(
        """() => ['isComposing', 'keyCode'].map((how) => {
          const event = new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true,
            isComposing: how === 'isComposing', keyCode: how === 'keyCode' ? 229 : 13});
          document.getElementById('text').dispatchEvent(event);
          return event.defaultPrevented;
        })"""
    )
    assert prevented == [False, False]
    assert _mine(citizen) == 0
    page.keyboard.press("Shift+Enter")
    assert page.input_value("#text") == "zhang hu xian\n"
    page.keyboard.press("Enter")
    citizen.is_answered()
    assert _mine(citizen) == 1


def test_a_refused_text_comes_back_into_the_box_with_the_reason(visit: Visit) -> None:
    """AC-02: 错误有文字提示."""
    citizen = visit()
    page = citizen.opens()
    page.fill("#text", "敬老卡\x07丢了")
    page.keyboard.press("Enter")
    page.wait_for_selector("#trouble:visible")
    assert "特殊符号" in page.locator("#trouble").inner_text()
    assert page.input_value("#text") == "敬老卡\x07丢了"
    assert _mine(citizen) == 0
    citizen.complaints.clear()  # the browser notes the 422 on its console


def test_numbers_of_people_disappear_from_the_screen_at_once(visit: Visit) -> None:
    """PI-02: 证件号、电话即刻遮住."""
    citizen = visit()
    page = citizen.opens()
    citizen.asks(f"我的身份证{ID_NUMBER}，电话{PHONE}，敬老卡丢了怎么补")
    said = page.locator("#log").inner_text()
    assert ID_NUMBER not in said
    assert PHONE not in said
    assert "敬老卡丢了怎么补" in page.locator(".bubble.citizen").inner_text()


def test_an_empty_box_says_what_to_do(visit: Visit) -> None:
    citizen = visit()
    page = citizen.opens()
    page.click(".send")
    assert "还没有写内容" in page.locator("#trouble").inner_text()
    assert page.locator("#text:focus").count() == 1


@pytest.mark.parametrize(("plain", "seconds"), [(False, 30), (True, 60)])
def test_after_a_long_silence_the_message_may_be_sent_again(visit: Visit, plain: bool, seconds: int) -> None:
    """AC-10, 长辈版耐心加倍."""
    citizen = visit(plain=plain)
    page = citizen.opens()
    page.clock.install()
    page.route("**/chat", lambda route: None)
    page.fill("#text", STORY)
    page.keyboard.press("Enter")
    page.clock.run_for((seconds - 1) * 1000)
    assert page.locator(".typing").is_visible()
    page.clock.run_for(2000)
    page.wait_for_selector(".bubble.unsent")
    assert "还没有回音" in page.locator("#trouble").inner_text()
    assert page.locator("[data-retry]").is_visible()
