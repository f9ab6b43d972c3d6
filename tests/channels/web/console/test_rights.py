"""Every route of the console × every role, walked from the application itself against one table (PI-11)."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from assistant.people import Role
from assistant.staff.roles import MAY, ROLES, Act
from channels.web.console.guard import COOKIE
from channels.web.console.pages import flat
from channels.web.house import House
from tests.channels.web.console.conftest import SAME_SITE, SignsIn
from tests.channels.web.console.rules import CITIZENS, HALF_WAY, MOUNTED, OPEN, RULES

DEPARTMENTS: dict[Role, str | None] = {"agent": "rs", "lead": "rs", "editor": None, "admin": None, "auditor": None}
PUBLIC = ("/console/sign-in", "/console/password", "/console/sign-out", "/console/code")


def _routes(app: FastAPI) -> set[tuple[str, str]]:
    """Every route of the whole application: citizens' pages, the JSON door, the console."""
    return {(method, route.path) for route in flat(app.routes) for method in (route.methods or set()) - {"HEAD"}}


def _filled(path: str) -> str:
    return re.sub(r"{[^}]+}", "nothing", path)


def _of(given: str) -> Act | None:
    return next((act for acts in MAY.values() for act in acts if act == given), None)


def test_every_route_has_a_rule_and_every_rule_a_route(app: FastAPI) -> None:
    """A new route without a line in the table fails here: say there what it asks for."""
    assert _routes(app) == set(RULES) | CITIZENS
    assert {route.path for route in app.routes if isinstance(route, Mount)} == MOUNTED
    assert all(path.startswith("/console") for _, path in RULES)
    assert not any(path.startswith("/console") for _, path in CITIZENS)
    assert {rule for rule in RULES.values() if rule not in (OPEN, HALF_WAY) and _of(rule) is None} == set()


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_may_what_the_table_says_and_nothing_else(app: FastAPI, signs_in: SignsIn, role: Role) -> None:
    officer = await signs_in("somebody", role, DEPARTMENTS[role])
    house: House = app.state.house
    house.services.hints.closing = True  # or the stream would go on
    wrong = []
    for (method, path), rule in RULES.items():
        if rule in (OPEN, HALF_WAY):
            continue
        answer = await officer.client.request(method, _filled(path))
        allowed = _of(rule) in MAY[role]
        if (answer.status_code != 403) != allowed or answer.status_code in (401, 500):
            wrong.append((method, path, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", [None, *ROLES])
async def test_what_is_for_citizens_is_the_same_for_everybody(
    app: FastAPI, signs_in: SignsIn, client: httpx.AsyncClient, role: Role | None
) -> None:
    """No sign-in is asked for and none helps: what needs a conversation's own cookie is not found without it."""
    browser = (await signs_in("somebody", role, DEPARTMENTS[role])).client if role else client
    told = {}
    for method, path in sorted(CITIZENS):
        answer = await browser.request(method, _filled(path), headers={**SAME_SITE, "accept": "text/html"})
        told[method, path] = answer.status_code
        assert answer.status_code not in (401, 403, 500), (method, path)
        assert "/console/" not in answer.headers.get("location", ""), (method, path)
        assert COOKIE not in answer.headers.get("set-cookie", ""), (method, path)
    assert told[("GET", "/")] == told[("GET", "/items")] == told[("GET", "/privacy")] == 200
    assert told[("GET", "/checklist/{token}")] == told[("GET", "/items/{code}")] == 404


async def test_nobody_gets_anywhere_without_signing_in(app: FastAPI, client: httpx.AsyncClient) -> None:
    for (method, path), rule in RULES.items():
        if rule == OPEN:
            continue
        answer = await client.request(method, _filled(path), headers=SAME_SITE)
        assert (answer.status_code, answer.headers["location"][:16]) == (303, "/console/sign-in"), (method, path)


async def test_no_unsafe_route_obeys_another_site(app: FastAPI, signs_in: SignsIn) -> None:
    officer = await signs_in("boss", "lead", None)
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}
    for method, path in RULES:
        if method != "GET":
            answer = await officer.client.request(method, _filled(path), headers=foreign)
            assert (answer.status_code, "没有执行" in answer.text) == (403, True), path
    assert all(method in ("GET", "POST") for method, _ in RULES)


async def test_a_one_time_password_opens_nothing_but_its_change(app: FastAPI, client: httpx.AsyncClient) -> None:
    house: House = app.state.house
    _, password = await house.services.accounts.add("fresh", "新来的", "lead", None)
    client.headers.update(SAME_SITE)
    await client.post("/console/sign-in", data={"login": "fresh", "password": password})
    for (method, path), rule in RULES.items():
        if rule != OPEN and path not in PUBLIC:
            answer = await client.request(method, _filled(path))
            assert (answer.status_code, answer.headers.get("location")) == (303, "/console/password"), (method, path)


async def test_a_password_alone_opens_nothing_where_a_code_is_asked_for(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    house: House = app.state.house
    staff, password = await house.services.accounts.add("careful", "小心的", "lead", None)
    async with house.services.memory.writing() as stores:
        await stores.staff.save(replace(staff, must_change=False, totp=house.services.vault.seal("JBSWY3DPEHPK3PXP")))
    client.headers.update(SAME_SITE)
    answer = await client.post("/console/sign-in", data={"login": "careful", "password": password})
    assert answer.headers["location"] == "/console/code?go=/console"
    for (method, path), rule in RULES.items():
        if rule not in (OPEN, HALF_WAY):
            answer = await client.request(method, _filled(path))
            assert (answer.status_code, answer.headers.get("location")) == (303, "/console/code"), (method, path)
    assert (await client.get("/console/code")).status_code == 200


async def test_a_role_that_needs_a_code_opens_nothing_before_it_is_set_up(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    house: House = app.state.house
    house.services.settings = house.services.settings.model_copy(update={"totp_roles": "lead,admin"})
    staff, password = await house.services.accounts.add("fresh", "新来的", "lead", None)
    async with house.services.memory.writing() as stores:
        await stores.staff.save(replace(staff, must_change=False))
    client.headers.update(SAME_SITE)
    await client.post("/console/sign-in", data={"login": "fresh", "password": password})
    own = ("/console/password", "/console/totp")
    for (method, path), rule in RULES.items():
        if rule not in (OPEN, HALF_WAY) and not path.startswith(own):
            answer = await client.request(method, _filled(path))
            assert (answer.status_code, answer.headers.get("location")) == (303, "/console/totp"), (method, path)
    assert (await client.get("/console/totp")).status_code == 200


async def test_a_lead_sees_the_own_department_only(app: FastAPI, signs_in: SignsIn) -> None:
    lead, officer = await signs_in("rs-lead", "lead", "rs"), await signs_in("zhiban", "lead", None)
    assert "区医保局" not in (await lead.get("/console/board")).text
    assert "区医保局" in (await officer.get("/console/board")).text
    refused = await lead.post("/console/roster/add", department="yb", post="A", staff="x", starts="09:00", ends="17:00")
    assert refused.status_code == 403
