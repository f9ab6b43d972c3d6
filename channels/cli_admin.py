"""``linban settings`` and ``linban migrate``: what an administrator looks at and does."""

from __future__ import annotations

import asyncio
import json

from assistant.settings import read_settings, settings_table


def settings(*, as_json: bool) -> None:
    """Print every setting with its value in use, its default and its reason."""
    rows = settings_table(read_settings())
    if as_json:
        names = ("name", "value", "default", "reason")
        print(json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
        return
    for name, value, default, reason in rows:
        print(f"{name}={value}")
        print(f"    默认：{default or '（空）'}　{reason}")


def migrate() -> None:
    """Bring the tables up to date and say from where to where."""
    from assistant.bootstrap import migrate_database

    before, after = asyncio.run(migrate_database(read_settings()))
    print(f"数据库已是最新版本 {after}。" if before == after else f"数据库已从 {before or '空'} 升级到 {after}。")
