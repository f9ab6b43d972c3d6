"""A change of keys: everything can still be opened, with the new key alone in the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.helpdesk.rekeying import Rekeying
from assistant.helpdesk.vault import Unreadable, Vault, change_key, current_key, keys_before
from assistant.library import Library
from assistant.storage.memory import SqlMemory
from tests.builders import PHONE
from tests.helpdesk.hall import Hall, hall_over


@pytest.fixture
async def hall(either: SqlMemory, library: Library, tmp_path: Path) -> Hall:
    return await hall_over(either, library, tmp_path)


async def sealed_number(hall: Hall, vault: Vault) -> str:
    """A ticket with a call-back number."""
    await hall.present("rs-a")
    await hall.write("我要办失业登记")
    await hall.write("找人工")
    ticket = await hall.ticket()
    async with hall.memory.writing() as stores:
        await stores.tickets.change(ticket, {"contact": vault.seal(PHONE)})
    return ticket.id


def paper_in(folder: Path, vault: Vault, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    writer = vault.writer(folder / "paper")
    writer.write(content)
    writer.finish()
    return folder / "paper"


async def test_after_a_change_of_keys_the_new_one_alone_opens_everything(hall: Hall, tmp_path: Path) -> None:
    file, folder = tmp_path / "vault.key", tmp_path / "uploads"
    vault = Vault(file)
    await sealed_number(hall, vault)
    content = b"x" * 200_000
    paper = paper_in(folder, vault, content)
    before = current_key(file)

    rekeying = Rekeying(hall.memory, file, folder)
    done = await rekeying.rotate()

    assert (done.words, done.papers, done.lost) == (1, 1, 0)
    assert current_key(file) != before
    assert keys_before(file) == [before]
    assert await rekeying.forget() == 0
    assert keys_before(file) == []
    contact = (await hall.ticket()).contact
    assert contact is not None
    assert Vault(file).open(contact) == PHONE
    assert b"".join(Vault(file).read(paper)) == content


async def test_a_change_that_was_broken_off_is_finished_before_the_old_key_goes(hall: Hall, tmp_path: Path) -> None:
    file, folder = tmp_path / "vault.key", tmp_path / "uploads"
    await sealed_number(hall, Vault(file))
    paper_in(folder, Vault(file), b"a photograph")

    change_key(file)  # and killed
    contact = (await hall.ticket()).contact
    assert contact is not None
    assert Vault(file).open(contact) == PHONE, "meanwhile the old key still opens"
    assert await Rekeying(hall.memory, file, folder).forget() == 0

    again = (await hall.ticket()).contact
    assert again is not None
    assert Vault(file).is_current(again)
    assert b"".join(Vault(file).read(folder / "paper")) == b"a photograph"


async def test_what_no_key_opens_keeps_the_old_keys_from_being_deleted(hall: Hall, tmp_path: Path) -> None:
    file, folder = tmp_path / "vault.key", tmp_path / "uploads"
    stranger = Vault(tmp_path / "another.key")
    await sealed_number(hall, stranger)
    current_key(file)

    rekeying = Rekeying(hall.memory, file, folder)
    assert (await rekeying.rotate()).lost == 1
    assert await rekeying.forget() == 1
    assert len(keys_before(file)) == 1
    with pytest.raises(Unreadable):
        Vault(file).open((await hall.ticket()).contact or "")
