"""材料预审 from the citizen's form to the officer's eyes: sealed, checked by content, seen by this ticket's only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from assistant.bootstrap import Services
from assistant.helpdesk import incoming_paper
from assistant.tickets import Upload
from channels.web.house import House
from tests.builders import Clock
from tests.channels.web.console.conftest import Officer, SignsIn, on_duty

PNG = b"\x89PNG\r\n\x1a\n" + b"0123456789abcdef" * 20_000
PDF = b"%PDF-1.7\n" + b"x" * 5000
CONSENT = {"consent": "yes"}


@pytest.fixture
def services(app: FastAPI) -> Services:
    house: House = app.state.house
    return house.services


@pytest.fixture
async def citizen(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A citizen's browser without JavaScript."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers={"accept": "text/html"}
    ) as opened:
        await opened.get("/")
        yield opened


async def _called(app: FastAPI, citizen: httpx.AsyncClient, signs_in: SignsIn) -> tuple[Officer, str]:
    """An officer of 区人社局 with the citizen's ticket in hand."""
    officer = await signs_in("rs-a", "agent", "rs")
    await on_duty(app, (officer, "A"))
    for choice in ("item:LB-RS-001", "human"):
        await citizen.post("/chat", data={"choice": choice, "message_id": uuid4().hex})
    house: House = app.state.house
    async with house.services.memory.reading() as stores:
        (ticket,) = await stores.tickets.open_in(None)
    taken = await officer.post(f"/console/tickets/{ticket.id}/take", epoch=str(ticket.epoch))
    assert taken.status_code == 303, taken.text
    return officer, ticket.id


async def _send(citizen: httpx.AsyncClient, content: bytes, name: str = "户口簿.png", **form: str) -> httpx.Response:
    data = {**CONSENT, **form}
    return await citizen.post("/chat/files", data=data, files={"file": (name, content, "image/png")})


async def _uploads(services: Services, ticket: str) -> tuple[Upload, ...]:
    async with services.memory.reading() as stores:
        found = await stores.tickets.find(ticket)
        assert found is not None
        return await stores.uploads.of(found.conversation)


def _files(services: Services) -> list[Path]:
    return [p for p in services.papers.folder.rglob("*") if p.is_file()]


async def test_a_photo_goes_to_the_officer_and_the_verdict_comes_back(
    app: FastAPI, citizen: httpx.AsyncClient, signs_in: SignsIn, services: Services
) -> None:
    officer, ticket = await _called(app, citizen, signs_in)

    sent = await _send(citizen, PNG)
    assert (sent.status_code, sent.headers["location"]) == (303, "/chat/files")
    (upload,) = await _uploads(services, ticket)
    assert (upload.kind, upload.size, upload.ticket) == ("image/png", len(PNG), ticket)

    assert "户口簿.png" in (await officer.get(f"/console/tickets/{ticket}")).text
    shown = await officer.get(f"/console/tickets/{ticket}/uploads/{upload.id}")
    assert shown.content == PNG
    assert shown.headers["content-type"] == "image/png"
    assert "sandbox" in shown.headers["content-security-policy"]

    form = {"verdict": "unclear", "remark": "右下角没拍到", "key": uuid4().hex}
    assert (await officer.post(f"/console/tickets/{ticket}/uploads/{upload.id}/verdict", **form)).status_code == 303
    assert "看不清：右下角没拍到" in (await citizen.get("/")).text
    assert "看不清" in (await citizen.get("/chat/files")).text


async def test_what_lies_on_the_disk_tells_nothing(
    app: FastAPI, citizen: httpx.AsyncClient, signs_in: SignsIn, services: Services
) -> None:
    """RC-03: stored apart, encrypted, and a change is seen."""
    officer, ticket = await _called(app, citizen, signs_in)
    await _send(citizen, PNG)
    (file,) = _files(services)
    raw = file.read_bytes()
    assert b"PNG" not in raw
    assert b"0123456789abcdef" not in raw
    assert file.stat().st_mode & 0o077 == 0
    assert (services.settings.data / "vault.key").stat().st_mode & 0o077 == 0

    file.write_bytes(raw[:40] + bytes([raw[40] ^ 1]) + raw[41:])
    (upload,) = await _uploads(services, ticket)
    answer = await officer.get(f"/console/tickets/{ticket}/uploads/{upload.id}")
    assert answer.status_code == 503
    assert "打不开" in answer.text


async def test_every_look_is_written_down_and_strangers_see_nothing(
    app: FastAPI, citizen: httpx.AsyncClient, signs_in: SignsIn, services: Services
) -> None:
    """PI-11, RC-05."""
    officer, ticket = await _called(app, citizen, signs_in)
    await _send(citizen, PDF, "病历.pdf")
    (upload,) = await _uploads(services, ticket)
    stranger = await signs_in("mz-a", "agent", "mz")

    for _ in range(2):
        await officer.get(f"/console/tickets/{ticket}/uploads/{upload.id}")
    assert (await stranger.get(f"/console/tickets/{ticket}/uploads/{upload.id}")).status_code == 404
    async with services.memory.reading() as stores:
        looks = await stores.audit.search(act="upload.view")
    assert [look.actor for look in looks] == [officer.staff.id] * 2


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"MZ\x90\x00" + b"\x00" * 500, "照片.jpg", "不是照片"),
        (b"<html><script>alert(1)</script></html>", "a.png", "不是照片"),
        (b"", "空.png", "是空的"),
        (PNG, "大.png", "太大"),
    ],
)
async def test_what_cannot_be_taken_is_told_in_chinese_and_leaves_nothing(
    app: FastAPI,
    citizen: httpx.AsyncClient,
    signs_in: SignsIn,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    name: str,
    told: str,
) -> None:
    """By content, not by name."""
    monkeypatch.setattr("assistant.helpdesk.papers.MEGABYTE", 4096)  # 25 “MB” are 100 KB here
    _, ticket = await _called(app, citizen, signs_in)
    answer = await _send(citizen, content, name)
    assert answer.status_code == 422
    assert told in answer.text
    assert await _uploads(services, ticket) == ()
    assert _files(services) == []


async def test_a_full_disk_is_told_and_leaves_nothing(
    app: FastAPI,
    citizen: httpx.AsyncClient,
    signs_in: SignsIn,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, ticket = await _called(app, citizen, signs_in)
    monkeypatch.setattr(
        incoming_paper.shutil, "disk_usage", lambda path: type("Usage", (), {"total": 1, "used": 1, "free": 0})
    )
    answer = await _send(citizen, PNG)
    assert answer.status_code == 422
    assert "存满了" in answer.text
    assert await _uploads(services, ticket) == ()
    assert _files(services) == []


async def test_without_consent_or_without_a_ticket_nothing_is_kept(
    app: FastAPI, citizen: httpx.AsyncClient, signs_in: SignsIn, services: Services
) -> None:
    """PI-04; and a paper that nobody would look at is not collected (PI-01)."""
    early = await _send(citizen, PNG)
    assert "找人工" in early.text
    assert _files(services) == []

    await _called(app, citizen, signs_in)
    refused = await _send(citizen, PNG, consent="")
    assert "没有勾选同意" in refused.text
    assert _files(services) == []


async def test_there_is_a_limit_to_how_many_and_one_may_be_taken_back(
    app: FastAPI, citizen: httpx.AsyncClient, signs_in: SignsIn, services: Services
) -> None:
    _, ticket = await _called(app, citizen, signs_in)
    files = [("file", (f"{n}.png", PNG[:4000], "image/png")) for n in range(11)]
    answer = await citizen.post("/chat/files", data=CONSENT, files=files)
    assert "最多留 10 份" in answer.text
    kept = await _uploads(services, ticket)
    assert len(kept) == len(_files(services)) == 10

    assert (await citizen.post(f"/chat/files/{kept[0].id}/delete")).status_code == 303
    assert len(await _uploads(services, ticket)) == len(_files(services)) == 9
    assert (await citizen.post(f"/chat/files/{kept[0].id}/delete")).status_code == 404


async def test_nobody_deletes_a_paper_of_another(
    app: FastAPI, citizen: httpx.AsyncClient, signs_in: SignsIn, services: Services
) -> None:
    _, ticket = await _called(app, citizen, signs_in)
    await _send(citizen, PNG)
    (upload,) = await _uploads(services, ticket)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as other:
        await other.get("/")
        assert (await other.post(f"/chat/files/{upload.id}/delete")).status_code == 404
    assert len(_files(services)) == 1


async def test_after_its_days_a_paper_is_gone_unless_there_is_a_dispute(
    app: FastAPI, citizen: httpx.AsyncClient, signs_in: SignsIn, services: Services, clock: Clock
) -> None:
    """RC-04."""
    _, ticket = await _called(app, citizen, signs_in)
    await _send(citizen, PNG)
    (upload,) = await _uploads(services, ticket)
    async with services.memory.writing() as stores:
        await stores.forgetting.preserve(upload.conversation, True)
    later = clock.time + timedelta(days=91)
    assert await services.papers.expire(later) == 0
    async with services.memory.writing() as stores:
        await stores.forgetting.preserve(upload.conversation, False)
    assert await services.papers.expire(later - timedelta(days=2)) == 0
    assert await services.papers.expire(later) == 1
    assert await services.papers.expire(later) == 0
    assert _files(services) == []
    assert await _uploads(services, ticket) == ()


async def test_a_body_cut_off_in_the_middle_leaves_nothing(
    app: FastAPI, citizen: httpx.AsyncClient, signs_in: SignsIn, services: Services
) -> None:
    await _called(app, citizen, signs_in)
    head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    kind = {"content-type": "multipart/form-data; boundary=b"}
    answer = await citizen.post("/chat/files", content=head + PNG[:5000], headers=kind)
    assert answer.status_code == 422
    assert _files(services) == []


async def test_only_this_route_takes_large_bodies(citizen: httpx.AsyncClient) -> None:
    answer = await citizen.post("/chat", content=b"x" * 70_000)
    assert answer.status_code == 413
