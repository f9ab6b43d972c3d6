"""What is forgotten and when, what is spared, and what a citizen may ask for."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.errors import NotAllowed, NotFound
from assistant.helpdesk.case_moves import Given
from assistant.helpdesk.papers import Papers
from assistant.helpdesk.personal import PersonalData
from assistant.helpdesk.rating_desk import rate
from assistant.helpdesk.retention import Retention
from assistant.library import Librarian, Library
from assistant.messages import Address
from assistant.records import Utterance
from assistant.storage.memory import SqlMemory
from assistant.tickets import Case, CaseEvent, Ticket
from tests.builders import NOON, PHONE
from tests.cases.people import BO, LEAD, Bench, bench_over, rating

WHERE = Address("web", "chen")
SAID = "我妈中风了"


@pytest.fixture
async def bench(either: SqlMemory, library: Library, tmp_path: Path) -> Bench:
    made = bench_over(either, library, tmp_path)
    await made.staffed()
    return made


def _papers(bench: Bench) -> Papers:
    librarian = Librarian(bench.settings, bench.library, frozenset())
    return Papers(bench.memory, librarian, bench.clock, bench.settings, bench.vault)


def _personal(bench: Bench) -> PersonalData:
    librarian = Librarian(bench.settings, bench.library, frozenset())
    return PersonalData(bench.memory, librarian, bench.clock, _papers(bench), bench.vault)


def _retention(bench: Bench) -> Retention:
    return Retention(bench.memory, bench.settings, _papers(bench), _personal(bench))


async def _talked(bench: Bench, person: str = "chen", at: datetime = NOON) -> str:
    async with bench.memory.writing() as stores:
        begun = await stores.conversations.at(Address("web", person), at)
        await stores.conversations.say([Utterance(begun.id, 0, "citizen", SAID, at, "m1")])
        return begun.id


def _ticket(conversation: str, state: str = "closed", **changes: object) -> Ticket:
    plain = Ticket(
        id=f"t-{conversation}"[:32],
        number=f"GD-{conversation[:6]}",
        conversation=conversation,
        state="closed",
        epoch=1,
        department="rs",
        item=None,
        reason="citizen_asked",
        packet={},
        caller_class="other",
        opened_at=NOON,
        enqueued_at=NOON,
        rank_at=NOON,
        closed_at=NOON if state == "closed" else None,
    )
    return replace(plain, state=state, **changes)  # type: ignore[arg-type]


async def _closed(bench: Bench, case: Case) -> Case:
    steps = (
        ("take", Given()),
        ("coordinate", Given(text="商量")),
        ("resolve", Given(text="好了")),
        ("answer", Given(text="可以办了")),
        ("call_back", Given(text="满意", result="content")),
        ("close", Given(outcome="solved")),
    )
    for move, given in steps:
        case = await bench.desk.move(case.id, case.epoch, move, BO, given, key=move)  # type: ignore[arg-type]
    return case


async def test_a_talk_nobody_was_called_to_loses_its_person_after_thirty_days(bench: Bench) -> None:
    """PI-06."""
    talk = await _talked(bench)
    await _retention(bench).forget(NOON + timedelta(days=29))
    async with bench.memory.reading() as stores:
        assert await stores.conversations.find(WHERE) is not None

    done = await _retention(bench).forget(NOON + timedelta(days=31))

    assert done["talks_deidentified"] == 1
    async with bench.memory.reading() as stores:
        assert await stores.conversations.find(WHERE) is None
        kept = await stores.conversations.by_id(talk)
        assert await stores.conversations.said(talk, 5) != ()
    assert kept is not None
    assert kept.address.person.startswith("deidentified:")
    assert (await _retention(bench).forget(NOON + timedelta(days=31)))["talks_deidentified"] == 0


async def test_after_a_hundred_and_eighty_days_nothing_is_left(bench: Bench) -> None:
    """PI-06, with the audit of the deletion."""
    talk = await _talked(bench)
    done = await _retention(bench).forget(NOON + timedelta(days=181))
    assert done["talks_deleted"] == 1
    async with bench.memory.reading() as stores:
        assert await stores.conversations.by_id(talk) is None
        assert await stores.conversations.said(talk, 5) == ()
        (entry,) = await stores.audit.search(act="person.delete")
    assert SAID not in str(entry)


async def test_a_dispute_and_a_hand_over_are_spared(bench: Bench) -> None:
    """PI-06: 工单随档案规定; the preserve flag."""
    disputed, served = await _talked(bench, "disputed"), await _talked(bench, "served")
    async with bench.memory.writing() as stores:
        await stores.forgetting.preserve(disputed, True)
        await stores.tickets.add(_ticket(served))

    await _retention(bench).forget(NOON + timedelta(days=400))

    async with bench.memory.reading() as stores:
        assert await stores.conversations.find(Address("web", "disputed")) is not None
        assert await stores.conversations.find(Address("web", "served")) is not None


async def test_a_district_may_set_days_for_closed_hand_overs_too(bench: Bench) -> None:
    closed, waiting = await _talked(bench, "closed"), await _talked(bench, "waiting")
    async with bench.memory.writing() as stores:
        await stores.tickets.add(_ticket(closed))
        await stores.tickets.add(_ticket(waiting, "queued"))
    bench.settings = bench.settings.model_copy(update={"ticket_delete_days": 365})

    await _retention(bench).forget(NOON + timedelta(days=366))

    async with bench.memory.reading() as stores:
        assert await stores.conversations.by_id(closed) is None
        assert await stores.conversations.by_id(waiting) is not None


async def test_a_telephone_number_goes_when_its_matter_is_closed(bench: Bench) -> None:
    """PI-03: kept for this purpose only."""
    talk = await _talked(bench)
    case = await bench.opened()
    async with bench.memory.writing() as stores:
        await stores.tickets.add(_ticket(talk, contact=bench.vault.seal(PHONE)))
        sealed = replace(case, contact=bench.vault.seal(PHONE), ticket=_ticket(talk).id)
        event = CaseEvent(case.id, 0, NOON, "citizen", "contact_left", case.state)
        case = await stores.cases.change(sealed, event) or case

    await _retention(bench).forget(NOON + timedelta(days=2))
    async with bench.memory.reading() as stores:
        ticket = await stores.tickets.find(_ticket(talk).id)
    assert ticket is not None
    assert ticket.contact is not None, "the case still goes on"

    case = await _closed(bench, case)
    assert case.contact is None
    await _retention(bench).forget(NOON + timedelta(days=2))
    async with bench.memory.reading() as stores:
        ticket = await stores.tickets.find(_ticket(talk).id)
    assert ticket is not None
    assert ticket.contact is None


async def test_a_wish_to_be_forgotten_is_done_at_once_when_nothing_is_open(bench: Bench) -> None:
    """PI-07."""
    await _talked(bench)
    wish = await _personal(bench).ask(WHERE)
    assert wish is not None
    assert wish.done_at is not None
    async with bench.memory.reading() as stores:
        assert await stores.conversations.find(WHERE) is None
        assert await stores.forgetting.asked() == ()
    assert await _personal(bench).ask(WHERE) is None


async def test_a_wish_waits_for_the_open_case_and_is_then_kept(bench: Bench) -> None:
    """PI-07: an answer within fifteen working days; nothing is lost that is still worked on."""
    talk = await _talked(bench)
    async with bench.memory.writing() as stores:
        await rate(stores, bench.frame, rating(talk, 4, text=SAID))
    case = await bench.opened()

    wish = await _personal(bench).ask(WHERE)
    assert wish is not None
    assert (wish.done_at, wish.waits_for) == (None, "case")
    assert f"{wish.due}" == "2026-12-11"
    with pytest.raises(NotAllowed, match="还没有办结"):
        await _personal(bench).delete(talk, "cli")

    await _closed(bench, case)
    assert await _personal(bench).keep_promises(NOON) == 0, "the case of the rating is still open"
    async with bench.memory.reading() as stores:
        (other,) = [c for c in await stores.cases.of(talk) if c.id != case.id]
    assert other.rating is not None
    steps = (
        ("take", Given()),
        ("explain", Given(sort="unfounded", text="没有这回事")),
        ("answer", Given(text="说明了")),
        ("call_back", Given(text="知道了", result="content")),
        ("close", Given(outcome="explained")),
    )
    for move, given in steps:
        other = await bench.desk.move(other.id, other.epoch, move, LEAD, given, key=move)  # type: ignore[arg-type]
    assert await _personal(bench).keep_promises(NOON) == 1

    async with bench.memory.reading() as stores:
        assert await stores.conversations.by_id(talk) is None
        kept = await stores.ratings.by_id(other.rating or "")
        cases = [await stores.cases.by_id(c) for c in (case.id, other.id)]
        changes = await stores.ratings.changes(other.rating or "")
    assert kept is not None
    assert (kept.code, kept.text, kept.conversation) == (4, "", "")
    assert [(c.conversation, c.text, c.packet, c.feedback) for c in cases if c] == [("", "", {}, "")] * 2
    assert [c.text for c in changes] == [""]


async def test_a_copy_holds_all_that_is_kept_and_no_officer(bench: Bench) -> None:
    """PI-07: 查询、复制."""
    talk = await _talked(bench)
    case = await bench.opened()
    async with bench.memory.writing() as stores:
        sealed = replace(case, contact=bench.vault.seal(PHONE), owner="bo")
        await stores.cases.change(sealed, CaseEvent(case.id, 0, NOON, "bo", "take", "taken"))

    personal = _personal(bench)
    assert await personal.find(f"查 {case.code}") == talk
    copy = await personal.copy(talk, "cli")

    assert [row["text"] for row in copy["utterances"]] == [SAID]
    assert copy["cases"][0]["contact"] == PHONE
    assert copy["cases"][0]["code"] == case.code
    assert len(copy["case_events"]) == 2
    assert "'bo'" not in str(copy)
    with pytest.raises(NotFound):
        await personal.find("nobody")


async def test_what_a_crash_left_on_the_disk_is_swept_away(bench: Bench) -> None:
    papers = _papers(bench)
    stray = papers.incoming("a.png")
    stray.write(b"\x89PNG\r\n\x1a\n" + b"x" * 100)
    stray.finish()
    assert stray.path.is_file()

    from time import time

    from assistant.knowledge.hours import SHANGHAI

    written = datetime.fromtimestamp(time(), SHANGHAI)
    assert "stray_files" not in await _retention(bench).forget(written + timedelta(hours=1))
    assert (await _retention(bench).forget(written + timedelta(hours=25)))["stray_files"] == 1
    assert not stray.path.exists()


async def test_the_clock_looks_once_an_hour(bench: Bench) -> None:
    await _talked(bench)
    retention, late = _retention(bench), NOON + timedelta(days=31)
    assert (await retention.once(late))["talks_deidentified"] == 1
    await _talked(bench, "other", NOON)
    assert await retention.once(late + timedelta(minutes=59)) == {}
    assert (await retention.once(late + timedelta(minutes=60)))["talks_deidentified"] == 1


async def test_nothing_said_is_left_in_the_file_after_a_deletion(
    memory: SqlMemory, library: Library, tmp_path: Path
) -> None:
    """PI-06: 随机抽查过期数据, in every table."""
    bench = bench_over(memory, library, tmp_path)
    talk = await _talked(bench)
    async with memory.writing() as stores:
        await rate(stores, bench.frame, rating(talk, 2, text=SAID))
    await _personal(bench).delete(talk, "cli")

    database = sqlite3.connect(bench.settings.sqlite_file)
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    left = [t for t in tables for row in database.execute(f'SELECT * FROM "{t}"') if SAID in str(row)]
    ties = [t for t in tables for row in database.execute(f'SELECT * FROM "{t}"') if "chen" in row]
    database.close()
    assert (left, ties) == ([], [])
