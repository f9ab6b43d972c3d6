"""A full disk, a folder that may not be written, git in trouble: a clear sentence, and the old version serves on."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.knowledge.folder import read_texts
from assistant.publishing import writing
from assistant.publishing.errors import CannotWrite
from assistant.storage.memory import SqlMemory
from tests.builders import Clock
from tests.publishing.officers import FILE, checked, desk_over, draft_of, librarian_of, live, officer, published
from tests.publishing.test_releases import PAPER


def _git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=T", "-c", "user.email=t@localhost", "-c", "core.quotepath=false")
    done = subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True, text=True)
    return done.stdout


@contextmanager
def _files_at_most(size: int) -> Iterator[None]:
    """No file of this process can grow beyond so many bytes: the same as a full disk, wherever the test runs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of twelve megabytes. Where one cannot be mounted, the other tests of this file stand alone."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def _stage_and_promise(folder: Path, changed: dict[str, str | None]) -> None:
    writing.stage(folder, changed)
    writing.promise(folder, "one", changed)


@pytest.mark.parametrize("at", ["a text", "the journal"])
def test_a_disk_that_fills_up_while_writing_changes_nothing(folder: Path, at: str) -> None:
    before = read_texts(folder)
    changed: dict[str, str | None] = {path: before.files[path] + "# new\n" for path in list(before.files)[:5]}
    with _files_at_most(1000 if at == "a text" else max(len(t or "") for t in changed.values()) * 3):
        with pytest.raises(CannotWrite, match=r"写不进去：.*群众看到的还是原来的内容"):
            _stage_and_promise(folder, changed)
        if at == "the journal":
            assert writing.journal_in(folder) is None

    assert read_texts(folder).files == before.files
    assert not list(folder.rglob(f"*{writing.STAGED}"))


async def test_on_a_full_disk_nothing_is_published_and_after_clearing_up_it_is(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock, small_disk: Path
) -> None:
    knowledge = small_disk / "knowledge"
    shutil.copytree(folder, knowledge)
    desk = await desk_over(memory, knowledge, tmp_path, clock)
    wang, admin = await officer(memory, "Wang"), await officer(memory, "Admin", "admin")
    draft = await draft_of(desk, wang, paper=PAPER)
    run = await checked(desk, draft, admin)
    before = librarian_of(desk).library
    _fill(small_disk / "heap")

    with pytest.raises(CannotWrite, match="磁盘满了"):
        await desk.publish(draft.id, admin, gate=run.key)

    assert librarian_of(desk).library is before
    assert live(knowledge).files == before.texts.files
    assert [r.kind for r in await desk.releases()] == ["first"]
    assert (await desk.draft(draft.id, admin)).state == "submitted"
    (small_disk / "heap").unlink()
    assert (await desk.publish(draft.id, admin, gate=run.key)).kind == "publish"
    assert "身份证原件" in live(knowledge).files[FILE]


def _fill(heap: Path) -> None:
    """Take all the room that there is."""
    with heap.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return


async def test_a_folder_that_may_only_be_read_is_said_so(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock, small_disk: Path
) -> None:
    knowledge = small_disk / "knowledge"
    shutil.copytree(folder, knowledge)
    desk = await desk_over(memory, knowledge, tmp_path, clock)
    wang, admin = await officer(memory, "Wang"), await officer(memory, "Admin", "admin")
    draft = await draft_of(desk, wang, paper=PAPER)
    run = await checked(desk, draft, admin)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    with pytest.raises(CannotWrite, match="文件夹是只读的"):
        await desk.publish(draft.id, admin, gate=run.key)

    assert librarian_of(desk).texts.files == live(knowledge).files
    assert (await desk.draft(draft.id, admin)).state == "submitted"


async def test_each_release_is_a_commit_by_the_officer_where_there_is_a_repository(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    _git(folder, "init", "-q", "-b", "main")
    _git(folder, "add", "-A", ".")
    _git(folder, "commit", "-q", "-m", "one")
    desk = await desk_over(memory, folder, tmp_path, clock)
    wang, admin = await officer(memory, "Wang"), await officer(memory, "Admin", "admin")
    made = await published(desk, await draft_of(desk, wang, paper=PAPER), admin)

    assert made.told == ""
    assert made.commit == _git(folder, "rev-parse", "HEAD").strip()
    assert (await desk.release(made.id)).commit == made.commit
    assert _git(folder, "log", "-1", "--format=%an %ae %s").strip() == f"Wang wang@localhost {made.title}"
    assert _git(folder, "show", "--name-only", "--format=").split() == [FILE]
    assert "身份证原件" in _git(folder, "log", "-1", "--format=%b")
    assert _git(folder, "status", "--porcelain", "--", FILE) == ""


async def test_a_repository_in_trouble_never_stops_a_publication_and_says_why(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    _git(folder, "init", "-q", "-b", "main")
    _git(folder, "add", "-A", ".")
    _git(folder, "commit", "-q", "-m", "one")
    (folder / ".git" / "index.lock").write_text("")  # another git died, or is at work
    desk = await desk_over(memory, folder, tmp_path, clock)
    wang, admin = await officer(memory, "Wang"), await officer(memory, "Admin", "admin")
    made = await published(desk, await draft_of(desk, wang, paper=PAPER), admin)

    assert made.commit is None
    assert made.told.startswith("已经发布，但没有记进 git：")
    assert "index.lock" in made.told
    assert librarian_of(desk).library.version == made.after == live(folder).version
