"""In real browsers: a rating that is followed up, a paper that is looked at, and pages without barriers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .console import Hall, Seat, citizen, officer, open_hall

pytestmark = pytest.mark.browser

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


@pytest.fixture(scope="module")
def hall(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with open_hall(tmp_path_factory.mktemp("cases")) as opened:
        yield opened


@pytest.fixture
def served(chromium: Browser, hall: Hall) -> Iterator[tuple[Seat, Seat]]:
    """A citizen and the officer of 区人社局 who has just taken the ticket; nothing may complain."""
    clerk = officer(chromium, hall, "rs-a")
    person = citizen(chromium, hall)
    clerk.sees("[data-next] button:enabled")
    clerk.page.keyboard.press("n")
    clerk.sees("#text")
    yield person, clerk
    for seat in (person, clerk):
        seat.context.close()
    assert person.complaints + clerk.complaints == []


def _barriers(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]]


def _move(page: Page, name: str, text: str = "", **chosen: str) -> None:
    form = page.locator("form", has=page.get_by_role("button", name=name, exact=True))
    for field, value in chosen.items():
        form.locator(f"[name={field}]").select_option(value)
    if text:
        form.locator("textarea").fill(text)
    with page.expect_navigation():
        form.get_by_role("button", name=name, exact=True).click()


def test_a_poor_rating_becomes_a_case_and_the_citizen_reads_its_end(
    served: tuple[Seat, Seat], chromium: Browser, hall: Hall
) -> None:
    """EV-01, EV-07, EV-08, HL-05, from both sides of the desk."""
    person, clerk = served
    page = clerk.page
    page.locator("a[data-key=e]").click()
    page.check("input[name=outcome][value=solved]")
    page.fill("#summary", "讲清楚了")
    page.locator("[data-panel] button.main").click()

    person.sees(".choice, button", "非常不满意")
    levels = person.page.locator("button[value^='rate:human:']")
    assert levels.count() == 5
    assert person.page.locator("input:checked, [aria-checked=true], [aria-pressed=true]").count() == 0
    person.page.locator("button[value^='rate:human:'][value$=':4']").click()
    person.sees(".bubble", "BC-")
    said = person.page.locator(".bubble", has_text="BC-").last.inner_text()
    found = re.search(r"BC-\w{4}-\w{3}", said)
    assert found is not None
    code = found[0]

    page.goto(f"{hall.address}/console/cases")
    page.get_by_role("link", name=code).click()
    assert page.get_by_role("button", name="接单", exact=True).count() == 0
    assert page.get_by_role("button", name="提交申诉").count() == 1

    other = officer(chromium, hall, "rs-b", present=False)
    work = other.page
    work.goto(f"{hall.address}/console/cases")
    work.get_by_role("link", name=code).click()
    _move(work, "接单")
    _move(work, "核实属实，去整改", "等候确实长", sort="clear")
    _move(work, "有结果了", "加了一个窗口")
    _move(work, "反馈给群众", "对不起，已经加了窗口。")
    assert work.get_by_role("button", name="办结", exact=True).count() == 0
    person.page.reload()
    person.sees(".bubble.agent", "已经加了窗口")
    _move(work, "回访", "说满意", result="content")
    assert _barriers(work) == []
    _move(work, "办结", outcome="solved")
    assert "办结" in work.locator("h1").inner_text()
    other.context.close()

    person.page.fill("#text", f"查一下 {code}")
    person.page.keyboard.press("Enter")
    person.sees(".bubble", "已办结")


def test_a_paper_is_sent_by_a_form_and_judged(served: tuple[Seat, Seat], hall: Hall, tmp_path: Path) -> None:
    person, clerk = served
    photo = tmp_path / "户口簿.png"
    photo.write_bytes(PNG)
    page = person.page
    page.locator("a[href='/chat/files']").click()
    assert _barriers(page) == []
    page.set_input_files("#file", photo)
    page.check("input[name=consent]")
    page.get_by_role("button", name="发送").click()
    person.sees(".files li", "户口簿.png")

    clerk.page.reload()
    clerk.sees(".upload a", "户口簿.png")
    clerk.page.locator(".upload summary").click()
    clerk.page.check(".upload input[value=unclear]")
    clerk.page.fill(".upload input[name=remark]", "左边糊了")
    clerk.page.get_by_role("button", name="告诉群众").click()
    clerk.sees(".upload .stamp", "看不清")

    page.reload()
    person.sees(".files li", "左边糊了")
    page.locator("#main a.act").click()
    person.sees(".bubble", "左边糊了")


def test_figures_cases_and_privacy_have_no_barrier(chromium: Browser, hall: Hall) -> None:
    """AC-09; a lead sees her department, the duty officer the district."""
    lead = officer(chromium, hall, "zhiban", present=False)
    for path in ("/console/cases?open=all", "/console/cases/improvements", "/console/figures?unit=week", "/privacy"):
        lead.page.goto(hall.address + path)
        assert _barriers(lead.page) == [], path
    lead.page.goto(f"{hall.address}/console/figures")
    charts = lead.page.locator("svg[role=img]").count()
    told = lead.page.locator("figure > figcaption").all_inner_texts()
    assert charts == len([sentence for sentence in told if sentence.strip()]) >= 3
    for part in lead.page.locator(".figure-part").all():
        assert part.locator("table").count() == 1  # every chart has its table
    lead.context.close()
    assert lead.complaints == []
