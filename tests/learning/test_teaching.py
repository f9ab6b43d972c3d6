"""What officers make of unanswered questions: in a draft, never live, never both example and question for measuring."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from assistant.errors import BadMessage, NotAllowed, NotFound, OutOfTurn
from assistant.knowledge.text_keys import key_of
from assistant.learning.apart import BothAtOnce
from assistant.learning.desk import Learning
from assistant.learning.edits import ADDED
from assistant.learning.unanswered import group_id
from assistant.learning.wishes import Wish
from assistant.library import Librarian, Library
from assistant.people import Role, Staff
from assistant.ports_learning import FirstAnswer
from assistant.publishing.desk import Publishing
from assistant.storage.memory import SqlMemory
from tests.builders import NOON, Clock, memory_in, settings_for

ASKED = "单位关门了我想去登一登"
ITEM = "LB-RS-001"
RS_FILE = "/LB-RS-001.yaml"


class Room:
    """An officer's room: the learning desk over a database of its own."""

    def __init__(self, memory: SqlMemory, library: Library, folder: Path) -> None:
        self.memory, self.clock = memory, Clock()
        self.librarian = Librarian(settings_for(folder), library, frozenset())
        self.publishing = Publishing(memory, self.librarian, self.clock, settings_for(folder))
        self.learning = Learning(memory, self.librarian, self.clock, self.publishing)

    async def officer(self, role: Role = "editor", department: str | None = None) -> Staff:
        login = f"{role}-{uuid4().hex[:6]}"
        staff = Staff(uuid4().hex, login, "知识员小王", role, department, "x", False, True, NOON)
        async with self.memory.writing() as stores:
            await stores.staff.add(staff)
        return staff

    async def asked(self, question: str = ASKED, told: tuple[str, ...] = (ITEM,)) -> str:
        """Somebody asked in vain; the group's name."""
        row = FirstAnswer(
            uuid4().hex, "c", NOON - timedelta(hours=1), question, key_of(question), "unknown", told, (), "open", "web"
        )
        async with self.memory.writing() as stores:
            await stores.asked.add(row)
        return group_id(row.key)

    async def state_of(self, by: Staff, group: str) -> str:
        return next(g.state for g in await self.learning.groups(by) if g.id == group)


@pytest.fixture
async def room(tmp_path: Path, library: Library) -> AsyncIterator[Room]:
    async with AsyncExitStack() as stack:
        yield Room(await stack.enter_async_context(memory_in(tmp_path)), library, tmp_path)


async def test_an_example_goes_into_the_draft_and_the_group_is_taken(room: Room) -> None:
    by, group = await room.officer(), await room.asked()
    before = room.librarian.texts
    lesson = await room.learning.teach(by, group, Wish("example", ASKED, ITEM))

    draft = await room.publishing.draft(lesson.draft, by)
    ((path, file),) = draft.files.items()
    assert path.endswith(RS_FILE)
    assert file.text is not None
    assert [line.strip() for line in file.text.splitlines()].count(ASKED) == 1
    assert ASKED not in before.files[path]
    assert room.librarian.texts is before
    (kept,) = [g for g in await room.learning.groups(by) if g.id == group]
    assert (kept.state, kept.lesson and kept.lesson.by, kept.draft and kept.draft.id) == ("taken", by.id, draft.id)
    async with room.memory.reading() as stores:
        assert [row.object for row in await stores.audit.search(act="learn.take")] == [ITEM]


async def test_a_second_press_of_the_button_adds_nothing(room: Room) -> None:
    by, group = await room.officer(), await room.asked()
    first = await room.learning.teach(by, group, Wish("example", ASKED, ITEM))
    again = await room.learning.teach(by, group, Wish("example", ASKED, ITEM))
    draft = await room.publishing.draft(first.draft, by)
    assert again.draft == first.draft
    assert [f.text.count(ASKED) for f in draft.files.values() if f.text] == [1]


async def test_a_question_becomes_an_alias_a_topics_example_a_topic_or_a_question_for_measuring(room: Room) -> None:
    by = await room.officer()
    made = {
        "alias": Wish("alias", "登失业", ITEM),
        "elsewhere": Wish("elsewhere", "领养的小囡怎么上学", "adoption"),
        "topic": Wish("topic", "路灯杆子歪了", title="路灯杆", goto="请打12345。", phone="12345"),
        "evaluation": Wish("evaluation", "厂里关门了我这种情况上哪登", ITEM),
    }
    for number, wish in enumerate(made.values()):
        group = await room.asked(f"{wish.text}第{number}")
        await room.learning.teach(by, group, wish)
    draft = await room.publishing.open_draft(by)
    assert draft is not None
    texts = {path: file.text or "" for path, file in draft.files.items()}
    assert "登失业" in next(text for path, text in texts.items() if path.endswith(RS_FILE)).split("why_remote")[0]
    assert texts["elsewhere/adoption.yaml"].endswith("  领养的小囡怎么上学\n")
    assert "路灯杆子歪了" in texts["elsewhere/lu-deng-gan.yaml"]
    assert "gold: LB-RS-001" in texts[ADDED]
    assert room.publishing.texts(draft).problems == ()


@pytest.mark.parametrize("kind", ["example", "alias"])
async def test_a_question_for_measuring_never_becomes_an_example_too(room: Room, kind: str) -> None:
    """Neither in the same draft, nor by another officer in another draft, nor one that is live already."""
    by, other, text = await room.officer(), await room.officer(), "厂里关门我去登一登"
    group = await room.asked(text)
    await room.learning.teach(by, group, Wish("evaluation", text, ITEM))
    for officer in (by, other):
        with pytest.raises(BothAtOnce, match="测试题"):
            await room.learning.teach(officer, group, Wish(kind, text, ITEM))  # type: ignore[arg-type]

    live = next(t for n, t in room.librarian.texts.files.items() if n == "evaluation/dev.yaml")
    measured = live.split('{text: "')[1].split('"')[0]
    with pytest.raises((BothAtOnce, BadMessage), match=r"测试题|俗称最多"):
        await room.learning.teach(by, await room.asked(measured), Wish(kind, measured, "LB-CL-001"))  # type: ignore[arg-type]
    draft = await room.publishing.open_draft(by)
    assert draft is not None
    assert list(draft.files) == [ADDED]


async def test_an_example_never_becomes_a_question_for_measuring_too(room: Room, library: Library) -> None:
    by, other, group = await room.officer(), await room.officer(), await room.asked()
    await room.learning.teach(by, group, Wish("example", ASKED, ITEM))
    for officer in (by, other):
        with pytest.raises(BothAtOnce, match="例句"):
            await room.learning.teach(officer, group, Wish("evaluation", ASKED, ITEM))
    known = next(iter(library.catalogue.items[ITEM].examples.values()))[0]
    with pytest.raises(BothAtOnce, match="例句"):
        await room.learning.teach(by, await room.asked(known + "。"), Wish("evaluation", known, ITEM))


async def test_when_the_draft_is_dropped_the_question_is_new_and_free_again(room: Room) -> None:
    by, group = await room.officer(), await room.asked()
    lesson = await room.learning.teach(by, group, Wish("evaluation", ASKED, ITEM))
    assert await room.state_of(by, group) == "taken"
    await room.publishing.drop(lesson.draft, by)
    assert await room.state_of(by, group) == "new"
    await room.learning.teach(by, group, Wish("example", ASKED, ITEM))
    assert await room.state_of(by, group) == "taken"


async def test_one_sentence_does_not_teach_two_items(room: Room, library: Library) -> None:
    by, group = await room.officer(), await room.asked()
    known = next(iter(library.catalogue.items["LB-YB-001"].examples.values()))[0]
    with pytest.raises(OutOfTurn, match="不能教两样"):
        await room.learning.teach(by, group, Wish("example", known, ITEM))


async def test_hidden_numbers_and_names_are_not_put_into_the_knowledge(room: Room) -> None:
    by, group = await room.officer(), await room.asked()
    with pytest.raises(BadMessage, match="个人信息"):
        await room.learning.teach(by, group, Wish("example", "我叫王小明，想登记失业", ITEM))


async def test_dismissing_needs_a_reason_and_keeps_no_words(room: Room) -> None:
    by, group = await room.officer(), await room.asked()
    with pytest.raises(BadMessage, match="为什么"):
        await room.learning.dismiss(by, group, "  ")
    lesson = await room.learning.dismiss(by, group, "只是试试机器")
    assert (lesson.text, lesson.reason) == ("", "只是试试机器")
    assert await room.state_of(by, group) == "dismissed"


async def test_departments_see_and_teach_their_own(room: Room) -> None:
    """PI-11: what falls to another department is neither shown nor to be worked on."""
    stranger, own = await room.officer("lead", "mz"), await room.officer("lead", "rs")
    group = await room.asked()
    assert [g.id for g in await room.learning.groups(stranger)] == []
    with pytest.raises(NotFound):
        await room.learning.teach(stranger, group, Wish("example", ASKED, ITEM))
    assert (await room.learning.teach(own, group, Wish("example", ASKED, ITEM))).path.endswith(RS_FILE)
    with pytest.raises(NotAllowed):
        await room.learning.groups(await room.officer("agent", "rs"))


async def test_when_a_persons_data_is_deleted_the_words_go_and_the_count_stays(room: Room) -> None:
    by = await room.officer()
    await room.asked()
    async with room.memory.writing() as stores:
        copied = await stores.forgetting.copy("c")
        await stores.forgetting.delete("c")
    assert [row["question"] for row in copied["asked"]] == [ASKED]
    assert await room.learning.groups(by) == ()
    async with room.memory.reading() as stores:
        (row,) = await stores.asked.between(NOON - timedelta(days=1), NOON)
        assert await stores.asked.recent(10) == ()
    assert (row.conversation, row.question, row.key, row.outcome) == ("", "", "", "unknown")


async def test_the_questions_asked_last_come_newest_first_and_each_once(either: SqlMemory) -> None:
    """What the check before publishing asks again; on both databases."""
    async with either.writing() as stores:
        for number, text in enumerate(["一问", "二问", "一 问。", "三问"]):
            at = NOON + timedelta(minutes=number)
            await stores.asked.add(
                FirstAnswer(uuid4().hex, "c", at, text, key_of(text), "sure", ("X",), (("X", 0.5),), "answered", "web")
            )
    async with either.reading() as stores:
        assert await stores.asked.recent(2) == ("三问", "一 问。")
        (first, *_) = await stores.asked.between(NOON, NOON + timedelta(minutes=1))
        assert (first.told, first.first) == (("X",), (("X", 0.5),))
        last = await stores.asked.last_of("c")
        assert last is not None
        assert last.question == "三问"
