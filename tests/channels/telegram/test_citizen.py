"""What a citizen can do by commands and other things than words, and what the wire may do to her messages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import Message

from assistant.helpdesk.case_moves import Given
from assistant.helpdesk.case_rules import CaseMove
from assistant.knowledge.schema import ServicePoint, Window
from assistant.messages import Address, Choice, Reply
from channels.telegram.hearing import heard
from channels.telegram.intake import readable
from channels.telegram.places import distance_km, near
from channels.telegram.render import LONGEST, pages, split
from tests.builders import memory_in
from tests.channels.telegram.fake import TOKEN, labels, problem
from tests.channels.telegram.group import Group, group_at_work

CHEN, WANG = 11, 22
PEOPLE_SQUARE = (31.2304, 121.4737)
AIRPORT = (31.1443, 121.8083)
_A_SECOND = timedelta(seconds=1)
VOICE = b"OggS" + b"\x00" * 2000
WORKED: tuple[tuple[CaseMove, Given], ...] = (
    ("take", Given()),
    ("coordinate", Given(text="请民政局一起看", department="mz")),
    ("resolve", Given(text="两家说好了，由人社局收件")),
    ("answer", Given(text="可以办了，带身份证来二号窗口。")),
)


def _said(text: str) -> Message:
    chat = {"id": CHEN, "type": "private"}
    return Message.model_validate({"message_id": 1, "date": 1795140000, "chat": chat, "text": text})


@pytest.mark.parametrize(
    ("text", "choice", "kind"),
    [
        ("/start", "start", "said"),
        ("/start LB-MZ-001", "item:LB-MZ-001", "said"),
        ("/human", "human", "said"),
        ("/list@linban_test_bot", "list", "said"),
        ("/restart", "restart", "said"),
        ("/big", "plain:on", "said"),
        ("/big off", "plain:off", "said"),
        ("/menu", None, "menu"),
        ("/case", None, "case"),
        ("/forget", None, "forget"),
        ("/link ABCDE", None, "link"),
    ],
)
def test_a_command_is_heard_as_the_button_it_stands_for(text: str, choice: str | None, kind: str) -> None:
    assert (heard(_said(text)).choice, heard(_said(text)).kind) == (choice, kind)


def test_a_text_of_4097_characters_comes_in_two_messages_cut_between_paragraphs() -> None:
    paragraph = "说" * 1023 + "。\n\n"
    text = paragraph * 4
    first, *rest = split(text + "完")
    assert len(rest) == 1
    assert all(len(piece.encode("utf-16-le")) // 2 <= LONGEST for piece in (first, *rest))
    assert first.endswith("。")
    assert rest[0].startswith("（接上一条）")
    assert split("说" * 4096) == ("说" * 4096,)
    assert len(split("😀" * 2049)) == 2  # two units each, as Telegram counts


def test_a_long_id_travels_as_a_number_and_a_short_one_as_itself() -> None:
    reply = Reply("选一个", choices=(Choice("item:LB-MZ-001", "低保"), Choice("x" * 65, "很长")))
    (page,) = pages(reply, 9)
    assert page.keyboard is not None
    assert [row[0].callback_data for row in page.keyboard.inline_keyboard] == ["item:LB-MZ-001", "n:9:1"]


def test_an_update_that_nobody_understands_holds_up_no_other() -> None:
    bot = Bot(TOKEN)
    assert readable({"update_id": 5, "message": {"odd": True}}, bot).message is None
    query = {"id": "1", "from": {"id": CHEN, "is_bot": False, "first_name": "测试"}, "data": "human"}
    assert readable({"update_id": 6, "callback_query": query}, bot).callback_query is not None


def _point(name: str, at: tuple[float, float] | None) -> ServicePoint:
    hours = (Window(weekdays=(1, 2, 3, 4, 5), start="09:00", end="17:00"),)
    return ServicePoint(id="p1", name=name, address="（演示地址）", offers=("自助终端",), hours=hours, at=at)


def test_the_nearest_service_point_is_named_first_and_none_is_called_near_without_coordinates() -> None:
    told = near([_point("远", AIRPORT), _point("近", PEOPLE_SQUARE)], (31.23, 121.47))
    assert told.text.index("近（约 0.4 公里）") < told.text.index("远（约")
    assert 32 < distance_km(PEOPLE_SQUARE, AIRPORT) < 35
    unknown = near([_point("甲", None)], (31.23, 121.47))
    assert "不能说哪个最近" in unknown.text
    assert unknown.phones == ("12345",)


async def _forgotten(group: Group) -> None:
    before = len(group.fake.texts(CHEN))
    shown = next(m for m in reversed(group.fake.sent) if m["chat_id"] == str(CHEN) and "删除" in labels(m))
    group.fake.press(CHEN, shown, "删除")
    await group.until(lambda: len(group.fake.texts(CHEN)) > before)


async def test_commands_places_and_the_wish_to_be_forgotten(folder: Path) -> None:
    async with group_at_work(folder) as group:
        await group.asked(CHEN, "/menu", "哪件事")
        await group.pressed(CHEN, "生孩子", "")
        await group.asked(CHEN, "/big", "长辈版")
        await group.asked(CHEN, "/rate", "觉得怎么样")
        await group.asked(CHEN, "", "服务点", location={"latitude": 31.23, "longitude": 121.47})
        await group.asked(CHEN, "/case BC-7K3Q-2MF", "编号")
        await group.asked(CHEN, "/forget", "找不回来")
        await group.pressed(CHEN, "不删除", "好，不删除")
        await group.asked(CHEN, "/human", "您的事已经记下")
        await group.asked(CHEN, "/forget", "找不回来")
        await _forgotten(group)
        assert "工单还没有结束" in group.fake.texts(CHEN)[-1]
        await group.pressed(CHEN, "不用联系我了", "不排了")
        await group.asked(CHEN, "/forget", "找不回来")
        await _forgotten(group)
        assert "已经删除" in group.fake.texts(CHEN)[-1]
        async with group.services.memory.reading() as stores:
            assert await stores.conversations.latest(10) == ()


async def test_files_are_refused_before_they_are_downloaded_when_too_large_or_when_nobody_asked(folder: Path) -> None:
    async with group_at_work(folder) as group:
        photo = {"file_id": "none", "file_unique_id": "p", "width": 9, "height": 9, "file_size": 3000}
        assert "没有留下" in await group.asked(CHEN, "", "找人工", photo=[photo])
        await group.asked(CHEN, "/human", "您的事已经记下")
        large = {"file_id": "none", "file_unique_id": "p", "file_name": "合同.pdf", "file_size": 26 * 2**20}
        assert "超过 25 MB" in await group.asked(CHEN, "", "收不下", document=large)
        assert not any(name == "getfile" for name, _ in group.fake.calls)
        group.fake.files["text"] = b"only words, no paper at all" * 10
        text = {"file_id": "text", "file_unique_id": "t", "file_name": "a.txt", "file_size": 270}
        await group.asked(CHEN, "", "不是照片", document=text)
        assert not list((group.services.settings.data / "uploads").rglob("*.sealed"))


async def test_a_batch_of_a_hundred_out_of_order_and_twice_is_answered_in_the_order_of_its_numbers(
    folder: Path,
) -> None:
    async with group_at_work(folder, telegram_desk_chat="") as group:
        fake, texts = group.fake, ("残疾证怎么办", "居住证怎么办")
        for number in [*range(200, 100, -1), 150, 160]:
            chat, text = (CHEN, WANG)[number % 2], texts[number // 2 % 2]
            message = {"message_id": number, "date": 1795140000, "chat": {"id": chat, "type": "private"}, "text": text}
            fake.push({"message": message}, number)
        await group.until(lambda: fake.confirmed >= 200)
        async with group.services.memory.reading() as stores:
            for conversation in await stores.conversations.latest(2):
                said = await stores.conversations.said(conversation.id, 1000)
                numbers = [int((u.message_id or "u0")[1:]) for u in said if u.speaker == "citizen"]
                assert numbers == sorted(numbers)
                assert len(numbers) == 50


async def test_every_fault_of_the_wire_in_one_talk_loses_nothing(folder: Path) -> None:
    async with group_at_work(folder, telegram_desk_chat="") as group:
        fake = group.fake
        await group.asked(CHEN, "您好")
        fake.faults.extend([problem(502, "Bad Gateway"), problem(429, "Too Many Requests", retry_after=3), "reset"])
        fake.say(CHEN, "残疾证怎么办")

        def passed() -> bool:
            group.clock.time += _A_SECOND
            return sum("残疾" in text for text in fake.texts(CHEN)) >= 2  # after the reset a second time, no third

        await group.until(passed)
        fake.faults.append(problem(400, "Bad Request: can't parse entities"))
        fake.say(CHEN, "居住证怎么办")
        fake.say(CHEN, "/menu")
        await group.until(lambda: passed() and any("哪件事" in text for text in fake.texts(CHEN)))
    async with memory_in(folder) as memory, memory.reading() as stores:  # stopped in good order: all is settled
        assert await stores.notices.unfinished("telegram") == {"parked": 1}


async def test_a_choice_works_by_its_typed_number(folder: Path) -> None:
    async with group_at_work(folder) as group:
        await group.asked(CHEN, "/start LB-RS-006", "您想先知道什么")
        await group.asked(CHEN, "要带什么材料", "就业困难人员”吗")
        asked = _offering(group, "没有")
        await group.asked(CHEN, str(labels(asked).index("没有") + 1), "先办")
        async with group.services.memory.reading() as stores:
            conversation = await stores.conversations.find(Address("telegram", str(CHEN)))
        assert conversation is not None
        assert conversation.dialog.matter is not None
        item = group.services.librarian.library.catalogue.items["LB-RS-006"]
        first = item.circumstances[0]
        chosen = conversation.dialog.matter.answers[first.id]
        assert [o.label for o in first.options if o.id in chosen] == ["没有"]


def _offering(group: Group, label: str) -> dict[str, Any]:
    """The newest message on the citizen's phone that has this button."""
    return next(m for m in reversed(group.fake.sent) if m["chat_id"] == str(CHEN) and label in labels(m))


async def test_a_voice_message_goes_to_the_officers_once_they_are_asked(folder: Path) -> None:
    voice = {"file_id": "voice-1", "file_unique_id": "v", "duration": 3, "mime_type": "audio/ogg", "file_size": 2004}
    async with group_at_work(folder) as group:
        group.fake.files["voice-1"] = VOICE
        assert "请您打字" in await group.asked(CHEN, "", "听不了语音", voice=voice)
        assert not any(name == "getfile" for name, _ in group.fake.calls)
        await group.asked(CHEN, "/human", "您的事已经记下")
        await group.asked(CHEN, "", "语音.ogg", voice=voice)
        ticket = await group.ticket(CHEN)
        async with group.services.memory.reading() as stores:
            kept = [u for u in await stores.uploads.of(ticket.conversation) if u.ticket == ticket.id]
        assert [(u.kind, u.size) for u in kept] == [("audio/ogg", len(VOICE))]


async def test_the_answer_of_a_case_reaches_the_phone(folder: Path) -> None:
    """NB-02: 反馈, through the channel on which the case was opened."""
    async with group_at_work(folder) as group:
        await group.asked(CHEN, "/start LB-RS-006", "您想先知道什么")
        await group.asked(CHEN, "跑了三趟都不给办，凭什么", "要登记吗")
        await group.pressed(CHEN, "登记“办不成事”", "BC-")
        async with group.services.memory.reading() as stores:
            conversation = await stores.conversations.find(Address("telegram", str(CHEN)))
            assert conversation is not None
            (case,) = await stores.cases.of(conversation.id)
            officer = await stores.staff.by_id("rs-a")
        assert officer is not None
        cases = group.services.cases
        for move, given in WORKED:
            case = await cases.move(case.id, case.epoch, move, officer, given, key=move)
        await group.told(CHEN, "带身份证来二号窗口")
        assert case.code in next(t for t in reversed(group.fake.texts(CHEN)) if "二号窗口" in t)
