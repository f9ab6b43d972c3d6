"""``linban switch``: what is turned off is listed, something is turned off, a notice put up, and all that ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.errors import BadMessage, NotFound
from assistant.knowledge.hours import SHANGHAI
from assistant.ports_switches import SwitchKind
from assistant.settings import Settings, read_settings

if TYPE_CHECKING:
    from assistant.staff.switching import Switching

app = typer.Typer(
    help="开关：停用事项、渠道、机器人、转人工，或者发紧急通知。几秒钟内所有程序都照做，每次都记入审计日志。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
T = TypeVar("T")

Why = Annotated[str, typer.Option("--reason", help="原因，同事和审计看")]
Text = Annotated[str, typer.Option("--text", help="另外告诉群众的一句话")]
Until = Annotated[str, typer.Option("--until", help="到什么时候，例如 2026-11-20T18:00；不写就到有人恢复为止")]


@app.command(name="list")
def show() -> None:
    """列出现在停用的和正在显示的通知。"""
    from assistant.staff.switching import object_of

    found = _with(read_settings(), lambda switching: switching.open())
    if not found:
        print("都在正常服务，没有停用的。")
    for switch in found:
        until = f"，到 {switch.until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if switch.until else ""
        told = f"　{switch.text}" if switch.text else ""
        print(f"{switch.id[:8]}  {object_of(switch)}{until}　原因：{switch.reason}{told}")


@app.command()
def off(
    what: Annotated[
        str, typer.Argument(help="事项编码（LB-RS-001）、渠道（web、telegram）、bot 机器人、handover 转人工")
    ],
    reason: Why,
    text: Text = "",
    until: Until = "",
) -> None:
    """停用。"""
    from assistant.staff.switching import KINDS

    kind, target = _meant(what)
    _put(kind, target, text, reason, until)
    print(f"{KINDS[kind]}：好了。几秒钟内所有程序都会照做。")


@app.command()
def notice(text: Annotated[str, typer.Argument(help="通知的内容，群众会看到")], reason: Why, until: Until = "") -> None:
    """在所有渠道发布一条紧急通知。"""
    _put("notice", "", text, reason, until)
    print("通知已经发布。几秒钟内所有程序都会显示。")


@app.command()
def on(
    what: Annotated[str, typer.Argument(help="停用时写的，或者 notice 撤下通知，或者 linban switch list 里的编号")],
) -> None:
    """恢复，或者撤下通知。"""
    from assistant.staff.switching import object_of

    async def work(switching: Switching) -> None:
        found = await switching.open()
        named = [
            s for s in found if what in (object_of(s), s.target, s.kind) or (len(what) >= 6 and s.id.startswith(what))
        ]
        if not named:
            raise NotFound(f"没有停用 {what}。用 linban switch list 看现在停用的。")
        for switch in named:
            await switching.end(switch.id, by=None)

    _with(read_settings(), work)
    print("已经恢复。几秒钟内所有程序都会照做。")


def _meant(what: str) -> tuple[SwitchKind, str]:
    from assistant.staff.switching import CHANNELS

    if what == "bot":
        return "bot", ""
    if what == "handover":
        return "handover", ""
    return ("channel", what) if what in CHANNELS else ("item", what)


def _put(kind: SwitchKind, target: str, text: str, reason: str, until: str) -> None:
    from assistant.knowledge.loader import load_catalogue

    settings = read_settings()
    items = load_catalogue(settings.knowledge).items if kind == "item" else ()
    end = _moment(until)
    _with(
        settings,
        lambda switching: switching.put(kind, target, text=text, reason=reason, until=end, by=None, items=items),
    )


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise BadMessage("结束时间看不懂。请像这样写：2026-11-20T18:00。") from None
    return given if given.tzinfo else given.replace(tzinfo=SHANGHAI)


def _with(settings: Settings, work: Callable[[Switching], Awaitable[T]]) -> T:
    from assistant.bootstrap import WallClock, open_memory
    from assistant.staff.switching import Switching

    async def run() -> T:
        memory = await open_memory(settings)
        try:
            return await work(Switching(memory, WallClock()))
        finally:
            await memory.close()

    return asyncio.run(run())
