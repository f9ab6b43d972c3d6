"""``linban replay``: a kept or a written conversation said again to today's knowledge."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from assistant.bootstrap import open_services
from assistant.dialogs.replay import Line, transcript
from assistant.dialogs.replay import replay as play
from assistant.dialogs.steps import decide
from assistant.dialogs.turn import Turn
from assistant.errors import NotFound
from assistant.library import Library, build_library
from assistant.messages import IncomingMessage
from assistant.records import Conversation, Dialog, Utterance
from assistant.settings import read_settings

SCRIPTS = (".yaml", ".yml", ".json")


def replay(conversation: str | None) -> None:
    """List the latest conversations; say one again and mark the answers that changed; or play a file of lines."""
    if conversation and Path(conversation).suffix in SCRIPTS:
        _play(Path(conversation))
        return
    asyncio.run(_replay(conversation))


def _play(script: Path) -> None:
    """Print the transcript of every conversation in a YAML or JSON file."""
    library = build_library(read_settings(log_level="ERROR", reload_seconds=0))
    for name, dialog, lines in _conversations(script):
        heading = f"—— {name} ——\n" if name else ""
        print(heading + transcript(play(library, lines, datetime.now(UTC).astimezone(), dialog)) + "\n")


def _conversations(script: Path) -> Iterator[tuple[str, Dialog, tuple[Line, ...]]]:
    """One list of lines, a list of such lists, or dialogs as in tests/dialogs (名称 · 长辈版 · 对话: 说 · 按 · 隔)."""
    try:
        read = YAML(typ="safe").load(script.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise NotFound(f"读不了对话文件 {script}：{error}") from error
    if not isinstance(read, list) or not read:
        raise NotFound(f"{script} 里没有对话：要写成一列市民说的话。")
    plain = all(isinstance(one, str) or (isinstance(one, dict) and "对话" not in one) for one in read)
    for one in [read] if plain else read:
        about = one if isinstance(one, dict) else {"对话": one}
        dialog = Dialog(plain=bool(about.get("长辈版")))
        yield str(about.get("名称", "")), dialog, tuple(line_of(said) for said in about["对话"])


def line_of(said: object) -> Line:
    """A line of a written conversation: words alone, or 说 · 按 with 隔 (hours since the line before)."""
    if not isinstance(said, dict):
        return Line(str(said))
    return Line(str(said.get("说", "")), str(said.get("按", "")), after=timedelta(hours=said.get("隔", 0), minutes=1))


async def _replay(identity: str | None) -> None:
    async with await open_services(read_settings(log_level="ERROR", reload_seconds=0)) as services:
        async with services.memory.reading() as stores:
            if identity is None:
                _list(await stores.conversations.latest(20))
                return
            found = await stores.conversations.by_id(identity)
            if found is None:
                raise NotFound(f"没有编号为 {identity} 的会话。")
            said = await stores.conversations.said(identity, 10_000)
        _say_again(services.librarian.library, found, said)


def _list(conversations: tuple[Conversation, ...]) -> None:
    for c in conversations:
        print(f"{c.id}  {c.last_at.astimezone():%Y-%m-%d %H:%M}  {c.address.channel}  知识库 {c.version}")
    if not conversations:
        print("还没有会话。")


def _say_again(library: Library, conversation: Conversation, said: tuple[Utterance, ...]) -> None:
    dialog = Dialog()
    now = datetime.now(UTC).astimezone()
    changed = 0
    asked = [u for u in said if u.speaker == "citizen"]
    for utterance in asked:
        identity = utterance.message_id or ""
        message = IncomingMessage(conversation.address, identity, utterance.text, utterance.at, utterance.choice)
        outcome = decide(Turn(message, dialog, library, now))
        dialog = outcome.dialog
        old = [u.text for u in said if u.speaker == "bot" and u.message_id == identity]
        new = [r.text for r in outcome.replies]
        print(f"您：{utterance.text}")
        if old == new:
            print("　　回答不变")
            continue
        changed += 1
        print("　　当时：" + " / ".join(old))
        print("　　现在：" + " / ".join(new))
    print(
        f"共 {len(asked)} 句，{changed} 句的回答变了（当时的知识库 {conversation.version}，现在 {library.version}）。"
    )
