"""The demonstration staff: complete, on duty at every opening moment, with passwords that stand nowhere in the code."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.helpdesk.roster import gaps_ahead
from assistant.knowledge.hours import SHANGHAI
from assistant.library import Library
from assistant.settings import Settings
from assistant.staff.accounts import Accounts
from assistant.staff.demo import demo_accounts, make_demo
from assistant.staff.roles import ACTS, MAY, ROLES, may
from assistant.storage.memory import SqlMemory
from channels.cli_staff import tell_demo
from tests.builders import NOON, Clock, settings_for


async def test_all_25_departments_have_a_b_and_lead_and_no_post_is_empty(memory: SqlMemory, library: Library) -> None:
    """AB-01: 25 departments, both posts, no empty post at any opening moment."""
    made = await make_demo(memory, Clock(), library.catalogue)

    departments = library.catalogue.departments
    assert len(departments) == 25
    assert {m.staff.login for m in made} >= {
        f"{d.id}-{end}" for d in departments.values() for end in ("a", "b", "lead")
    }
    async with memory.reading() as stores:
        duties = await stores.duty.all()
    today = NOON.astimezone(SHANGHAI).date()
    for office in departments.values():
        gaps = gaps_ahead(duties, office.id, office.hours, library.catalogue.holidays, today, 30)
        assert gaps == (), office.name


async def test_a_second_start_makes_nothing(memory: SqlMemory, library: Library) -> None:
    await make_demo(memory, Clock(), library.catalogue)
    assert await make_demo(memory, Clock(), library.catalogue) == ()


async def test_the_printed_passwords_open_the_accounts_and_only_the_owner_reads_the_file(
    memory: SqlMemory, library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for(tmp_path)
    made = await make_demo(memory, Clock(), library.catalogue)

    tell_demo(made, settings)

    path = settings.data / "demo-accounts.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(rows) == len(made)
    by_login = {row[0]: row[1] for row in rows}
    person, _ = await Accounts(memory, Clock(), settings).sign_in("rs-a", by_login["rs-a"])
    assert person.staff.must_change
    printed = capsys.readouterr().out
    assert by_login["rs-a"] in printed
    assert by_login["yb-a"] not in printed


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, True),
        ({"operator": "某区政务服务中心"}, False),
        ({"public_url": "https://example.org"}, False),
        ({"operator": "某区政务服务中心", "demo": "true"}, True),
        ({"demo": "false"}, False),
    ],
)
def test_demonstration_accounts_are_made_only_where_nothing_speaks_of_real_service(
    given: dict[str, str], wanted: bool
) -> None:
    assert Settings(**given).is_demo is wanted  # type: ignore[arg-type]


def test_every_act_is_somebodys_and_an_inactive_account_may_nothing() -> None:
    assert {act for acts in MAY.values() for act in acts} == set(ACTS)
    assert set(MAY) == set(ROLES)
    admin = next(m.staff for m in demo_accounts((), NOON) if m.staff.role == "admin")
    assert may(admin, "people.edit")
    assert not may(replace(admin, active=False), "people.edit")
