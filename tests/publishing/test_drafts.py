"""Drafts: saved apart from what is live, never over somebody else's change."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.errors import BadMessage, NotAllowed, NotFound, OutOfTurn
from assistant.publishing.errors import StaleDraft
from assistant.storage.memory import SqlMemory
from tests.builders import Clock
from tests.publishing.officers import FILE, OTHER, desk_over, officer, seen_in


async def test_a_save_is_a_draft_and_nothing_live_changes(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang = await officer(either, "Wang")
    live = desk.texts(None)
    text = live.files[FILE].replace("失业登记", "失业登记办理")

    draft = await desk.save(wang, {FILE: text}, seen_in(live, FILE))

    assert draft.state == "open"
    assert list(draft.files) == [FILE]
    assert desk.texts(draft).files[FILE] == text
    assert desk.texts(None).files[FILE] == live.files[FILE] == (folder / FILE).read_text(encoding="utf-8")
    assert (await desk.open_draft(wang)) == draft


async def test_a_second_save_goes_on_in_the_same_draft_and_a_revert_takes_a_file_out(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang = await officer(either, "Wang")
    live = desk.texts(None)
    first = await desk.save(wang, {FILE: live.files[FILE] + "# a\n"}, seen_in(live, FILE))
    again = await desk.save(wang, {FILE: live.files[FILE] + "# b\n"}, seen_in(desk.texts(first), FILE))
    both = await desk.save(wang, {OTHER: live.files[OTHER] + "# c\n"}, seen_in(live, OTHER))

    assert first.id == again.id == both.id
    assert set(both.files) == {FILE, OTHER}
    assert set((await desk.revert(wang, FILE)).files) == {OTHER}
    with pytest.raises(NotFound):
        await desk.revert(wang, FILE)


async def test_saving_what_is_live_takes_the_file_out_of_the_draft(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang = await officer(either, "Wang")
    live = desk.texts(None)
    draft = await desk.save(wang, {FILE: live.files[FILE] + "# a\n"}, seen_in(live, FILE))

    assert not (await desk.save(wang, {FILE: live.files[FILE]}, seen_in(desk.texts(draft), FILE))).files


async def test_a_form_made_from_an_older_text_saves_nothing_and_says_who_was_faster(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang = await officer(either, "Wang")
    live = desk.texts(None)
    kept = await desk.save(wang, {FILE: live.files[FILE] + "# first tab\n"}, seen_in(live, FILE))

    with pytest.raises(StaleDraft, match=r"Wang在 11月20日 20:00 改过.*没有保存"):
        await desk.save(wang, {OTHER: "x: 1\n", FILE: "# second tab\n"}, seen_in(live, FILE, OTHER))

    assert await desk.open_draft(wang) == kept


async def test_new_files_and_removed_files_are_drafts_as_well(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang = await officer(either, "Wang")
    live = desk.texts(None)
    added = "evaluation/added.yaml"
    draft = await desk.save(wang, {added: "in_scope: []\n", OTHER: None}, seen_in(live, added, OTHER))

    candidate = desk.texts(draft)
    assert added in candidate.files
    assert OTHER not in candidate.files
    assert draft.files[added].base is None
    with pytest.raises(StaleDraft):
        await desk.save(wang, {added: "in_scope: []\n"}, {added: None})


@pytest.mark.parametrize("path", ["../etc/passwd", "items/.x/a.yaml", "README.md", "items/a.txt", "items//a.yaml"])
async def test_only_files_of_the_knowledge_can_be_saved(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock, path: str
) -> None:
    desk = await desk_over(memory, folder, tmp_path, clock)
    wang = await officer(memory, "Wang")
    with pytest.raises(BadMessage):
        await desk.save(wang, {path: "a: 1\n"}, {path: None})


async def test_an_officer_writes_the_items_of_the_own_department_only(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(memory, folder, tmp_path, clock)
    departments = {d.name: d.id for d in desk._librarian.library.catalogue.departments.values()}
    live = desk.texts(None)
    wang = await officer(memory, "Wang", department=departments["区人社局"])

    await desk.save(wang, {FILE: live.files[FILE] + "# mine\n"}, seen_in(live, FILE))
    with pytest.raises(NotAllowed, match="区医保局"):
        await desk.save(wang, {OTHER: live.files[OTHER] + "# not mine\n"}, seen_in(live, OTHER))
    stolen = live.files[OTHER].replace("区医保局", "区人社局")
    with pytest.raises(NotAllowed):  # nor by taking it over
        await desk.save(wang, {OTHER: stolen}, seen_in(live, OTHER))


async def test_people_at_work_on_the_same_file_see_each_other(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang, li, zhao = [await officer(either, n) for n in ("Wang", "Li", "Zhao")]
    live = desk.texts(None)
    await desk.save(wang, {FILE: live.files[FILE] + "# wang\n"}, seen_in(live, FILE))
    await desk.touch(FILE, zhao)
    await desk.touch(FILE, li)

    assert [(e.name, e.has_draft) for e in await desk.also_editing(FILE, li)] == [("Wang", True), ("Zhao", False)]
    clock.time += timedelta(minutes=11)
    assert [(e.name, e.has_draft) for e in await desk.also_editing(FILE, li)] == [("Wang", True)]
    assert await desk.also_editing(FILE, wang) == ()


async def test_drafts_are_seen_by_their_department_and_by_who_publishes(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang, colleague = await officer(either, "Wang", department="rs"), await officer(either, "Li", department="rs")
    stranger, admin = await officer(either, "Zhao", department="yb"), await officer(either, "Admin", "admin")
    live = desk.texts(None)
    draft = await desk.save(wang, {FILE: live.files[FILE] + "# wang\n"}, seen_in(live, FILE))

    assert await desk.drafts(colleague) == await desk.drafts(admin) == (draft,)
    assert await desk.drafts(stranger) == ()
    with pytest.raises(NotFound):
        await desk.draft(draft.id, stranger)
    with pytest.raises(NotAllowed):
        await desk.drop(draft.id, colleague)


async def test_a_draft_goes_to_and_fro_and_every_act_is_in_the_audit_log(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang, admin = await officer(either, "Wang"), await officer(either, "Admin", "admin")
    live = desk.texts(None)
    draft = await desk.save(wang, {FILE: live.files[FILE] + "# wang\n"}, seen_in(live, FILE))
    await desk.rename(draft.id, wang, "  改失业登记的材料 ", "请看第二条")
    assert (await desk.submit(draft.id, wang)).state == "submitted"
    assert await desk.open_draft(wang) is None
    with pytest.raises(NotAllowed):
        await desk.return_(draft.id, wang, "自己退自己")
    back = await desk.return_(draft.id, admin, "出处没有写")
    assert (back.state, back.why, back.title) == ("returned", "出处没有写", "改失业登记的材料")
    assert await desk.open_draft(wang) == back
    with pytest.raises(OutOfTurn):
        await desk.return_(draft.id, admin, "再退一次")
    assert (await desk.drop(draft.id, wang)).state == "dropped"

    async with either.reading() as stores:
        acts = [row.act for row in reversed(await stores.audit.search())]
    assert acts == ["draft.save", "draft.rename", "draft.submit", "draft.return", "draft.drop"]
