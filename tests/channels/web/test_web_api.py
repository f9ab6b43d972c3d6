"""The JSON door: messages in, replies out, history, and every way of sending something that cannot be taken."""

from __future__ import annotations

import json

import httpx
import pytest
from fastapi import FastAPI

from channels.web import words
from channels.web.throttle import Throttle
from tests.builders import ID_NUMBER, PHONE

from .conftest import CARE, Citizen


async def test_the_first_message_says_it_is_a_machine_and_how_to_reach_a_person(citizen: Citizen) -> None:
    """AI-01: 首轮表明是智能导办，可随时转人工."""
    said = await citizen.says(choice="start")
    text = said["replies"][0]["text"]
    assert "机器人" in text
    assert "人工" in text


async def test_an_item_and_its_answers_lead_to_a_list_with_a_printable_page(citizen: Citizen) -> None:
    reply = await citizen.until_listed()
    assert reply["checklist"]["code"] == "LB-YB-001"
    assert {line["need"] for line in reply["checklist"]["lines"]} >= {"must"}
    assert reply["checklist_url"].startswith("/checklist/")


async def test_a_message_sent_twice_is_answered_once_with_the_same_answer(citizen: Citizen) -> None:
    await citizen.says(choice="start")
    first = await citizen.says(choice=CARE, message_id="once")
    before = (await citizen.client.get(f"/api/chat/{citizen.conversation}/messages")).json()
    second = await citizen.says(choice=CARE, message_id="once")
    after = (await citizen.client.get(f"/api/chat/{citizen.conversation}/messages")).json()
    assert second == first
    assert after == before


async def test_history_gives_what_was_said_and_only_what_is_new(citizen: Citizen) -> None:
    await citizen.says(choice="start")
    old = (await citizen.client.get(f"/api/chat/{citizen.conversation}/messages")).json()["messages"]
    await citizen.says("你好")
    new = (
        await citizen.client.get(f"/api/chat/{citizen.conversation}/messages", params={"after": old[-1]["seq"]})
    ).json()["messages"]
    assert new[0]["speaker"] == "citizen"
    assert new[0]["text"] == "你好"
    assert {m["seq"] for m in new}.isdisjoint({m["seq"] for m in old})


async def test_numbers_of_people_never_come_back_out_of_the_history(citizen: Citizen) -> None:
    """PI-02: 证件号、电话入库前脱敏."""
    await citizen.says(f"我的身份证是{ID_NUMBER}，电话{PHONE}，长护险怎么办")
    history = (await citizen.client.get(f"/api/chat/{citizen.conversation}/messages")).text
    assert ID_NUMBER not in history
    assert PHONE not in history


async def test_an_unknown_conversation_gets_a_fresh_one_and_a_kind_word(citizen: Citizen) -> None:
    brought = "x" * 32
    citizen.conversation = brought
    said = await citizen.says("你好")
    assert said["conversation"] != brought
    assert said["notice"] == words.FORGOTTEN
    assert said["replies"]


async def test_two_people_never_get_the_same_token(client: httpx.AsyncClient) -> None:
    one, other = Citizen(client), Citizen(client)
    await one.says(choice="start")
    await other.says(choice="start")
    assert one.conversation != other.conversation
    assert len(one.conversation or "") >= 22  # 128 bits in base64


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", words.EMPTY), ("  \n ", words.EMPTY), ("长" * 2001, words.TOO_LONG), ("你好\x00", words.CONTROL)],
)
async def test_a_text_that_cannot_be_taken_is_told_in_chinese(
    client: httpx.AsyncClient, text: str, sentence: str
) -> None:
    response = await client.post("/api/chat/messages", json={"message_id": "a", "text": text})
    assert response.status_code == 422
    assert response.json() == {"error": sentence}


async def test_two_thousand_characters_are_still_taken(citizen: Citizen) -> None:
    said = await citizen.says("长" * 2000)
    assert said["replies"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"text":"hi"}',
        b'{"message_id":"a b","text":"hi"}',
        b'{"message_id":1,"text":[]}',
        b"\xff\xfe",
    ],
)
async def test_a_malformed_body_is_told_in_chinese(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/api/chat/messages", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.json() == {"error": words.BAD_REQUEST}


async def test_a_message_of_one_megabyte_is_refused_with_413(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/chat/messages", json={"message_id": "a", "text": "长" * 1_000_000})
    assert response.status_code == 413
    assert response.json() == {"error": words.TOO_BIG}


async def test_a_large_body_without_a_declared_length_is_refused_too(client: httpx.AsyncClient) -> None:
    async def endless() -> object:
        for _ in range(40):
            yield b" " * 4096

    response = await client.post("/api/chat/messages", content=endless(), headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert response.json() == {"error": words.TOO_BIG}


async def test_who_sends_too_fast_is_asked_to_wait_and_others_are_not(app: FastAPI, client: httpx.AsyncClient) -> None:
    stopped = 0.0
    app.state.house.per_talk = Throttle(burst=2, per_second=1, clock=lambda: stopped)
    hasty, calm = Citizen(client), Citizen(client)
    await hasty.says(choice="start")
    await hasty.says("你好")
    await hasty.says("你好")
    body = {"conversation": hasty.conversation, "message_id": "z", "text": "你好"}
    response = await client.post("/api/chat/messages", json=body)
    assert response.status_code == 429
    assert response.json() == {"error": words.TOO_FAST}
    assert int(response.headers["retry-after"]) > 0
    assert (await calm.says("你好"))["replies"]
    stopped = 1.0
    assert (await hasty.says("你好"))["replies"]


async def test_history_of_nobody_is_a_404_in_chinese(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/chat/nobody/messages")
    assert response.status_code == 404
    assert response.json() == {"error": words.NO_TALK}


async def test_the_description_of_the_api_names_every_field(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    message = described["components"]["schemas"]["MessageIn"]["properties"]
    assert set(message) == {"conversation", "message_id", "text", "choice"}
    assert all(part.get("description") for part in message.values())
    assert "/api/chat/messages" in described["paths"]
    json.dumps(described)
