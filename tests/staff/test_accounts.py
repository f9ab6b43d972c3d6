"""Accounts: who gets in, who waits, what ends a sign-in, and that each of it is in the audit log (PI-11, issue 6)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.errors import BadMessage, NotAllowed
from assistant.staff.accounts import REFUSED, Accounts
from assistant.storage.memory import SqlMemory
from tests.builders import Clock, settings_for

CHOSEN = "梧桐树下-七号楼"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(either: SqlMemory, clock: Clock, tmp_path: Path) -> Accounts:
    return Accounts(either, clock, settings_for(tmp_path, sign_in_tries=3, password_min_chars=8))


async def _acts(memory: SqlMemory) -> list[str]:
    async with memory.reading() as stores:
        return [row.act for row in reversed(await stores.audit.search())]


async def test_a_one_time_password_opens_the_account_and_is_then_changed(accounts: Accounts) -> None:
    _, password = await accounts.add("rs-a", "区人社局A角", "agent", "rs")

    person, cookie = await accounts.sign_in("RS-A ", password)
    assert person.staff.must_change
    await accounts.change_password(person, password, CHOSEN)

    again = await accounts.of(cookie)
    assert again is not None
    assert not again.staff.must_change
    with pytest.raises(NotAllowed):
        await accounts.sign_in("rs-a", password)
    await accounts.sign_in("rs-a", CHOSEN)


async def test_the_database_keeps_neither_password_nor_cookie(memory: SqlMemory, clock: Clock, tmp_path: Path) -> None:
    accounts = Accounts(memory, clock, settings_for(tmp_path))
    staff, password = await accounts.add("rs-a", "区人社局A角", "agent", "rs")
    _, cookie = await accounts.sign_in("rs-a", password)

    raw = b"".join(path.read_bytes() for path in tmp_path.glob("linban.db*"))
    assert staff.id.encode() in raw
    assert password.encode() not in raw
    assert cookie.encode() not in raw


async def test_wrong_passwords_lock_the_account_with_a_rising_wait(accounts: Accounts, clock: Clock) -> None:
    _, password = await accounts.add("rs-a", "区人社局A角", "agent", "rs")
    for _ in range(3):
        with pytest.raises(NotAllowed, match=REFUSED):
            await accounts.sign_in("rs-a", "不是这个")
    with pytest.raises(NotAllowed, match=REFUSED):
        await accounts.sign_in("rs-a", password)

    clock.time += timedelta(seconds=61)
    with pytest.raises(NotAllowed):
        await accounts.sign_in("rs-a", "还不是这个")
    clock.time += timedelta(seconds=61)
    with pytest.raises(NotAllowed):
        await accounts.sign_in("rs-a", password)  # twice as long by now
    clock.time += timedelta(seconds=60)
    person, _ = await accounts.sign_in("rs-a", password)
    assert person.staff.failed == 0


async def test_nothing_tells_an_unknown_account_from_a_wrong_password(accounts: Accounts) -> None:
    await accounts.add("rs-a", "区人社局A角", "agent", "rs")
    told = set()
    for login in ("rs-a", "nobody", "' or 1=1 --"):
        with pytest.raises(NotAllowed) as caught:
            await accounts.sign_in(login, "不是这个")
        told.add(str(caught.value))
    assert told == {REFUSED}


async def test_a_sign_in_ends_after_its_hours_and_after_an_idle_hour(accounts: Accounts, clock: Clock) -> None:
    _, password = await accounts.add("rs-a", "区人社局A角", "agent", "rs")
    _, cookie = await accounts.sign_in("rs-a", password)

    for _ in range(11):
        clock.time += timedelta(minutes=59)
        assert await accounts.of(cookie) is not None
    for _ in range(3):
        clock.time += timedelta(minutes=59)
    assert await accounts.of(cookie) is None

    _, cookie = await accounts.sign_in("rs-a", password)
    for _ in range(3):
        clock.time += timedelta(minutes=25)
        alive = await accounts.of(cookie, active=False)  # an open page alone keeps nobody signed in
    assert alive is None


@pytest.mark.parametrize("how", ["reset", "deactivate", "revoke", "sign_out"])
async def test_sign_ins_end_at_once(accounts: Accounts, how: str) -> None:
    staff, password = await accounts.add("rs-a", "区人社局A角", "agent", "rs")
    person, cookie = await accounts.sign_in("rs-a", password)
    if how == "reset":
        await accounts.reset(staff.id)
    elif how == "deactivate":
        await accounts.set_active(staff.id, active=False)
    elif how == "revoke":
        assert await accounts.revoke(staff.id, by="admin") == 1
    else:
        await accounts.sign_out(person)
    assert await accounts.of(cookie) is None


async def test_changing_the_password_ends_the_other_sign_ins_only(accounts: Accounts) -> None:
    _, password = await accounts.add("rs-a", "区人社局A角", "agent", "rs")
    _, elsewhere = await accounts.sign_in("rs-a", password)
    person, here = await accounts.sign_in("rs-a", password)

    await accounts.change_password(person, password, CHOSEN)

    assert await accounts.of(elsewhere) is None
    assert await accounts.of(here) is not None


@pytest.mark.parametrize("bad", ["短", "rs-a-2026-很长的", "1234567890abc", "啊啊啊啊啊啊啊啊啊啊啊啊", "x" * 201])
async def test_easy_passwords_are_refused_in_plain_words(accounts: Accounts, bad: str) -> None:
    _, password = await accounts.add("rs-a", "区人社局A角", "agent", "rs")
    person, _ = await accounts.sign_in("rs-a", password)
    with pytest.raises(BadMessage, match="新密码"):
        await accounts.change_password(person, password, bad)


async def test_accounts_that_make_no_sense_are_refused(accounts: Accounts) -> None:
    await accounts.add("rs-a", "区人社局A角", "agent", "rs")
    with pytest.raises(BadMessage, match="已经有了"):
        await accounts.add("RS-A", "又一个", "agent", "rs")
    with pytest.raises(BadMessage, match="部门"):
        await accounts.add("x1", "没有部门的", "agent", None)
    with pytest.raises(BadMessage, match="全区"):
        await accounts.add("x2", "部门里的管理员", "admin", "rs")
    with pytest.raises(BadMessage, match="账号"):
        await accounts.add("有空格 的", "谁", "lead", None)


async def test_nobody_shuts_himself_out_or_raises_himself(accounts: Accounts) -> None:
    admin, _ = await accounts.add("admin", "管理员", "admin", None)
    with pytest.raises(NotAllowed):
        await accounts.set_active(admin.id, active=False, by=admin.id)
    with pytest.raises(NotAllowed):
        await accounts.change(admin.id, name="", role="auditor", department=None, by=admin.id)


async def test_every_act_is_in_the_audit_log(accounts: Accounts, either: SqlMemory) -> None:
    staff, password = await accounts.add("rs-a", "区人社局A角", "agent", "rs")
    person, _ = await accounts.sign_in("rs-a", password)
    with pytest.raises(NotAllowed):
        await accounts.sign_in("rs-a", "不是这个")
    await accounts.change_password(person, password, CHOSEN)
    await accounts.sign_out(person)
    await accounts.reset(staff.id)

    acts = ["people.add", "sign_in", "sign_in.failed", "password.change", "sign_out", "people.reset"]
    assert await _acts(either) == acts
    async with either.reading() as stores:
        everything = str(await stores.audit.search())
    assert password not in everything
    assert CHOSEN not in everything
