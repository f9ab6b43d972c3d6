"""Officers serve from a Telegram group: what their topics and the citizens' phones show."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.channels.telegram.fake import labels, problem
from tests.channels.telegram.group import FANG, GROUP, QIANG, Group, group_at_work

CHEN = 11
JPEG = b"\xff\xd8\xff\xe0" + b"\x00\x10JFIF" + b"\x01" * 3000
PAPER = "LB-RS-006"


async def _queued(group: Group) -> int:
    """A citizen asks for a person of 区人社局; the topic of her ticket."""
    await group.asked(CHEN, f"/start {PAPER}")
    await group.asked(CHEN, "/human", "您排在第")
    await group.shown("工单 GD-")
    return group.topic()


async def test_a_whole_story_from_the_question_to_the_case(folder: Path) -> None:
    """Question, list, photo, hand-over, B 角 by the clock, the agent in the topic, rating, case."""
    async with group_at_work(folder) as group:
        fake = group.fake
        await group.link(FANG, "rs-a")
        await group.link(QIANG, "rs-b")
        topic = await _queued(group)
        packet = await group.shown("工单 GD-", topic)
        assert labels(packet) == ["接单"]
        assert f"tg://user?id={FANG}" in packet["text"]

        await group.passes(seconds=61)
        await group.shown(f"tg://user?id={QIANG}", topic)
        assert await group.alerted(QIANG, packet, "接单") != "好了"  # the old button: who is asked has changed
        fresh = await group.shown("B角", topic)
        assert await group.alerted(QIANG, fresh, "接单") == "好了"
        await group.told(CHEN, "来了")
        assert "李强接走" in await group.alerted(FANG, fresh, "接单")

        fake.post(GROUP, topic, QIANG, "您好，请把劳动合同拍给我看看")
        await group.told(CHEN, "请把劳动合同拍给我看看")
        fake.post(GROUP, topic, QIANG, "//这位要找合同原件")
        fake.files["photo-1"] = JPEG
        fake.say(
            CHEN, photo=[{"file_id": "photo-1", "file_unique_id": "p", "width": 9, "height": 9, "file_size": 3000}]
        )
        await group.told(CHEN, "photo.jpg")
        papers = await group.shown("群众发来材料", topic)
        assert "单独发给您" in await group.alerted(QIANG, papers, "看材料")
        assert fake.documents == [(str(QIANG), "photo.jpg", JPEG)]
        fake.say(CHEN, "这是我的合同")
        await group.shown("群众：这是我的合同", topic)
        assert await group.alerted(QIANG, papers, "结束") == "好了"
        outcome = await group.shown("结果是哪一种", topic)
        assert "没有办成" in labels(outcome)
        await group.alerted(QIANG, outcome, "没有办成")
        prompt = await group.shown("请回复这条消息写一句小结", topic)
        fake.post(GROUP, topic, QIANG, "合同对不上，要去窗口核对", reply_to_message=_as_reply(prompt))
        await group.told(CHEN, "服务已结束")
        await group.told(CHEN, "BC-")
        await group.until(lambda: bool(fake.topics[topic]["closed"]))
        await group.until(lambda: any("非常不满意" in labels(m) for m in fake.sent if m["chat_id"] == str(CHEN)))
        await group.pressed(CHEN, "非常不满意", "对不起")
        code = next(word for text in fake.texts(CHEN) for word in text.split() if word.startswith("BC-"))
        await group.asked(CHEN, f"/case {code}", "已登记")

        phone = "\n".join(fake.texts(CHEN))
        assert "找合同原件" not in phone
        assert "王芳" not in phone
        assert "李强" not in phone


def _newest(sent: list[dict[str, object]], chat: int, label: str) -> dict[str, object]:
    return next(m for m in reversed(sent) if m["chat_id"] == str(chat) and label in labels(m))


def _as_reply(shown: dict[str, object]) -> dict[str, object]:
    chat = {"id": GROUP, "type": "supergroup", "title": "云客服"}
    return {"message_id": shown["message_id"], "date": 1795140000, "chat": chat, "text": shown["text"]}


async def test_who_is_not_linked_is_refused_politely_and_the_citizen_hears_nothing(folder: Path) -> None:
    async with group_at_work(folder) as group:
        await group.link(FANG, "rs-a")
        topic = await _queued(group)
        packet = await group.shown("工单 GD-", topic)
        before = len(group.fake.texts(CHEN))
        assert "没有和工作人员账号绑定" in await group.alerted(999, packet, "接单")
        group.fake.post(GROUP, topic, 999, "我来说两句")
        await group.until(lambda: "没有发给群众" in "\n".join(group.fake.texts(GROUP)))
        assert (await group.ticket(CHEN)).state == "queued"
        assert len(group.fake.texts(CHEN)) == before


async def test_a_code_links_once_and_a_wrong_one_links_nobody(folder: Path) -> None:
    async with group_at_work(folder) as group:
        await group.link(FANG, "rs-a")
        assert "口令不对" in await group.asked(QIANG, "/link WRONGCODE1", "口令")
        assert "没有和工作人员账号绑定" in await group.asked(QIANG, "/on", "绑定")
        for _ in range(5):
            told = await group.asked(QIANG, "/link WRONGCODE1", "口令")
        assert "一小时后" in told


async def test_the_console_and_the_group_race_and_the_loser_is_told_who_won(folder: Path) -> None:
    async with group_at_work(folder) as group:
        await group.link(FANG, "rs-a")
        topic = await _queued(group)
        packet = await group.shown("工单 GD-", topic)
        ticket = await group.ticket(CHEN)
        async with group.services.memory.reading() as stores:
            lead = await stores.staff.by_login("rs-lead")
        assert lead is not None
        await group.services.desk.take(ticket.id, ticket.epoch, lead)
        assert "已被赵敏接走" in await group.alerted(FANG, packet, "接单")
        await group.services.desk.say(ticket.id, lead, "您好，我在工作台", key="console-0001")
        await group.told(CHEN, "我在工作台")
        await group.shown("赵敏（工作台）：您好，我在工作台", topic)
        group.fake.post(GROUP, topic, FANG, "我也来说")
        await group.until(lambda: "已被赵敏接走" in "\n".join(group.fake.texts(GROUP)))
        assert not any("我也来说" in text for text in group.fake.texts(CHEN))


async def test_the_talk_is_handed_on_and_given_back_by_buttons(folder: Path) -> None:
    async with group_at_work(folder) as group:
        await group.link(FANG, "rs-a")
        await group.link(QIANG, "rs-b")
        topic = await _queued(group)
        await group.alerted(FANG, await group.shown("工单 GD-", topic), "接单")
        taken = await group.shown("王芳接单", topic)
        await group.alerted(FANG, taken, "转交")
        await group.alerted(FANG, await group.shown("转给谁", topic), "李强")
        passed = await group.shown("王芳转给李强", topic)
        assert (await group.ticket(CHEN)).agent == "rs-b"
        assert "不在您手上" in await group.alerted(FANG, taken, "结束")
        await group.alerted(QIANG, passed, "交还机器人")
        await group.told(CHEN, "交回给机器人")
        await group.until(lambda: bool(group.fake.topics[topic]["closed"]))
        await group.asked(CHEN, "残疾证怎么办", "残疾")


async def test_an_old_button_whose_message_telegram_no_longer_shows_still_says_the_truth(folder: Path) -> None:
    async with group_at_work(folder) as group:
        await group.link(FANG, "rs-a")
        packet = await group.shown("工单 GD-", await _queued(group))
        old = {"date": 0, "text": None, "message_thread_id": None}
        assert await group.alerted(FANG, packet, "接单", **old) == "好了"
        assert (await group.ticket(CHEN)).agent == "rs-a"


async def test_a_topic_that_telegram_refuses_for_a_while_or_that_somebody_deleted_is_made_again(folder: Path) -> None:
    async with group_at_work(folder) as group:
        await group.link(FANG, "rs-a")
        await group.asked(CHEN, f"/start {PAPER}")
        topic = await _queued(group)
        del group.fake.topics[topic]
        ticket = await group.ticket(CHEN)
        async with group.services.memory.reading() as stores:
            staff = await stores.staff.by_login("rs-a")
        assert staff is not None
        await group.services.desk.note(ticket.id, staff, "先看居住证", key="console-0002")
        await group.until(lambda: _later(group) and any("先看居住证" in m["text"] for m in group.fake.sent))


def _later(group: Group) -> bool:
    """Waiting times end although the clock stands."""
    group.clock.time += timedelta(seconds=1)
    return True


async def test_an_officer_who_leaves_telegram_loses_the_talk_to_the_front_of_the_queue(folder: Path) -> None:
    async with group_at_work(folder) as group:
        await group.link(FANG, "rs-a")
        await group.alerted(FANG, await group.shown("工单 GD-", await _queued(group)), "接单")
        group.fake.post(GROUP, group.topic(), FANG, "您好")
        await group.told(CHEN, "您好")
        await group.passes(minutes=15)
        assert (await group.ticket(CHEN)).agent == "rs-a"
        await group.passes(minutes=6)
        assert (await group.ticket(CHEN)).state in ("queued", "callback")
        await group.told(CHEN, "工作人员临时离开")


async def test_too_many_topics_at_once_wait_as_long_as_telegram_asks(folder: Path) -> None:
    async with group_at_work(folder) as group:
        await group.link(FANG, "rs-a")
        await group.asked(CHEN, f"/start {PAPER}")
        group.fake.topic_faults.append(problem(429, "Too Many Requests: retry after 2", retry_after=2))
        await group.asked(CHEN, "/human", "您排在第")
        await group.until(lambda: _later(group) and len(group.fake.topics) == 1)
