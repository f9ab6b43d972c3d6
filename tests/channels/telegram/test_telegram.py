"""The bot against a Bot API over real HTTP: what the citizens' phones show."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.channels.telegram.fake import FakeTelegram, fake_telegram, free_port, keyboard_of, labels, problem
from tests.channels.telegram.process import serving, started

CHEN, WANG = 11, 22


async def _asked(fake: FakeTelegram, chat: int, text: str, about: str = "") -> str:
    """Say something and wait until an answer with these words in it has come."""
    before = len(fake.texts(chat))
    fake.say(chat, text)
    await fake.until(lambda: any(about in said for said in fake.texts(chat)[before:]))
    return "\n".join(fake.texts(chat)[before:])


async def test_a_citizen_gets_from_her_story_to_her_list_with_buttons(folder: Path) -> None:
    async with fake_telegram() as fake, serving(fake, folder):
        await _asked(fake, CHEN, "/start", "我是机器人")
        await _asked(fake, CHEN, "/start LB-MZ-001", "最低生活保障")
        for _ in range(10):
            shown = fake.sent[-1]
            if "材料清单" in shown["text"]:
                break
            before = len(fake.sent)
            fake.press(CHEN, shown, labels(shown)[0])
            await fake.until(lambda before=before: len(fake.sent) > before)  # type: ignore[misc]
        assert any("材料清单" in text and "【去哪里】" in text for text in fake.texts(CHEN))
        assert all(len(text) <= 4096 for text in fake.texts(CHEN))
    assert ("setmycommands" in {name for name, _ in fake.calls}) is True


async def test_an_update_that_comes_again_is_answered_once_and_confirmed(folder: Path) -> None:
    async with fake_telegram() as fake:
        first = fake.say(CHEN, "残疾证怎么办")
        async with serving(fake, folder):
            await fake.until(lambda: fake.confirmed >= first)
            await fake.until(lambda: len(fake.sent) > 0)
        said = len(fake.sent)
        fake.push({"message": {**_message(CHEN, "残疾证怎么办")}}, update_id=first)
        async with serving(fake, folder):
            fake.say(WANG, "您好")
            await fake.until(lambda: len(fake.texts(WANG)) > 0)
    assert len(fake.texts(CHEN)) == said


def _message(chat: int, text: str) -> dict[str, object]:
    chats = {"id": chat, "type": "private", "first_name": "测试"}
    return {"message_id": 1, "date": 1795140000, "chat": chats, "text": text}


async def test_nothing_is_confirmed_before_it_is_kept(folder: Path) -> None:
    """The process is killed while it answers: what it had not kept comes again, and is answered."""
    async with fake_telegram() as fake:
        updates = [fake.say(100 + n, "居住证怎么办") for n in range(20)]
        process = await started(fake, folder)
        await fake.until(lambda: len(fake.sent) >= 3)
        process.kill()
        await process.wait()
        async with serving(fake, folder):
            await fake.until(lambda: fake.confirmed >= updates[-1])
            await fake.until(lambda: all(fake.texts(100 + n) for n in range(20)))


async def test_faults_on_the_way_out_lose_nothing_and_keep_the_order(folder: Path) -> None:
    async with fake_telegram() as fake, serving(fake, folder):
        await _asked(fake, CHEN, "您好")
        fake.faults.extend(
            [problem(429, "Too Many Requests: retry after 1", retry_after=1), problem(502, "Bad Gateway")]
        )
        await _asked(fake, CHEN, "残疾证怎么办", "残疾")
        fake.faults.append("reset")
        await _asked(fake, CHEN, "谢谢")
        await fake.until(lambda: fake.texts(CHEN)[-1] == fake.texts(CHEN)[-2])  # unsure, so a second time, no third


async def test_somebody_who_blocked_the_bot_gets_the_answer_when_she_is_back(folder: Path) -> None:
    async with fake_telegram() as fake, serving(fake, folder):
        await _asked(fake, CHEN, "您好", "您好")
        fake.faults.append(problem(403, "Forbidden: bot was blocked by the user"))
        update = fake.say(CHEN, "残疾证怎么办")
        await fake.until(lambda: fake.confirmed >= update)
        await _asked(fake, WANG, "您好", "您好")
        assert not any("残疾" in text for text in fake.texts(CHEN))
        await _asked(fake, CHEN, "在吗", "残疾")


async def test_what_is_no_text_is_answered_politely(folder: Path) -> None:
    async with fake_telegram() as fake, serving(fake, folder):
        fake.say(CHEN, voice={"file_id": "v", "file_unique_id": "v", "duration": 3})
        await fake.until(lambda: len(fake.texts(CHEN)) == 1)
        assert "请您打字" in fake.texts(CHEN)[0]
        assert labels(fake.sent[-1]) == ["找人工"]
        fake.edit(CHEN, "残疾证怎么办")
        await fake.until(lambda: any("残疾" in text for text in fake.texts(CHEN)))


async def test_in_a_group_it_speaks_only_when_addressed_and_only_to_lead_away(folder: Path) -> None:
    async with fake_telegram() as fake, serving(fake, folder):
        fake.say(-500, "大家好，谁知道残疾证怎么办", kind="supergroup")
        fake.say(-500, "@linban_test_bot 残疾证怎么办", kind="supergroup")
        await _asked(fake, CHEN, "您好")
        await fake.until(lambda: len(fake.texts(-500)) == 1)
        (row,) = keyboard_of(next(m for m in fake.sent if m["chat_id"] == "-500"))
        assert row[0]["url"] == "https://t.me/linban_test_bot"
        assert "残疾" not in fake.texts(-500)[0]


async def test_by_webhook_only_who_knows_the_secret_is_heard(folder: Path) -> None:
    port = free_port()
    address = {
        "telegram_webhook_url": f"http://127.0.0.1:{port}/telegram",
        "telegram_webhook_secret": "invented-secret",
        "telegram_port": port,
    }
    async with fake_telegram() as fake, serving(fake, folder, **address):
        await fake.until(lambda: bool(fake.webhook))
        update = {"update_id": 7, "message": _message(CHEN, "残疾证怎么办")}
        assert await fake.push_by_webhook(update, secret="guessed") == 403
        assert await fake.push_by_webhook({"update_id": "x", "message": 3}) == 400
        assert await fake.push_by_webhook(update) == 200
        assert await fake.push_by_webhook(update) == 200
        await fake.push_by_webhook({"update_id": 8, "message": _message(WANG, "您好")})
        await fake.until(lambda: any("请说您要办的事" in text for text in fake.texts(WANG)))
        assert len(set(fake.texts(CHEN))) == len(fake.texts(CHEN))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"LINBAN_TELEGRAM_TOKEN": ""}, "没有设置 LINBAN_TELEGRAM_TOKEN"),
        ({"LINBAN_TELEGRAM_TOKEN": "nonsense"}, "Telegram 不认识这个令牌"),
        ({"LINBAN_TELEGRAM_TOKEN": "1:unknown-token-invented-for-this-test"}, "Telegram 不认识这个令牌"),
        ({"LINBAN_TELEGRAM_WEBHOOK_URL": "http://127.0.0.1:1/x"}, "LINBAN_TELEGRAM_WEBHOOK_SECRET"),
    ],
)
async def test_what_cannot_work_is_one_clear_sentence(folder: Path, given: dict[str, str], sentence: str) -> None:
    async with fake_telegram() as fake:
        process = await started(fake, folder, **given)
        output, _ = await asyncio.wait_for(process.communicate(), 60)

    assert process.returncode == 1
    assert sentence in output.decode()
    assert "Traceback" not in output.decode()


async def test_the_token_is_never_printed(folder: Path) -> None:
    async with fake_telegram() as fake:
        process = await started(fake, folder, LINBAN_LOG_LEVEL="DEBUG")
        fake.faults.append(problem(502, "Bad Gateway"))
        fake.say(CHEN, "您好")
        await fake.until(lambda: len(fake.texts(CHEN)) > 0)
        process.terminate()
        output, _ = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 0
    assert "invented-token" not in output.decode()
