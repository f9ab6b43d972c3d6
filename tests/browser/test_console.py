"""Officers and citizens in several browsers at once: they talk, race, hand on, leave – and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from .console import Hall, Seat, account, citizen, officer, open_hall, sit

pytestmark = pytest.mark.browser

Comes = Callable[..., Seat]


@pytest.fixture(scope="module")
def hall(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with open_hall(tmp_path_factory.mktemp("hall")) as opened:
        yield opened


@pytest.fixture
def comes(chromium: Browser, hall: Hall) -> Iterator[Comes]:
    """Officers and citizens who leave at the end of the test; no browser may have complained."""
    seats: list[Seat] = []

    def come(who: str, *, quiet: bool = True, **given: Any) -> Seat:
        seat = citizen(chromium, hall, **given) if who == "citizen" else officer(chromium, hall, who, **given)
        if quiet:
            seats.append(seat)
        return seat

    yield come
    for seat in seats:
        seat.context.close()
    hall.does(_empty(hall))
    assert [c for seat in seats for c in seat.complaints if "ERR_INTERNET_DISCONNECTED" not in c] == []


async def _empty(hall: Hall) -> None:
    """Close what the test left open, and let everybody leave."""
    services = hall.services
    async with services.memory.reading() as stores:
        left = await stores.tickets.open_in(None)
        staff = {s.id: s for s in await stores.staff.all()}
    lead = next(s for s in staff.values() if s.login == "zhiban")
    for ticket in left:
        await services.desk.present(lead, "present")
        taken = await services.desk.reassign(ticket.id, ticket.epoch, lead, lead.id)
        await services.desk.close(ticket.id, taken.epoch, lead, summary="收尾", outcome="no_answer")
    async with services.memory.reading() as stores:
        for lease in await stores.presence.all():
            await services.desk.present(staff[lease.staff], "away")


def takes(seat: Seat) -> None:
    """Take the next one by the key, once somebody waits."""
    seat.sees("[data-next] button:enabled")
    seat.page.keyboard.press("n")
    seat.sees("#text")


def test_officer_and_citizen_talk_both_ways(comes: Comes) -> None:
    a = comes("rs-a")
    c = comes("citizen")
    takes(a)
    a.sees(".packet", "群众要找人工")
    c.sees(".log", "工作人员来了")

    a.page.fill("#text", "您好，我是区人社局的，您说的我都看到了。")
    a.page.keyboard.press("Enter")
    c.sees(".bubble.agent", "您说的我都看到了")
    c.page.fill("#text", "好的，要带身份证吗")
    c.page.keyboard.press("Enter")
    a.sees("#log .bubble.citizen", "要带身份证吗")
    assert a.page.locator("#log .bubble.agent", has_text="我都看到了").count() == 1


def test_two_officers_race_and_the_slower_one_is_told_who_won(comes: Comes) -> None:
    a, b = comes("rs-a"), comes("rs-b", quiet=False)
    # b's page hears no news, so that both have the same ticket before them
    b.context.route("**/console/events*", lambda route: route.abort())
    b.context.route("**/console/updates*", lambda route: route.abort())
    comes("citizen")
    for seat in (a, b):
        seat.page.goto(seat.page.url)
        seat.page.locator("a.line").first.click()
        seat.sees("[data-key=t]")

    a.page.click("[data-key=t]")
    a.sees("#text")
    b.page.click("[data-key=t]")

    b.sees(".toast", "已被区人社局A角接走")
    b.sees(".closed-line", "区人社局A角 服务中")
    b.context.close()


def test_a_lead_reassigns_from_the_board(comes: Comes) -> None:
    a, b, lead = comes("rs-a"), comes("rs-b"), comes("rs-lead")
    c = comes("citizen")
    takes(a)

    lead.page.goto(lead.page.url.partition("/console")[0] + "/console/board")
    lead.page.locator("select[name=to]").first.select_option(label="区人社局B角")
    lead.page.locator("td button", has_text="改派").first.click()

    b.sees("#left .line", "已接单")
    c.sees(".log", "换了一位")
    a.sees(".closed-line", "您只能看")


def test_when_an_officer_is_gone_the_citizen_comes_to_the_front(comes: Comes, hall: Hall) -> None:
    a, b = comes("rs-a", quiet=False), comes("rs-b")
    c = comes("citizen")
    takes(a)
    c.sees(".log", "工作人员来了")

    a.context.close()
    hall.clock.ahead += timedelta(seconds=hall.services.settings.desk_lease_seconds + 30)
    hall.does(hall.services.desk.heartbeat(account(hall, "rs-b")))
    hall.does(hall.services.housekeeping.once(hall.clock.now()))

    b.sees("#left .line", "最前")
    c.sees(".log", "临时离开")
    takes(b)
    b.sees(".packet", "群众要找人工")


def test_two_departments_serve_together(comes: Comes) -> None:
    """AB-06: both officers and the citizen in one talk."""
    a, second = comes("rs-a"), comes("yb-a")
    c = comes("citizen")
    takes(a)
    a.page.keyboard.press("Escape")
    a.page.keyboard.press("y")
    a.page.locator("#department").select_option(label="区医保局（1 人在）")
    a.page.locator("[data-panel] button.main").click()

    second.sees("#left .line", "邀请")
    second.page.locator("#left .line", has_text="邀请").click()
    second.sees("[data-key=t]", "加入一起服务")
    second.page.keyboard.press("t")
    second.sees("#text")
    second.page.fill("#text", "医保的部分我来说。")
    second.page.keyboard.press("Enter")

    c.sees(".bubble.agent", "医保的部分我来说")
    c.sees(".bubble.agent", "区医保局")
    a.sees("#log .bubble.agent", "医保的部分我来说")


def test_nothing_written_is_lost_by_a_reload_or_a_broken_network(comes: Comes) -> None:
    a = comes("rs-a")
    c = comes("citizen")
    takes(a)
    a.page.locator("#text").press_sequentially("写到一半")
    a.page.reload()
    assert a.page.locator("#text").input_value() == "写到一半"

    a.context.set_offline(True)
    a.page.keyboard.press("r")
    a.page.keyboard.press("End")
    a.page.keyboard.type("的话")
    a.page.keyboard.press("Enter")
    a.sees(".unsent", "还没有发出")
    a.context.set_offline(False)

    c.sees(".bubble.agent", "写到一半的话")
    a.page.locator(".unsent").first.wait_for(state="detached")
    assert a.page.locator("#log .bubble.agent", has_text="写到一半的话").count() == 1
    c.page.reload()
    assert c.page.locator(".bubble.agent", has_text="写到一半的话").count() == 1


def test_a_whole_service_by_keyboard_only(comes: Comes) -> None:
    a = comes("rs-a")
    c = comes("citizen")
    keys = a.page.keyboard
    a.sees("a.line", "叫您")
    keys.press("n")
    a.page.locator("#text:focus").wait_for()
    keys.type("我来帮您。")
    keys.press("Enter")
    c.sees(".bubble.agent", "我来帮您")
    keys.press("Escape")
    keys.press("b")
    keys.type("材料齐了")
    keys.press("Enter")
    a.sees(".bubble.note", "材料齐了")
    keys.press("Escape")
    keys.press("/")
    keys.type("失业保险金")
    a.sees("[data-send-list]")
    keys.press("Escape")
    keys.press("Escape")
    keys.press("?")
    a.sees("#help", "接下一位")
    keys.press("Escape")
    keys.press("Escape")
    keys.press("e")
    a.page.locator("[name=outcome]:focus").wait_for()
    keys.press("Space")
    keys.press("Tab")
    keys.type("说清了要带的材料")
    keys.press("Tab")
    keys.press("Enter")
    a.sees("[data-welcome]")
    c.sees(".log", "服务已结束")


def test_everything_fits_a_small_office_screen(comes: Comes) -> None:
    a = comes("rs-a")
    comes("citizen")
    takes(a)
    wide, box = a.page.evaluate("document.documentElement.scrollWidth"), a.page.locator(".send").bounding_box()
    assert wide <= 1366
    assert box is not None
    assert box["y"] + box["height"] <= 768


def test_news_come_by_asking_where_streams_do_not_get_through(comes: Comes) -> None:
    a = comes("rs-a", quiet=False)
    a.context.route("**/console/events*", lambda route: route.abort())
    a.page.reload()
    comes("citizen")
    a.sees("a.line", "叫您")
    takes(a)
    a.context.close()


def test_new_tickets_show_in_the_title(comes: Comes) -> None:
    a = comes("rs-a")
    comes("citizen")
    expect(a.page).to_have_title(re.compile(r"^\(1\) "))


@pytest.mark.parametrize(
    ("login", "paths"),
    [
        (
            "zhiban",
            ("/console", "/console/board", "/console/roster?department=rs", "/console/canned", "/console/cases"),
        ),
        ("admin", ("/console/people?q=rs", "/console/password")),
        ("shenji", ("/console/audit", "/console/figures")),
    ],
)
def test_no_page_of_the_console_has_a_barrier(comes: Comes, hall: Hall, login: str, paths: tuple[str, ...]) -> None:
    seat = comes(login, present=login == "zhiban")
    for path in paths:
        seat.page.goto(hall.address + path)
        found = Axe().run(seat.page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"


def test_an_open_talk_and_the_sign_in_have_no_barrier(comes: Comes, chromium: Browser, hall: Hall) -> None:
    gate = sit(chromium)
    gate.page.goto(hall.address + "/console/sign-in")
    assert Axe().run(gate.page).violations_count == 0
    gate.context.close()

    a = comes("rs-a")
    comes("citizen")
    takes(a)
    for panel in ("", "x", "e"):
        if panel:
            a.page.keyboard.press("Escape")
            a.page.keyboard.press(panel)
            a.sees("[data-panel]")
        found = Axe().run(a.page)
        assert found.violations_count == 0, found.generate_report()
        a.page.keyboard.press("Escape")
        a.page.wait_for_selector("[data-panel]", state="detached")
