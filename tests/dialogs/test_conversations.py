"""Long talks of very different people: nobody goes without an answer, is asked for ever, or sees what he must not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from assistant.dialogs.replay import Exchange, Line, buttons_of, replay, transcript
from assistant.dialogs.turn import CallAgent
from assistant.library import Library
from assistant.records import Dialog
from channels.cli_replay import line_of
from tests.builders import ID_NUMBER, PHONE
from tests.dialogs.golden import FORBIDDEN, WORKING_HOURS

FOLDER = Path(__file__).parent / "conversations"
FEWEST, SHORTEST, LONGEST = 40, 10, 20
MOST_ASKED_AGAIN = 2
MOST_LOST = 2
"""How often in one conversation nothing at all may be found for a message."""


def conversations() -> Iterator[dict[str, Any]]:
    """Every conversation of every file."""
    for file in sorted(FOLDER.glob("*.yaml")):
        yield from YAML(typ="safe").load(file.read_text(encoding="utf-8"))


CONVERSATIONS = list(conversations())
each = pytest.mark.parametrize("talk", CONVERSATIONS, ids=[talk["名称"] for talk in CONVERSATIONS])


def held(library: Library, talk: dict[str, Any]) -> tuple[Exchange, ...]:
    """The conversation, begun on a Friday afternoon."""
    lines = [line_of(said) for said in talk["对话"]]
    return replay(library, lines, WORKING_HOURS, Dialog(plain=bool(talk.get("长辈版"))))


def texts(exchange: Exchange) -> str:
    return "\n".join(reply.text for reply in exchange.outcome.replies)


def test_there_are_forty_long_conversations_of_people_who_are_described() -> None:
    names = [talk["名称"] for talk in CONVERSATIONS]
    assert len(names) >= FEWEST
    assert len(set(names)) == len(names)
    assert all(talk["是谁"] and SHORTEST <= len(talk["对话"]) <= LONGEST for talk in CONVERSATIONS)


@each
def test_every_line_is_answered_in_words_a_citizen_may_read(library: Library, talk: dict[str, Any]) -> None:
    for exchange in held(library, talk):
        assert not exchange.unpressed, f"没有按钮“{exchange.line.press}”"
        assert exchange.outcome.replies
        assert all(reply.text.strip() for reply in exchange.outcome.replies)
        assert not [word for word in FORBIDDEN if word in texts(exchange)], transcript([exchange])


@each
def test_numbers_that_were_typed_in_are_nowhere_to_be_seen(library: Library, talk: dict[str, Any]) -> None:
    for exchange in held(library, talk):
        kept = json.dumps(asdict(exchange.outcome.dialog), ensure_ascii=False)
        assert not [number for number in (ID_NUMBER, PHONE) if number in texts(exchange) + kept]


@each
def test_a_person_is_one_word_away_after_every_line(library: Library, talk: dict[str, Any]) -> None:
    for exchange in held(library, talk):
        asked = replay(library, [Line("转人工")], WORKING_HOURS, exchange.outcome.dialog, buttons_of(exchange))[0]
        assert any(isinstance(effect, CallAgent) for effect in asked.outcome.effects)


@each
def test_no_question_is_put_again_more_than_twice(library: Library, talk: dict[str, Any]) -> None:
    assert all(exchange.outcome.dialog.asked <= MOST_ASKED_AGAIN for exchange in held(library, talk))


@each
def test_different_lines_are_not_answered_three_times_with_the_same_words(
    library: Library, talk: dict[str, Any]
) -> None:
    done = held(library, talk)
    same = [texts(a) == texts(b) and a.line != b.line for a, b in pairwise(done)]
    assert not any(first and second for first, second in pairwise(same)), transcript(done)


@each
def test_the_assistant_is_seldom_at_a_loss(library: Library, talk: dict[str, Any]) -> None:
    lost = [e.line for e in held(library, talk) if any(reply.kind == "sorry" for reply in e.outcome.replies)]
    assert len(lost) <= MOST_LOST, lost
