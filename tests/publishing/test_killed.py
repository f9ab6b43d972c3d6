"""A publisher is killed at 20 places drawn by lot: the old or the new version is live and complete, never a mixture."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assistant.errors import NotFound
from assistant.knowledge.folder import JOURNAL, Texts, read_texts
from assistant.publishing import writing
from assistant.publishing.starting import served_at_start
from assistant.settings import PROJECT
from tests.builders import Clock, memory_in, settings_for
from tests.publishing.officers import FILE, checked, desk_over, officer, seen_in

FILES = 8


async def _template(folder: Path, tmp_path: Path) -> tuple[Path, Texts, Texts]:
    """A folder and a database with a checked draft that changes, adds and removes files; the old and the new texts."""
    template = tmp_path / "template"
    template.mkdir()
    shutil.move(folder, template / "knowledge")
    async with memory_in(template / "data") as memory:
        desk = await desk_over(memory, template / "knowledge", template / "data", Clock())
        wang, admin = await officer(memory, "Wang"), await officer(memory, "Admin", "admin")
        now = desk.texts(None)
        items = [p for p in now.files if p.startswith("items/")][:FILES]
        changed: dict[str, str | None] = {p: now.files[p] + "# the new version\n" for p in items}
        changed["evaluation/added.yaml"] = "in_scope: []\n"
        changed["evaluation/dev.yaml"] = None
        draft = await desk.save(wang, changed, seen_in(now, *changed))
        draft = await desk.submit(draft.id, wang)
        run = await checked(desk, draft, admin)
        assert run.report is not None
        assert not run.report.errors
        return template, now, desk.texts(draft)


async def test_a_publisher_killed_anywhere_leaves_one_version_whole_and_history_knows_which(
    folder: Path, tmp_path: Path
) -> None:
    template, old, new = await _template(folder, tmp_path)
    command = [sys.executable, "-m", "tests.publishing.dying", str(template), str(tmp_path)]
    alive = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    steps = int(alive.stdout.split()[-1])
    assert steps > 4 * FILES, "every file is staged and renamed, and the database told"

    drawn = sorted(random.Random(20261120).sample(range(1, steps + 1), 20))
    died = subprocess.run([*command, *map(str, drawn)], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert died.stdout.split()[-1] == "20"

    outcomes: set[bool] = set()
    for step in drawn:
        place = tmp_path / str(step)
        found = read_texts(place / "knowledge").files
        assert found in (old.files, new.files), f"a mixture after step {step}"
        is_new = found == new.files
        await _recovered(place, is_new, old, new, goes_on=is_new not in outcomes)
        outcomes.add(is_new)
    assert outcomes == {False, True}


async def _recovered(place: Path, is_new: bool, old: Texts, new: Texts, *, goes_on: bool) -> None:
    """The next program says the same as the folder did, and (tried where asked for) goes on publishing."""
    settings = settings_for(place / "data", knowledge=place / "knowledge")
    async with memory_in(place / "data") as memory:
        assert await served_at_start(memory, settings) is None
        assert read_texts(place / "knowledge").files == (new if is_new else old).files
        assert not (place / "knowledge" / JOURNAL).exists()
        async with memory.reading() as stores:
            assert await stores.releases.prepared() == ()
            history = [r.manifest for r in await stores.releases.listed(9)]
            (draft,) = await stores.drafts.listed(["submitted", "published"])
            admin = await stores.staff.by_id("admin")
        assert admin is not None
        assert draft.state == ("published" if is_new else "submitted")
        assert history[:1] == ([new.state] if is_new else [old.state] * bool(history))
        if not goes_on:
            return
        desk = await desk_over(memory, place / "knowledge", place / "data", Clock())
        if is_new:
            await desk.rollback((await desk.releases())[-1].id, admin, reason="一试")
            assert read_texts(place / "knowledge").files == old.files
        else:
            run = await checked(desk, draft, admin)
            await desk.publish(draft.id, admin, gate=run.key)
            assert read_texts(place / "knowledge").files == new.files


async def test_a_survivor_finishes_what_a_killed_publisher_promised(folder: Path, tmp_path: Path) -> None:
    template, _, new = await _template(folder, tmp_path)
    clock = Clock()
    async with memory_in(template / "data") as memory:
        desk = await desk_over(memory, template / "knowledge", template / "data", clock)
        assert await desk.once(clock.now()) == {}
        changed = desk.texts(None).changes_to(new)
        writing.stage(template / "knowledge", changed)
        writing.promise(template / "knowledge", "unknown", changed)

        assert await desk.once(clock.now()) == {"release.settled": 1}
        assert writing.journal_in(template / "knowledge") is None
        assert (template / "knowledge" / "evaluation" / "added.yaml").exists()
        with pytest.raises(NotFound):
            await desk.release("unknown")


def test_who_reads_while_somebody_publishes_never_gets_a_mixture(folder: Path) -> None:
    versions = [read_texts(folder)]
    items = [p for p in versions[0].files if p.startswith("items/")][::6]
    versions.append(versions[0].with_files({p: versions[0].files[p] + "# other\n" for p in items}))
    over, found, looked = threading.Event(), [], threading.Semaphore(0)

    def read() -> None:
        while not over.is_set():
            found.append(read_texts(folder).state)
            looked.release()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(8):
        changed = versions[turn % 2].changes_to(versions[1 - turn % 2])
        writing.stage(folder, changed)
        writing.promise(folder, str(turn), changed)
        writing.fulfil(folder)
        writing.close(folder)
        assert looked.acquire(timeout=60)  # the next is published while somebody has just begun to read
    over.set()
    for reader in readers:
        reader.join()

    assert len(found) >= 8
    assert set(found) == {v.state for v in versions}


def test_a_folder_that_goes_on_changing_is_a_problem_and_no_mixture(folder: Path) -> None:
    over, restless = threading.Event(), folder / FILE

    def write() -> None:
        text = restless.read_text(encoding="utf-8")
        while not over.is_set():
            restless.write_text(text, encoding="utf-8")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = read_texts(folder)
    finally:
        over.set()
        writer.join()

    assert any("一直在变" in problem.message for problem in found.problems)
    assert not read_texts(folder).problems
