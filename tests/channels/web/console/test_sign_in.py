"""Signing in at the console: who gets in, what the browser keeps, and that no other site can act in one's name."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from channels.web.console.guard import COOKIE
from channels.web.house import House
from tests.channels.web.console.conftest import CHOSEN, SAME_SITE, SignsIn


async def test_who_is_not_signed_in_is_sent_to_the_form_and_comes_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/console/password")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/console/sign-in?go=/console/password"

    script = await client.get("/console/password", headers={"hx-request": "true"})
    assert script.status_code == 401
    assert script.headers["hx-redirect"].startswith("/console/sign-in")


async def test_the_cookie_is_for_this_site_and_no_script(signs_in: SignsIn) -> None:
    officer = await signs_in("rs-a")
    answer = await officer.post("/console/sign-in", login="rs-a", password=CHOSEN)
    kept = answer.headers["set-cookie"].lower()
    assert kept.startswith(COOKIE)
    assert "httponly" in kept
    assert "samesite=strict" in kept
    assert "path=/console" in kept


async def test_a_one_time_password_must_be_changed_before_anything_else(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    house: House = app.state.house
    _, password = await house.services.accounts.add("admin", "管理员", "admin", None)
    client.headers.update(SAME_SITE)
    await client.post("/console/sign-in", data={"login": "admin", "password": password})

    assert (await client.get("/console")).headers["location"] == "/console/password"
    mistyped = await client.post("/console/password", data={"old": password, "new": CHOSEN, "again": "别的"})
    assert "不一样" in mistyped.text
    changed = await client.post("/console/password", data={"old": password, "new": CHOSEN, "again": CHOSEN})
    assert changed.headers["location"] == "/console"
    assert (await client.get("/console")).headers.get("location") != "/console/password"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": "http://test"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_a_form_from_elsewhere_does_nothing(app: FastAPI, signs_in: SignsIn, headers: dict[str, str]) -> None:
    officer = await signs_in("rs-a")
    del officer.client.headers["origin"], officer.client.headers["sec-fetch-site"]

    answer = await officer.client.post("/console/sign-out", headers=headers)

    assert answer.status_code == 403
    assert "没有执行" in answer.text
    assert (await officer.get("/console/password")).status_code == 200


async def test_an_old_browser_may_prove_itself_by_origin(signs_in: SignsIn) -> None:
    officer = await signs_in("rs-a")
    del officer.client.headers["sec-fetch-site"]
    answer = await officer.post("/console/sign-out")
    assert answer.headers["location"] == "/console/sign-in?why=out"
    assert (await officer.get("/console/password")).status_code == 303


@pytest.mark.parametrize("go", ["https://evil.example", "//evil.example", "/console//evil.example", "/console/\\evil"])
async def test_signing_in_leads_nowhere_else(signs_in: SignsIn, go: str) -> None:
    officer = await signs_in("rs-a")
    answer = await officer.post("/console/sign-in", login="rs-a", password=CHOSEN, go=go)
    assert answer.headers["location"] == "/console"


async def test_too_many_tries_are_told_to_wait(client: httpx.AsyncClient) -> None:
    client.headers.update(SAME_SITE)
    answers = [await client.post("/console/sign-in", data={"login": "x", "password": "y"}) for _ in range(13)]
    assert [a.status_code for a in answers] == [403] * 12 + [429]
    assert "过几分钟" in answers[-1].text
