"""Many people write at the same moment: nothing is lost, mixed up or answered twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assistant.conversation import Assistant
from assistant.dialogs.turn import Outcome, Turn
from assistant.messages import Address, Reply
from assistant.records import Matter
from assistant.storage.memory import SqlMemory
from tests.builders import assistant_over, memory_in, message
from tests.storage.busy import EMPTY

PEOPLE, EACH = 40, 10


def _echo(turn: Turn) -> Outcome:
    """Answers with how many messages of this person it remembers, so that a lost or stale state shows."""
    count = turn.dialog.memo.get("count", 0) + 1
    dialog = turn.dialog.__class__(matter=Matter("LB-YB-001"), memo={"count": count})
    return Outcome((Reply(f"{turn.message.text}:{count}"),), dialog)


async def _all_said(assistant: Assistant, person: str) -> list[tuple[str, str]]:
    return [(u.speaker, u.text) for u in await assistant.history(Address("web", person))]


async def test_400_messages_of_40_people_are_all_kept_in_each_persons_order(either: SqlMemory, tmp_path: Path) -> None:
    assistant = assistant_over(either, EMPTY, tmp_path, decide=_echo)
    messages = [message(f"{person}-{n}", f"p{person}") for n in range(EACH) for person in range(PEOPLE)]

    answers = await asyncio.gather(*(assistant.respond(m) for m in messages))

    assert [a.replies[0].text for a in answers] == [f"{m.text}:{1 + i // PEOPLE}" for i, m in enumerate(messages)]
    for person in range(PEOPLE):
        expected = [pair for n in range(EACH) for pair in _pair(person, n)]
        assert await _all_said(assistant, f"p{person}") == expected


def _pair(person: int, n: int) -> list[tuple[str, str]]:
    return [("citizen", f"{person}-{n}"), ("bot", f"{person}-{n}:{n + 1}")]


async def test_two_processes_worth_of_engines_share_one_database_without_errors(tmp_path: Path, database: str) -> None:
    """Two engines know nothing of each other's locks: only the database keeps their writers apart."""
    async with memory_in(tmp_path, database) as one, memory_in(tmp_path, database) as other:
        doors = [assistant_over(m, EMPTY, tmp_path, decide=_echo) for m in (one, other)]
        messages = [message(f"{n}", f"p{n % 8}-{n % 2}") for n in range(200)]

        answers = await asyncio.gather(*(doors[i % 2].respond(m) for i, m in enumerate(messages)))

        assert [a.state for a in answers if a.state == "failed"] == []
        said = [len(await doors[0].history(Address("web", p))) for p in {m.address.person for m in messages}]
        assert sum(said) == 400


async def test_the_same_message_sent_five_times_at_once_is_answered_once(either: SqlMemory, tmp_path: Path) -> None:
    assistant = assistant_over(either, EMPTY, tmp_path, decide=_echo)
    same = message("怎么办居住证", identity="one")

    answers = await asyncio.gather(*(assistant.respond(same) for _ in range(5)))

    assert [a.repeated for a in answers].count(False) == 1
    assert all(a.replies == answers[0].replies for a in answers)
    citizen = [u for u in await assistant.history(same.address) if u.speaker == "citizen"]
    assert len(citizen) == 1


async def test_the_same_id_from_another_person_is_another_message(either: SqlMemory, tmp_path: Path) -> None:
    assistant = assistant_over(either, EMPTY, tmp_path, decide=_echo)
    first = await assistant.respond(message("办居住证", "chen", identity="one"))
    second = await assistant.respond(message("办结婚登记", "wang", identity="one"))

    assert not second.repeated
    assert first.conversation != second.conversation


async def test_the_same_message_through_two_processes_at_once_is_answered_once(tmp_path: Path, database: str) -> None:
    async with memory_in(tmp_path, database) as one, memory_in(tmp_path, database) as other:
        doors = [assistant_over(m, EMPTY, tmp_path, decide=_echo) for m in (one, other)]
        for n in range(20):
            same = message("怎么办居住证", "li", identity=f"same{n}")
            answers = await asyncio.gather(*(door.respond(same) for door in doors))
            assert sorted(a.repeated for a in answers) == [False, True]
        said = await doors[0].history(Address("web", "li"))

    assert [u.text for u in said if u.speaker == "bot"] == [f"怎么办居住证:{n}" for n in range(1, 21)]
