"""``linban vault``: change the key under which call-back numbers and papers lie encrypted."""

from __future__ import annotations

import asyncio

import typer

from assistant.settings import read_settings

app = typer.Typer(help="加密用的密钥。", no_args_is_help=True, add_completion=False)


@app.command()
def rotate() -> None:
    """换一把新密钥，把电话、验证器和材料都用新密钥重新加密。旧密钥留着，确认以后再用 forget 删除。"""
    print(asyncio.run(_rotate()))


@app.command()
def forget() -> None:
    """删除旧密钥；还有东西用着旧密钥时先重新加密，打不开的不删。有打不开的，退出码为 1。"""
    lost = asyncio.run(_forget())
    print(f"有 {lost} 份内容打不开，旧密钥没有删除。" if lost else "旧密钥已删除。备份里的旧内容从此打不开。")
    if lost:
        raise typer.Exit(1)


async def _rotate() -> str:
    from assistant.bootstrap import KEY_FILE, open_memory
    from assistant.helpdesk.rekeying import Rekeying

    settings = read_settings()
    memory = await open_memory(settings)
    try:
        done = await Rekeying(memory, settings.data / KEY_FILE, settings.data / "uploads").rotate()
    finally:
        await memory.close()
    told = f"已换新密钥：{done.words} 条、{done.papers} 份材料重新加密。旧密钥在数据文件夹的 vault.before 里。"
    return told + (f"另有 {done.lost} 份原来就打不开，没有动。" if done.lost else "")


async def _forget() -> int:
    from assistant.bootstrap import KEY_FILE, open_memory
    from assistant.helpdesk.rekeying import Rekeying

    settings = read_settings()
    memory = await open_memory(settings)
    try:
        return await Rekeying(memory, settings.data / KEY_FILE, settings.data / "uploads").forget()
    finally:
        await memory.close()
