"""From a draft over its check to a release, and back: what citizens get, what history says, and what is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.errors import NotAllowed, OutOfTurn
from assistant.publishing.errors import FourEyes, GateNeeded, NotPublishable, Outdated, ReasonNeeded
from assistant.storage.memory import SqlMemory
from tests.builders import Clock
from tests.publishing.officers import (
    FILE,
    OTHER,
    QUESTIONS,
    checked,
    desk_over,
    draft_of,
    librarian_of,
    live,
    officer,
    published,
    seen_in,
)

PAPER = (FILE, "material_name: 身份证", "material_name: 身份证原件")
WORSE = (FILE, "失业了怎么登记, 办失业证]", "失业了怎么登记]")
BROKEN = (FILE, "service_list:", "service_lst:")


async def test_a_published_draft_is_live_at_once_and_in_the_files_and_in_history(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang, admin = await officer(either, "Wang"), await officer(either, "Admin", "admin")
    before = librarian_of(desk).library.version
    draft = await draft_of(desk, wang, paper=PAPER)

    run = await checked(desk, draft, admin)
    assert run.report is not None
    assert (run.state, run.report.errors, run.report.worse) == ("ready", (), ())
    assert [str(c) for c in run.report.changes if "身份证原件" in str(c)]
    assert {str(c) for c in run.report.lists} >= {"多了一样“身份证原件”（一定要带）", "少了一样“身份证”"}
    made = await desk.publish(draft.id, admin, gate=run.key)

    library = librarian_of(desk).library
    assert library.version == made.after == live(folder).version != before == made.before
    assert "身份证原件" in [m.material_name for m in library.catalogue.items["LB-RS-001"].materials]
    assert "身份证原件" in (folder / FILE).read_text(encoding="utf-8")
    assert (made.kind, made.by, made.writer, made.files) == ("publish", "admin", "wang", (FILE,))
    assert [(r.seq, r.kind) for r in await desk.releases()] == [(2, "publish"), (1, "first")]
    assert (await desk.draft(draft.id, wang)).state == "published"
    assert await desk.open_draft(wang) is None
    assert not [p for p in folder.rglob(".*") if "new" in p.name or p.name.endswith(".json")]


async def test_one_click_takes_everything_back_to_any_release(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang, admin = await officer(either, "Wang"), await officer(either, "Admin", "admin")
    first = live(folder)
    await published(desk, await draft_of(desk, wang, paper=PAPER), admin)
    more = await draft_of(desk, wang, other=(OTHER, "material_name: 老人的身份证", "material_name: 老人身份证"))
    await published(desk, more, admin)

    last = await desk.rollback((await desk.releases())[-1].id, admin, reason="写错了")

    assert live(folder).files == first.files == librarian_of(desk).texts.files
    assert (last.kind, last.reason, last.title) == ("rollback", "写错了", "撤回到第 1 版")
    assert any("身份证" in c for c in last.changes)
    again = await desk.rollback((await desk.releases())[1].id, admin, reason="没有写错")
    assert "身份证原件" in live(folder).files[FILE]
    assert again.after == librarian_of(desk).library.version
    with pytest.raises(NotPublishable, match="就是这一版"):
        await desk.rollback(again.id, admin, reason="再来")
    with pytest.raises(ReasonNeeded):
        await desk.rollback(last.id, admin, reason=" ")


async def test_new_and_removed_files_come_and_go_with_their_release(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(memory, folder, tmp_path, clock)
    wang, admin = await officer(memory, "Wang"), await officer(memory, "Admin", "admin")
    topic = "elsewhere/abroad.yaml"
    path = next(p for p in live(folder).files if p.startswith("elsewhere/"))
    text = live(folder).files[path]
    assert topic not in live(folder).files
    renamed = text.replace(f"id: {Path(path).stem}", "id: abroad", 1)
    draft = await desk.save(wang, {topic: renamed, path: None}, seen_in(live(folder), topic, path))
    await published(desk, await desk.submit(draft.id, wang), admin)

    assert (folder / topic).exists()
    assert not (folder / path).exists()
    await desk.rollback((await desk.releases())[-1].id, admin, reason="写错了")
    assert not (folder / topic).exists()
    assert (folder / path).read_text(encoding="utf-8") == text


async def test_what_makes_answers_worse_needs_a_reason_and_history_keeps_it(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang, admin = await officer(either, "Wang"), await officer(either, "Admin", "admin")
    draft = await draft_of(desk, wang, worse=WORSE)
    run = await checked(desk, draft, admin)
    assert run.report is not None
    assert [(a.question, a.was.first, a.now.outcome) for a in run.report.worse] == [
        ("请问办失业证要去哪里弄", "LB-RS-001", "unknown")
    ]
    before = live(folder)

    with pytest.raises(ReasonNeeded, match="1 个问题会答得更差"):
        await desk.publish(draft.id, admin, gate=run.key)
    assert live(folder).files == before.files
    made = await desk.publish(draft.id, admin, gate=run.key, reason="这个俗称已经没有人用")

    assert (made.worse, made.reason) == (1, "这个俗称已经没有人用")


async def test_a_question_taken_out_of_the_measuring_is_still_asked(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(memory, folder, tmp_path, clock)
    wang, admin = await officer(memory, "Wang"), await officer(memory, "Admin", "admin")
    hidden = (QUESTIONS, '  - {text: "请问办失业证要去哪里弄", gold: LB-RS-001, also_ok: [], style: S}\n', "")
    run = await checked(desk, await draft_of(desk, wang, worse=WORSE, hidden=hidden), admin)

    assert run.report is not None
    assert [(a.question, a.dropped) for a in run.report.worse] == [("请问办失业证要去哪里弄", True)]
    assert "检查用的问题：去掉了“请问办失业证要去哪里弄”" in [str(c) for c in run.report.changes]


async def test_errors_cannot_be_published_and_are_told_with_their_place(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang, admin = await officer(either, "Wang"), await officer(either, "Admin", "admin")
    draft = await draft_of(desk, wang, broken=BROKEN)
    run = await checked(desk, draft, admin)

    assert run.report is not None
    assert all(f.new and f.file == FILE for f in run.report.errors)
    with pytest.raises(NotPublishable, match=r"LB-RS-001\.yaml:1 所属清单：没有写"):
        await desk.publish(draft.id, admin, gate=run.key, reason="不管了")
    assert librarian_of(desk).problems == ()


async def test_a_check_counts_for_just_what_was_checked(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang, admin = await officer(either, "Wang"), await officer(either, "Admin", "admin")
    draft = await draft_of(desk, wang, paper=PAPER)
    old = await checked(desk, draft, admin)
    await desk.take_back(draft.id, wang)
    await draft_of(desk, wang, worse=WORSE)

    with pytest.raises(GateNeeded, match="重新检查"):
        await desk.publish(draft.id, admin, gate=old.key)
    with pytest.raises(GateNeeded):
        await desk.publish(draft.id, admin, gate="0" * 64)


async def test_who_wrote_does_not_publish_unless_the_setting_says_so(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(memory, folder, tmp_path, clock)
    wang, admin = await officer(memory, "Wang"), await officer(memory, "Admin", "admin")
    alone = await desk_over(memory, folder, tmp_path, clock, four_eyes=False)
    now = live(folder)
    text = now.files[FILE].replace(*PAPER[1:])
    draft = await desk.save(admin, {FILE: text}, seen_in(now, FILE), act="knowledge.view")
    run = await checked(desk, draft, admin)

    with pytest.raises(FourEyes):
        await desk.publish(draft.id, admin, gate=run.key)
    with pytest.raises(NotAllowed):
        await desk.publish(draft.id, wang, gate=run.key)
    assert (await alone.publish(draft.id, admin, gate=run.key)).kind == "publish"


async def test_a_draft_on_a_text_that_moved_waits_until_somebody_says_which_counts(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    wang, li, admin = [await officer(either, n) for n in ("Wang", "Li")] + [await officer(either, "Admin", "admin")]
    mine = await draft_of(desk, wang, paper=PAPER)
    await published(desk, await draft_of(desk, li, other=(FILE, "身份核验即可系统登记", "系统就能核验")), admin)

    assert await desk.outdated(mine) == (FILE,)
    with pytest.raises(Outdated, match="LB-RS-001"):
        await published(desk, mine, admin)
    kept = await desk.renew(mine.id, FILE, wang, "mine")
    assert await desk.outdated(kept) == ()
    await published(desk, kept, admin)
    assert "身份核验即可系统登记" in live(folder).files[FILE]  # the change of the other one is undone knowingly

    third = await draft_of(desk, li, other=(FILE, "身份核验即可系统登记", "系统就能核验"))
    assert not (await desk.renew(third.id, FILE, li, "theirs")).files


async def test_of_two_publishers_at_once_one_is_told_that_the_other_was_faster(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    other = await desk_over(either, folder, tmp_path, clock)
    wang, li = await officer(either, "Wang"), await officer(either, "Li")
    admin, boss = await officer(either, "Admin", "admin"), await officer(either, "Boss", "admin")
    first = await draft_of(desk, wang, paper=PAPER)
    second = await draft_of(other, li, paper=(OTHER, "material_name: 老人的身份证", "material_name: 老人身份证"))
    runs = await checked(desk, first, admin), await checked(other, second, boss)

    done = await asyncio.gather(
        desk.publish(first.id, admin, gate=runs[0].key),
        other.publish(second.id, boss, gate=runs[1].key),
        return_exceptions=True,
    )

    lost = [d for d in done if isinstance(d, BaseException)]
    assert len(lost) == 1
    assert isinstance(lost[0], OutOfTurn)
    assert any(told in str(lost[0]) for told in ("另一位同事刚刚发布", "检查以后内容又变了"))
    assert [r.kind for r in await desk.releases()] == ["publish", "first"]
    changed = ("身份证原件" in live(folder).files[FILE], "老人的身份证" not in live(folder).files[OTHER])
    assert sorted(changed) == [False, True]
    late = (desk, first, admin) if isinstance(done[0], OutOfTurn) else (other, second, boss)
    await published(*late)
    assert "身份证原件" in live(folder).files[FILE]
    assert "老人的身份证" not in live(folder).files[OTHER]


async def test_another_process_takes_a_release_at_its_next_look_without_checking_again(
    either: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(either, folder, tmp_path, clock)
    other = await desk_over(either, folder, tmp_path, clock)
    wang, admin = await officer(either, "Wang"), await officer(either, "Admin", "admin")
    made = await published(desk, await draft_of(desk, wang, paper=PAPER), admin)

    assert await librarian_of(other).look()
    assert librarian_of(other).library.version == made.after
    assert await other.held() is None
    assert len(await other.releases()) == 2
