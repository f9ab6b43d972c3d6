"""人员: leaving and moving, sessions, locks, the second factor – by what happens at the doors afterwards."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pyotp
import pytest
from fastapi import FastAPI

from channels.web.house import House
from tests.builders import Clock
from tests.channels.web.console.conftest import CHOSEN, SAME_SITE, Officer, SignsIn, on_duty


def _house(app: FastAPI) -> House:
    house: House = app.state.house
    return house


async def _set_up(officer: Officer, clock: Clock) -> tuple[str, list[str]]:
    """Set the second factor up as a person does; the secret and the recovery codes."""
    page = (await officer.get("/console/totp")).text
    assert "<svg" in page
    found = re.search(r'<b class="num">([A-Z2-7 ]+)</b>', page)
    assert found is not None
    secret = found[1].replace(" ", "")
    done = await officer.post("/console/totp/set", code=pyotp.TOTP(secret).at(clock.now()))
    assert done.status_code == 200, done.text
    return secret, re.findall(r'<li class="num">([a-z0-9-]+)</li>', done.text)


async def _again(client: httpx.AsyncClient, login: str) -> httpx.Response:
    client.cookies.clear()
    client.headers.update(SAME_SITE)
    return await client.post("/console/sign-in", data={"login": login, "password": CHOSEN})


async def _code(client: httpx.AsyncClient, code: str) -> int:
    return (await client.post("/console/code", data={"code": code})).status_code


async def test_the_last_administrator_can_neither_be_put_out_nor_become_something_else(
    app: FastAPI, signs_in: SignsIn
) -> None:
    boss = await signs_in("boss", "admin", None)
    accounts = _house(app).services.accounts
    with_two, _ = await accounts.add("second", "第二位", "admin", None)
    out = await boss.post(f"/console/people/{with_two.id}/active", on="false")
    await accounts.set_active(with_two.id, active=True)
    await accounts.set_active(boss.staff.id, active=False)

    refused = [
        await _refusal(accounts.set_active(with_two.id, active=False)),
        await _refusal(accounts.change(with_two.id, name="", role="editor", department=None, by="x")),
    ]

    assert out.status_code == 303
    assert all("最后一位管理员" in told for told in refused)
    assert (await accounts.one(with_two.id)).active


async def _refusal(act: object) -> str:
    from assistant.errors import NotAllowed

    with pytest.raises(NotAllowed) as refused:
        await act  # type: ignore[misc]
    return str(refused.value)


async def test_who_is_put_out_loses_sign_ins_duty_and_seat(app: FastAPI, signs_in: SignsIn) -> None:
    boss, agent = await signs_in("boss", "admin", None), await signs_in("rs-a", "agent", "rs")
    await on_duty(app, (agent, "A"))

    done = await boss.post(f"/console/people/{agent.staff.id}/active", on="false")

    async with _house(app).services.memory.reading() as stores:
        duty, seat = await stores.duty.all(), await stores.presence.of(agent.staff.id)
        row = (await stores.audit.search(act="people.deactivate"))[0]
    assert done.status_code == 303
    assert duty == ()
    assert seat is not None
    assert seat.status == "away"
    assert (row.detail["sessions"], row.detail["duty_ended"]) == (1, 1)
    assert (await agent.get("/console")).headers["location"].startswith("/console/sign-in")


async def test_who_moves_to_another_department_leaves_the_roster_of_the_old_one(
    app: FastAPI, signs_in: SignsIn
) -> None:
    boss, agent = await signs_in("boss", "admin", None), await signs_in("rs-a", "agent", "rs")
    await on_duty(app, (agent, "A"))
    same = {"name": "甲", "role": "agent", "department": "rs"}
    await boss.post(f"/console/people/{agent.staff.id}/change", **same)
    async with _house(app).services.memory.reading() as stores:
        assert len(await stores.duty.all()) == 1

    await boss.post(f"/console/people/{agent.staff.id}/change", **{**same, "department": "yb"})

    async with _house(app).services.memory.reading() as stores:
        assert await stores.duty.all() == ()


async def test_one_sign_in_is_ended_and_the_other_goes_on(app: FastAPI, signs_in: SignsIn) -> None:
    boss, agent = await signs_in("boss", "admin", None), await signs_in("rs-a", "agent", "rs")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as elsewhere:
        elsewhere.headers["accept"] = "text/html"
        await _again(elsewhere, "rs-a")
        page = (await boss.get(f"/console/people/{agent.staff.id}")).text
        first_opened = re.findall(r'name="session" value="([0-9a-f]+)"', page)[-1]

        done = await boss.post(f"/console/people/{agent.staff.id}/revoke", session=first_opened)
        twice = await boss.post(f"/console/people/{agent.staff.id}/revoke", session=first_opened)

        codes = {(await agent.get("/console")).status_code, (await elsewhere.get("/console")).status_code}
    assert (done.status_code, twice.status_code) == (303, 404)
    assert codes == {200, 303}


async def test_a_locked_account_is_seen_and_unlocked(
    app: FastAPI, signs_in: SignsIn, client: httpx.AsyncClient
) -> None:
    boss, agent = await signs_in("boss", "admin", None), await signs_in("rs-a", "agent", "rs")
    client.headers.update(SAME_SITE)
    for _ in range(5):
        await client.post("/console/sign-in", data={"login": "rs-a", "password": "wrong-wrong"})
    locked = (await boss.get(f"/console/people/{agent.staff.id}")).text
    assert (await _again(client, "rs-a")).status_code == 403

    await boss.post(f"/console/people/{agent.staff.id}/unlock")

    assert "输错太多" in locked
    assert (await _again(client, "rs-a")).status_code == 303


async def test_with_a_second_factor_the_password_alone_is_not_enough_and_a_code_works_once(
    app: FastAPI, signs_in: SignsIn, client: httpx.AsyncClient, clock: Clock
) -> None:
    officer = await signs_in("rs-a", "agent", "rs")
    secret, codes = await _set_up(officer, clock)
    assert len(codes) == 10
    clock.time += timedelta(minutes=5)
    now = pyotp.TOTP(secret).at(clock.now())

    answer = await _again(client, "rs-a")
    before = (await client.get("/console", headers={"accept": "text/html"})).headers["location"]
    wrong = await _code(client, "000000" if now != "000000" else "111111")
    right = await _code(client, now)
    inside = (await client.get("/console")).status_code
    await _again(client, "rs-a")
    replayed = await _code(client, now)
    earlier = await _code(client, pyotp.TOTP(secret).at(clock.now() - timedelta(seconds=30)))
    later = await _code(client, pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30)))

    assert answer.headers["location"].startswith("/console/code")
    assert before == "/console/code"
    assert (wrong, right, inside) == (403, 303, 200)
    assert (replayed, earlier, later) == (403, 403, 303)


async def test_codes_long_past_are_refused_and_guessing_locks_the_account(
    app: FastAPI, signs_in: SignsIn, client: httpx.AsyncClient, clock: Clock
) -> None:
    secret, _ = await _set_up(await signs_in("rs-a", "agent", "rs"), clock)
    clock.time += timedelta(minutes=30)
    await _again(client, "rs-a")
    old = [await _code(client, pyotp.TOTP(secret).at(clock.now() - timedelta(minutes=n))) for n in range(2, 7)]
    locked = await _code(client, pyotp.TOTP(secret).at(clock.now()))
    password = await _again(client, "rs-a")

    assert old == [403] * 5
    assert locked == 403
    assert password.status_code == 403


async def test_a_recovery_code_opens_once_and_lies_hashed(
    app: FastAPI, signs_in: SignsIn, client: httpx.AsyncClient, clock: Clock
) -> None:
    officer = await signs_in("rs-a", "agent", "rs")
    secret, codes = await _set_up(officer, clock)
    async with _house(app).services.memory.reading() as stores:
        kept = await stores.factors.codes(officer.staff.id)
        sealed = (await stores.staff.by_id(officer.staff.id)).totp  # type: ignore[union-attr]
    await _again(client, "rs-a")
    first = await _code(client, codes[3].upper())
    await _again(client, "rs-a")
    second = await _code(client, codes[3])

    assert (first, second) == (303, 403)
    assert sealed is not None
    assert secret not in sealed
    assert not any(code in digest for code in codes for digest in kept.values())
    async with _house(app).services.memory.reading() as stores:
        assert len(await stores.factors.codes(officer.staff.id)) == 9


async def test_the_administrator_takes_a_lost_second_factor_away_and_the_role_asks_for_a_new_one(
    app: FastAPI, signs_in: SignsIn, client: httpx.AsyncClient, clock: Clock
) -> None:
    services = _house(app).services
    boss, officer = await signs_in("boss", "admin", None), await signs_in("rs-a", "agent", "rs")
    await _set_up(officer, clock)
    services.settings = services.settings.model_copy(update={"totp_roles": "agent"})

    done = await boss.post(f"/console/people/{officer.staff.id}/totp-reset")

    assert done.status_code == 303
    assert (await officer.get("/console")).headers["location"].startswith("/console/sign-in")
    await _again(client, "rs-a")
    client.headers["accept"] = "text/html"
    assert (await client.get("/console")).headers["location"] == "/console/totp"
    fresh = replace(officer, client=client)
    await _set_up(fresh, clock)
    assert (await client.get("/console")).status_code == 200
    async with services.memory.reading() as stores:
        acts = [(r.act, r.actor) for r in await stores.audit.search(act="people.totp")]
    assert acts == [("people.totp_reset", boss.staff.id)]
