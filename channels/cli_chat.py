"""``linban chat``: a conversation in the terminal, kept like any other."""

from __future__ import annotations

import asyncio
import getpass
from datetime import UTC, datetime
from uuid import uuid4

from assistant.bootstrap import open_services
from assistant.messages import Address, Answer, Choice, IncomingMessage
from assistant.settings import read_settings
from channels.terminal import print_reply

_LEAVE = frozenset({"退出", "再见", "exit", "quit", "q"})


def chat() -> None:
    """Read a line, answer it, until 退出 or the end of the input. A number presses that button."""
    asyncio.run(_chat())


async def _chat() -> None:
    address = Address("terminal", f"{getpass.getuser()}-{uuid4().hex[:8]}")
    async with await open_services(read_settings(log_level="ERROR")) as services:
        print("（输入问题后回车；输入按钮前的数字等于按按钮；输入“退出”结束）\n")
        choices: tuple[Choice, ...] = ()
        said, choice = "", None
        while True:
            message = IncomingMessage(address, uuid4().hex, said, datetime.now(UTC), choice)
            answer = await services.assistant.respond(message)
            for reply in answer.replies:
                print_reply(reply)
            choices = buttons(answer)
            line = await asyncio.to_thread(_read)
            if line is None or line in _LEAVE:
                return
            said, choice = pressed(line, choices)


def buttons(answer: Answer) -> tuple[Choice, ...]:
    """The buttons that a number may press: those of the last reply that has some."""
    return next((r.choices for r in reversed(answer.replies) if r.choices), ())


def pressed(line: str, choices: tuple[Choice, ...]) -> tuple[str, str | None]:
    """(text, id of the button): the button of that number, or the words as they are."""
    if line.isdecimal() and 1 <= int(line) <= len(choices):
        choice = choices[int(line) - 1]
        return choice.label, choice.id
    return line, None


def _read() -> str | None:
    try:
        return input("您：").strip()
    except EOFError:
        return None
