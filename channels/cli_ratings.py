"""``linban ratings``: export them for the city's system now, and compare a day's export with what is remembered."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Annotated

import typer

from assistant.settings import read_settings

app = typer.Typer(help="评价（好差评）的导出和对账。", no_args_is_help=True, add_completion=False)


@app.command()
def export() -> None:
    """把还没有导出的评价写成文件（数据文件夹的 exports/ratings）。"""
    print(asyncio.run(_export()))


@app.command()
def reconcile(
    day: Annotated[str, typer.Argument(help="哪一天，例如 2026-11-20；不写就是昨天")] = "",
) -> None:
    """对账：这一天的评价和导出文件里的是不是一样；不一样时退出码为 1。"""
    try:
        wanted = date.fromisoformat(day) if day else None
    except ValueError:
        raise typer.BadParameter("日期写成 2026-11-20 这样。") from None
    agrees, told = asyncio.run(_reconcile(wanted))
    print(told)
    if not agrees:
        raise typer.Exit(1)


async def _export() -> str:
    from assistant.bootstrap import open_services

    async with await open_services(read_settings(reload_seconds=0)) as services:
        count = await services.rating_export.export()
        where = services.rating_export.folder
    return f"导出了 {count} 条评价，在 {where}。" if count else "没有要导出的评价。"


async def _reconcile(day: date | None) -> tuple[bool, str]:
    from assistant.bootstrap import open_services
    from assistant.helpdesk.case_dates import local_day

    async with await open_services(read_settings(reload_seconds=0)) as services:
        wanted = day or local_day(services.clock.now()) - timedelta(days=1)
        found = await services.rating_export.reconcile(wanted)
    told = f"{found.day}：记着 {found.remembered} 条，文件里 {found.exported} 条。"
    if found.agrees:
        return True, told + "一致。"
    return False, told + f"没有导出的 {len(found.missing)} 条，文件里多出的 {len(found.unknown)} 条。"
