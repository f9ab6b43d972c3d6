"""Signing in by the identity provider, against a real one over HTTP; and each way in which its proof may be false."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import OctKey, RSAKey

from assistant.people import Staff
from channels.web.house import House
from tests.channels.web.console.conftest import SAME_SITE, SignsIn
from tests.channels.web.console.provider import CLIENT, SECRET, Provider, running_provider

BACK = "/console/sign-in/outside/back"


class WallTime:
    """The provider's tokens are of this very moment."""

    def now(self) -> Any:
        from assistant.bootstrap import WallClock

        return WallClock().now()


@pytest.fixture
async def provider(app: FastAPI) -> AsyncIterator[Provider]:
    """A provider that this installation is joined to; 李四 is signed in there."""
    house: House = app.state.house
    person = {"sub": "4711", "preferred_username": "rs-a", "name": "李四"}
    async with running_provider(person) as running:
        given = {"oidc_issuer": running.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        house.services.settings = house.services.settings.model_copy(update=given)
        house.services.clock = WallTime()
        yield running


@pytest.fixture
async def account(app: FastAPI) -> Staff:
    house: House = app.state.house
    staff, _ = await house.services.accounts.add("rs-a", "区人社局甲", "agent", "rs")
    return staff


def _settle(app: FastAPI, **given: Any) -> None:
    house: House = app.state.house
    house.services.settings = house.services.settings.model_copy(update=given)


async def _through(client: httpx.AsyncClient) -> httpx.Response:
    """Go out and come back, as a browser does."""
    out = await client.get("/console/sign-in/outside", params={"go": "/console/roster"})
    assert out.status_code == 303, out.text
    async with httpx.AsyncClient() as web:
        there = await web.get(out.headers["location"])
    assert there.status_code == 302
    back = urlsplit(there.headers["location"])
    return await client.get(back.path, params={k: v[0] for k, v in parse_qs(back.query).items()})


async def test_a_known_person_gets_in_without_a_password_and_where_she_wanted_to_go(
    app: FastAPI, client: httpx.AsyncClient, provider: Provider, account: Staff
) -> None:
    form = (await client.get("/console/sign-in")).text
    done = await _through(client)
    inside = await client.get("/console/roster", headers={"accept": "text/html"})

    assert "用统一身份认证登录" in form
    assert done.status_code == 200
    assert 'content="0;url=/console/roster"' in done.text
    assert inside.status_code == 200  # although the one-time password was never changed: nobody needs it
    house: House = app.state.house
    assert (await house.services.accounts.one(account.id)).outside == f"{provider.issuer} 4711"
    async with house.services.memory.reading() as stores:
        assert [r.act for r in await stores.audit.search(actor=account.id)] == ["sign_in.outside", "people.outside"]


async def test_what_goes_out_has_state_nonce_and_a_challenge_and_nothing_secret(
    client: httpx.AsyncClient, provider: Provider, account: Staff
) -> None:
    out = await client.get("/console/sign-in/outside")
    asked = {k: v[0] for k, v in parse_qs(urlsplit(out.headers["location"]).query).items()}

    assert (asked["code_challenge_method"], asked["response_type"], asked["scope"]) == (
        "S256",
        "code",
        "openid profile",
    )
    assert min(len(asked[n]) for n in ("state", "nonce", "code_challenge")) >= 32
    assert SECRET not in out.headers["location"]
    cookie = out.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "max-age=600"))


async def test_once_tied_the_subject_counts_and_not_the_name_any_more(
    app: FastAPI, client: httpx.AsyncClient, provider: Provider, account: Staff
) -> None:
    await _through(client)
    house: House = app.state.house
    other, _ = await house.services.accounts.add("yb-a", "区医保局甲", "agent", "yb")
    provider.person["preferred_username"] = "yb-a"
    same = await _through(client)
    provider.person.update(sub="9999", preferred_username="rs-a")
    client.cookies.clear()
    stranger = await _through(client)

    assert same.status_code == 200
    assert (await house.services.accounts.one(other.id)).outside is None
    assert (stranger.status_code, "没有您能用的账号" in stranger.text) == (403, True)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iss": "https://elsewhere.example"},
        {"aud": "another-program"},
        {"aud": [CLIENT, "another-program"], "azp": "another-program"},
        {"sub": None},
        {"sub": ""},
    ],
)
async def test_a_proof_with_a_false_claim_signs_nobody_in(
    client: httpx.AsyncClient, provider: Provider, account: Staff, claims: dict[str, Any]
) -> None:
    provider.lies.claims = claims
    await _refused(client)


async def test_a_proof_signed_by_somebody_else_signs_nobody_in(
    client: httpx.AsyncClient, provider: Provider, account: Staff
) -> None:
    provider.lies.key = RSAKey.generate_key(2048, {"kid": "k1"})
    await _refused(client)


async def test_a_proof_signed_with_the_published_key_as_a_shared_secret_signs_nobody_in(
    client: httpx.AsyncClient, provider: Provider, account: Staff
) -> None:
    provider.lies.key = OctKey.import_key(SECRET + SECRET)
    provider.lies.header = {"alg": "HS256"}
    await _refused(client)


async def test_a_proof_without_a_signature_signs_nobody_in(
    client: httpx.AsyncClient, provider: Provider, account: Staff
) -> None:
    head = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    provider.lies.proof = lambda token: f"{head}.{token.split('.')[1]}."
    await _refused(client)


async def _refused(client: httpx.AsyncClient) -> None:
    done = await _through(client)
    assert (done.status_code, "证明对不上" in done.text) == (403, True)
    assert (await client.get("/console", headers={"accept": "text/html"})).status_code == 303


async def test_a_way_back_works_once_and_only_in_the_browser_that_went_out(
    app: FastAPI, client: httpx.AsyncClient, provider: Provider, account: Staff
) -> None:
    out = await client.get("/console/sign-in/outside")
    async with httpx.AsyncClient() as web:
        back = urlsplit((await web.get(out.headers["location"])).headers["location"])
    given = {k: v[0] for k, v in parse_qs(back.query).items()}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as victim:
        lured = await victim.get(BACK, params=given)
    again = await client.get(BACK, params=given)
    invented = await client.get(BACK, params={"state": "invented", "code": "x"})

    assert [a.status_code for a in (lured, again, invented)] == [403, 403, 403]
    assert provider.codes != {}  # the code was not even shown to the provider


async def test_without_an_account_nobody_gets_in_unless_a_setting_makes_one(
    app: FastAPI, client: httpx.AsyncClient, provider: Provider
) -> None:
    house: House = app.state.house
    refused = await _through(client)
    assert await house.services.accounts.all() == ()
    _settle(app, oidc_create_role="agent")
    nowhere = await _through(client)
    provider.person["department"] = "rs"
    made = await _through(client)

    assert [a.status_code for a in (refused, nowhere, made)] == [403, 403, 200]
    (account,) = await house.services.accounts.all()
    assert (account.login, account.name, account.role, account.department) == ("rs-a", "李四", "agent", "rs")


async def test_an_account_that_was_put_out_stays_out(
    app: FastAPI, client: httpx.AsyncClient, provider: Provider, account: Staff
) -> None:
    house: House = app.state.house
    await house.services.accounts.set_active(account.id, active=False)
    assert (await _through(client)).status_code == 403


async def test_only_tied_accounts_count_where_the_name_may_not(
    app: FastAPI, client: httpx.AsyncClient, provider: Provider, account: Staff, signs_in: SignsIn
) -> None:
    _settle(app, oidc_login_claim="-")
    by_name = await _through(client)
    admin = await signs_in("boss", "admin", None)
    await admin.post(f"/console/people/{account.id}/outside", subject="4711")
    tied = await _through(client)

    assert (by_name.status_code, tied.status_code) == (403, 200)


async def test_a_provider_that_is_down_leaves_the_password(
    app: FastAPI, client: httpx.AsyncClient, provider: Provider
) -> None:
    _settle(app, oidc_issuer="http://127.0.0.1:9")
    told = await client.get("/console/sign-in/outside")
    _settle(app, oidc_issuer="http://sso.example")
    unsafe = await client.get("/console/sign-in/outside")

    assert (told.status_code, "连不上" in told.text, 'name="password"' in told.text) == (503, True, True)
    assert (unsafe.status_code, "https" in unsafe.text) == (503, True)


async def test_a_second_factor_is_asked_for_all_the_same(
    app: FastAPI, client: httpx.AsyncClient, provider: Provider, account: Staff
) -> None:
    from dataclasses import replace

    house: House = app.state.house
    async with house.services.memory.writing() as stores:
        await stores.staff.save(replace(account, totp=house.services.vault.seal("JBSWY3DPEHPK3PXP")))
    done = await _through(client)

    assert 'content="0;url=/console/code"' in done.text
    inside = await client.get("/console", headers={"accept": "text/html"})
    assert inside.headers["location"] == "/console/code"


async def test_an_installation_without_a_provider_offers_none(client: httpx.AsyncClient) -> None:
    assert "统一身份认证" not in (await client.get("/console/sign-in", headers=SAME_SITE)).text
    assert (await client.get("/console/sign-in/outside")).status_code == 404
