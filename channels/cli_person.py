"""``linban person``: what is kept of one citizen is shown, handed out, deleted, or kept because of a dispute."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.settings import read_settings

app = typer.Typer(
    help="一位群众的个人信息：查询、复制、删除、保留。每次都记入审计日志。", no_args_is_help=True, add_completion=False
)

Which = Annotated[str, typer.Option("--conversation", help="会话编号，或者登记的编号（BC-…）")]
ACTOR = "cli"

NAMES = {
    "conversations": "会话",
    "utterances": "说过的话",
    "checklists": "发出的清单",
    "handovers": "转人工的请求",
    "tickets": "工单",
    "ticket_events": "工单的经过",
    "cases": "办件",
    "case_events": "办件的经过",
    "ratings": "评价",
    "rating_changes": "评价的修改",
    "uploads": "发来的材料",
    "erasures": "删除的申请",
}


@app.command()
def show(conversation: Which) -> None:
    """看存了些什么：每一类几条。"""
    rows = _run(lambda data: _copied(data, conversation))
    for table, found in rows.items():
        print(f"{NAMES.get(table, table)}：{len(found)} 条")


@app.command()
def export(
    conversation: Which,
    out: Annotated[Path | None, typer.Option("--out", help="写到这个文件；不写就打印")] = None,
) -> None:
    """复制一份全部内容（JSON），交给本人。"""
    rows = _run(lambda data: _copied(data, conversation))
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    if out is None:
        print(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    out.chmod(0o600)
    print(f"写好了：{out}")


@app.command()
def delete(
    conversation: Which,
    yes: Annotated[bool, typer.Option("--yes", help="不再问一遍")] = False,
) -> None:
    """删除全部内容。没有办完的、涉及争议的不能删。"""
    if not yes:
        typer.confirm("删除以后找不回来。确定删除吗？", abort=True)

    async def act(data: Any) -> None:
        await data.delete(await data.find(conversation), ACTOR)

    _run(act)
    print("已经删除。")


@app.command()
def preserve(
    conversation: Which,
    off: Annotated[bool, typer.Option("--off", help="不再保留")] = False,
) -> None:
    """涉及争议的，标为保留：到期也不删。"""

    async def act(data: Any) -> None:
        await data.preserve(await data.find(conversation), ACTOR, yes=not off)

    _run(act)
    print("不再保留。" if off else "已经标为保留。")


async def _copied(data: Any, conversation: str) -> Any:
    return await data.copy(await data.find(conversation), ACTOR)


def _run(act: Callable[[Any], Awaitable[Any]]) -> Any:
    async def opened() -> Any:
        from assistant.bootstrap import open_services

        async with await open_services(read_settings(reload_seconds=0)) as services:
            return await act(services.personal)

    return asyncio.run(opened())
