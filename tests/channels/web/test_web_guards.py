"""What protects the door: headers, sizes, health, and how a bug is told."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.library import Librarian
from assistant.storage.memory import SqlMemory
from channels.web import words
from channels.web.app import create_app
from channels.web.render import STATIC
from channels.web.throttle import Throttle
from tests.builders import settings_for

PAGES = ("/", "/items", "/items/LB-YB-001", "/privacy")


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/healthz", "/api/chat/x/messages"])
async def test_every_answer_carries_the_protective_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_needs_anything_that_the_policy_forbids(client: httpx.AsyncClient, path: str) -> None:
    """AC-03: 没有插件、外部脚本."""
    page = (await client.get(path)).text
    assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r'(src|href)="(https?:)?//', page)


async def test_the_first_load_stays_under_150_kilobytes(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    weight = len(page.content) + sum(p.stat().st_size for p in STATIC.iterdir() if p.suffix in (".css", ".js", ".svg"))
    assert weight < 150_000


async def test_static_files_may_be_kept_because_their_address_changes_with_them(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    address = re.search(r'href="(/static/linban\.css\?v=\w+)"', page)
    assert address
    response = await client.get(address.group(1))
    assert response.status_code == 200
    assert "immutable" in response.headers["cache-control"]
    assert (await client.get("/")).headers["cache-control"] == "no-store"


async def test_the_talk_cookie_is_out_of_reach_of_scripts_and_other_sites(client: httpx.AsyncClient) -> None:
    cookie = (await client.get("/")).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


async def test_health_is_503_before_the_start_200_while_open_and_503_after(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        before = await client.get("/healthz")
        assert before.status_code == 503
        assert before.json() == {"error": words.NOT_READY}
        assert (await client.post("/api/chat/messages", json={"message_id": "a", "text": "你好"})).status_code == 503
        async with app.router.lifespan_context(app):
            assert (await client.get("/healthz")).json()["items"] == 172
        assert (await client.get("/healthz")).status_code == 503


async def test_health_is_503_when_the_memory_cannot_be_read(app: FastAPI, memory: SqlMemory, tmp_path: Path) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        assert (await client.get("/healthz")).status_code == 200
        await memory.close()
        for file in tmp_path.glob("linban.db*"):
            file.unlink()
        assert (await client.get("/healthz")).status_code == 503


async def test_a_bug_is_told_politely_and_without_its_insides(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Librarian) -> None:
        raise RuntimeError("secret insides")

    monkeypatch.setattr(Librarian, "library", property(broken))
    response = await client.get("/items")
    assert response.status_code == 500
    assert words.BROKEN in response.text
    assert "secret insides" not in response.text


def test_a_throttle_forgets_those_long_silent() -> None:
    throttle = Throttle(burst=1, per_second=0, remembered=2, clock=lambda: 0.0)
    assert [throttle.allows(k) for k in "aabc"] == [True, False, True, True]
    assert throttle.allows("a")
