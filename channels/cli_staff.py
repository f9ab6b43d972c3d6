"""``linban staff`` and ``linban audit``: accounts from the terminal, and the check of the audit log."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from assistant.bootstrap import WallClock, open_memory
from assistant.errors import BadMessage
from assistant.knowledge.loader import load_catalogue
from assistant.people import Role
from assistant.ports import Memory
from assistant.settings import Settings, read_settings
from assistant.staff.accounts import Accounts
from assistant.staff.chain import Verdict, verify_whole
from assistant.staff.demo import Made
from assistant.staff.roles import ROLE_NAMES, ROLES, role_name
from assistant.staff.switching import AT_THE_MACHINE

T = TypeVar("T")

DEMO_FILE = "demo-accounts.txt"
_SHOWN = ("rs-a", "rs-b", "rs-lead", "zhiban", "admin", "shenji")
"""Demonstration accounts printed on the screen; the others are only in the file."""


def add(login: str, name: str, role: str, department: str | None) -> None:
    """Make an account and print its one-time password."""
    settings = read_settings()
    wanted = next((r for r in ROLES if r == role), None)
    if wanted is None:
        raise BadMessage(f"没有角色 {role}。可以写：{'、'.join(f'{r}（{n}）' for r, n in ROLE_NAMES.items())}。")
    if department is not None:
        known = {d.id: d.name for d in load_catalogue(settings.knowledge).departments.values()}
        if department not in known:
            raise BadMessage(f"没有部门 {department}。部门编号有：{'、'.join(f'{i} {n}' for i, n in known.items())}。")
    role_of: Role = wanted
    staff, password = _with(settings, lambda accounts: accounts.add(login, name, role_of, department))
    print(f"已建立账号 {staff.login}（{role_name(staff)}）。")
    _tell_password(password)


def reset(login: str) -> None:
    """Print a new one-time password; every sign-in of the account ends."""

    async def work(accounts: Accounts) -> str:
        return await accounts.reset((await accounts.by_login(login)).id)

    password = _with(read_settings(), work)
    print(f"账号 {login} 的密码已重置，已登录的都退出了。")
    _tell_password(password)


def deactivate(login: str, *, undo: bool) -> None:
    """Put an account out of use, or back."""

    async def work(accounts: Accounts) -> None:
        await accounts.set_active((await accounts.by_login(login)).id, active=undo)

    _with(read_settings(), work)
    print(f"账号 {login} 已{'重新启用' if undo else '停用，已登录的都退出了'}。")


def totp_reset(login: str) -> None:
    """Take the second factor off an account: for the day when the last administrator's telephone is gone."""
    from assistant.bootstrap import KEY_FILE
    from assistant.helpdesk.vault import Vault
    from assistant.staff.second_factor import SecondFactor

    settings = read_settings()

    async def work(memory: Memory) -> None:
        staff = await Accounts(memory, WallClock(), settings).by_login(login)
        factor = SecondFactor(memory, WallClock(), settings, Vault(settings.data / KEY_FILE))
        await factor.reset(staff.id, by=AT_THE_MACHINE)

    _over(settings, work)
    print(f"账号 {login} 的验证器已取消，已登录的都退出了。")


def telegram(login: str) -> None:
    """Print the one-time code with which the account's owner links a Telegram account."""
    from channels.telegram import desk_words
    from channels.telegram.linking import VALID, new_code

    settings = read_settings()
    staff = _with(settings, lambda accounts: accounts.by_login(login))
    code = _over(settings, lambda memory: new_code(memory, staff, WallClock().now()))
    print(desk_words.CODE.format(code=code))
    print(desk_words.CODE_HOW.format(minutes=int(VALID.total_seconds() // 60), code=code))


def show(*, as_json: bool) -> None:
    """Print every account, without passwords."""
    accounts = _with(read_settings(), lambda a: a.all())
    if as_json:
        names = ("login", "name", "role", "department", "active", "must_change")
        rows = [{name: getattr(staff, name) for name in names} for staff in accounts]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not accounts:
        print("还没有账号。用 linban staff add 建立第一个。")
    for staff in accounts:
        remarks = [] if staff.active else ["已停用"]
        remarks += ["未改一次性密码"] if staff.must_change else []
        print(f"{staff.login:<12} {role_name(staff)}　{staff.name}{'　' + '、'.join(remarks) if remarks else ''}")


def verify() -> None:
    """Walk along the audit log; exit code 1 when a row was changed or is missing."""

    async def work(memory: Memory) -> Verdict:
        async with memory.reading() as stores:
            return await verify_whole(stores.audit.whole())

    verdict = _over(read_settings(), work)
    if verdict.whole:
        print(f"审计日志完整，共 {verdict.rows} 条。最后一条的校验值：{verdict.last}")
        return
    places = "、".join(str(seq) for seq in verdict.broken[:10])
    print(f"审计日志不完整：第 {places} 条被改过，或者它前面少了记录。", file=sys.stderr)
    sys.exit(1)


def tell_demo(made: Sequence[Made], settings: Settings) -> None:
    """Write the fresh demonstration accounts to a file of the owner's alone, and print a few of them."""
    if not made:
        return
    path = settings.data / DEMO_FILE
    lines = [f"{one.staff.login}\t{one.password}\t{role_name(one.staff)}\t{one.staff.name}\n" for one in made]
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines(["# 演示账号的一次性密码，第一次登录时要改。账号、密码、角色、名称，一行一个。\n", *lines])
    print(f"\n已建立 {len(made)} 个演示账号，工作台的网址是首页后面加 /console。其中几个的一次性密码：")
    for one in made:
        if one.staff.login in _SHOWN:
            print(f"  {one.staff.login:<9} {one.password}  {one.staff.name}")
    print(f"全部账号在 {path}（只有您能读）。第一次登录时要改密码。忘了就用 linban staff reset。\n", flush=True)


def _tell_password(password: str) -> None:
    print(f"一次性密码：{password}")
    print("请当面或用别的办法告诉本人。第一次登录时要改密码；这个密码不会再显示。")


def _with(settings: Settings, work: Callable[[Accounts], Awaitable[T]]) -> T:
    async def inside(memory: Memory) -> T:
        return await work(Accounts(memory, WallClock(), settings))

    return _over(settings, inside)


def _over(settings: Settings, work: Callable[[Memory], Awaitable[T]]) -> T:
    async def run() -> T:
        memory = await open_memory(settings)
        try:
            return await work(memory)
        finally:
            await memory.close()

    return asyncio.run(run())
