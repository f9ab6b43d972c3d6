"""Changes made by hand or by git pull: checked like any other once something was published from the console."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from assistant.errors import NotAllowed, OutOfTurn
from assistant.publishing.desk import Publishing
from assistant.publishing.errors import ReasonNeeded
from assistant.publishing.starting import served_at_start
from assistant.storage.memory import SqlMemory
from tests.builders import Clock, settings_for
from tests.publishing.officers import FILE, checked, desk_over, draft_of, librarian_of, live, officer, published
from tests.publishing.test_releases import BROKEN, PAPER, WORSE

HARMLESS = (FILE, "身份核验即可系统登记", "系统就能核验")


def _by_hand(folder: Path, change: tuple[str, str, str]) -> None:
    path, old, new = change
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


async def _looked(desk: Publishing) -> bool:
    """Two looks: the first one begins the check, the second one finds it done."""
    await librarian_of(desk).look()
    await desk._gating.done()
    return await librarian_of(desk).look()


@pytest.fixture
async def desk(either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock) -> Publishing:
    """A desk after its first publication."""
    made = await desk_over(either, folder, tmp_path, clock)
    wang, admin = await officer(either, "Wang"), await officer(either, "Admin", "admin")
    await published(made, await draft_of(made, wang, paper=PAPER), admin)
    return made


async def test_before_the_first_publication_a_change_by_hand_is_taken_as_it_is(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(memory, folder, tmp_path, clock)
    _by_hand(folder, WORSE)

    assert await librarian_of(desk).look()
    assert await desk.releases() == ()


async def test_a_change_that_makes_nothing_worse_goes_live_by_itself_and_into_history(
    desk: Publishing, folder: Path
) -> None:
    _by_hand(folder, HARMLESS)

    assert await _looked(desk)
    assert librarian_of(desk).library.version == live(folder).version
    (last, *_) = await desk.releases()
    assert (last.kind, last.by, last.files, last.after) == ("hand", "system", (FILE,), live(folder).version)
    assert any("系统就能核验" in c for c in last.changes)
    assert await desk.held() is None


async def test_a_broken_change_is_held_and_the_old_version_serves_on(desk: Publishing, folder: Path) -> None:
    before = librarian_of(desk).library
    _by_hand(folder, BROKEN)

    assert not await _looked(desk)
    assert librarian_of(desk).library is before
    held = await desk.held()
    assert held is not None
    assert (held.why, held.files) == ("broken", (FILE,))
    assert "LB-RS-001.yaml" in held.problems[0]
    _by_hand(folder, (FILE, BROKEN[2], BROKEN[1]))
    assert await desk.held() is None
    assert len(await desk.releases()) == 2


async def test_a_change_that_makes_answers_worse_waits_for_an_administrator_with_a_reason(
    desk: Publishing, either: SqlMemory, folder: Path
) -> None:
    before = librarian_of(desk).library
    _by_hand(folder, WORSE)
    async with either.reading() as stores:
        admin, wang = await stores.staff.by_id("admin"), await stores.staff.by_id("wang")
    assert admin is not None
    assert wang is not None

    assert not await _looked(desk)
    held = await desk.held()
    assert held is not None
    assert held.why == "worse"
    assert held.gate is not None
    assert held.gate.report is not None
    assert [a.question for a in held.gate.report.worse] == ["请问办失业证要去哪里弄"]
    assert librarian_of(desk).library is before
    with pytest.raises(ReasonNeeded):
        await desk.accept_held(admin, "")
    with pytest.raises(NotAllowed):
        await desk.accept_held(wang, "我觉得可以")
    made = await desk.accept_held(admin, "这个俗称没有人用")

    assert (made.kind, made.by, made.reason, made.worse) == ("hand", "admin", "这个俗称没有人用", 1)
    assert librarian_of(desk).library.version == live(folder).version != before.version
    assert await desk.held() is None


async def test_what_is_held_can_be_taken_out_of_the_folder_again(
    desk: Publishing, either: SqlMemory, folder: Path
) -> None:
    before = live(folder)
    _by_hand(folder, WORSE)
    (folder / "items" / "torn.yaml").write_text("code: [", encoding="utf-8")
    async with either.reading() as stores:
        admin = await stores.staff.by_id("admin")
    assert admin is not None
    await _looked(desk)
    await desk.drop_held(admin)

    assert live(folder).files == before.files
    assert await desk.held() is None
    assert len(await desk.releases()) == 2
    with pytest.raises(OutOfTurn):
        await desk.accept_held(admin, "太晚了")


async def test_nothing_is_published_over_what_is_held_but_taking_back_always_works(
    desk: Publishing, either: SqlMemory, folder: Path
) -> None:
    async with either.reading() as stores:
        admin, wang = await stores.staff.by_id("admin"), await stores.staff.by_id("wang")
    assert admin is not None
    assert wang is not None
    draft = await draft_of(desk, wang, more=HARMLESS)
    run = await checked(desk, draft, admin)
    _by_hand(folder, BROKEN)
    await _looked(desk)

    with pytest.raises(OutOfTurn, match="直接改过"):
        await desk.publish(draft.id, admin, gate=run.key)
    await desk.rollback((await desk.releases())[-1].id, admin, reason="先回到最初")

    assert await desk.held() is None
    assert librarian_of(desk).texts.files == live(folder).files
    assert "service_list" in live(folder).files[FILE]
    assert "身份证原件" not in live(folder).files[FILE]


async def test_after_a_restart_the_last_release_is_served_until_the_change_is_checked(
    desk: Publishing, either: SqlMemory, folder: Path, tmp_path: Path
) -> None:
    served = librarian_of(desk).texts
    settings = settings_for(tmp_path, knowledge=folder)
    assert await served_at_start(either, settings) is None
    _by_hand(folder, BROKEN)

    found = await served_at_start(either, settings)

    assert found is not None
    assert found.files == served.files
    assert await served_at_start(either, settings_for(tmp_path, knowledge=folder, hand_edits="direct")) is None


async def test_a_merge_that_is_not_finished_is_named_as_such(desk: Publishing, folder: Path) -> None:
    def git(*words: str, fine: bool = True) -> None:
        who = ("-c", "user.name=T", "-c", "user.email=t@localhost")
        subprocess.run(["git", "-C", str(folder), *who, *words], check=fine, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "-A", ".")
    git("commit", "-q", "-m", "one")
    git("checkout", "-q", "-b", "theirs")
    _by_hand(folder, HARMLESS)
    git("commit", "-q", "-a", "-m", "theirs")
    git("checkout", "-q", "main")
    _by_hand(folder, (FILE, HARMLESS[1], "系统里一查就行"))
    git("commit", "-q", "-a", "-m", "ours")
    assert await _looked(desk)
    before = librarian_of(desk).library
    git("merge", "-q", "theirs", fine=False)

    assert not await _looked(desk)
    held = await desk.held()
    assert held is not None
    assert held.problems[0] == f"{FILE}：git 合并有冲突，还没有解决"
    assert librarian_of(desk).library is before
