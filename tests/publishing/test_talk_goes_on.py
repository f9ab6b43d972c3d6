"""Who is in the middle of a question while a version is published, or taken back, is asked on from where she was."""

from __future__ import annotations

from pathlib import Path

from assistant.conversation import Assistant
from assistant.storage.memory import SqlMemory
from tests.builders import Clock, settings_for
from tests.journeys.walks import Citizen
from tests.publishing.officers import OTHER, desk_over, draft_of, librarian_of, officer, published

PAPER = ("material_name: 老人的身份证", "material_name: 申请人的身份证")


async def test_a_talk_that_waits_for_an_answer_goes_on_through_publishing_and_rollback(
    memory: SqlMemory, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = await desk_over(memory, folder, tmp_path, clock)
    wang, admin = await officer(memory, "Wang"), await officer(memory, "Admin", "admin")
    librarian, settings = librarian_of(desk), settings_for(tmp_path, knowledge=folder)
    talks = [Citizen(Assistant(memory, librarian, clock, settings), name) for name in ("chen", "zhou")]
    for citizen in talks:
        await citizen.open_item("LB-YB-001")
        await citizen.press("aspect:materials")
        assert citizen.checklist() is None  # a question is open

    await published(desk, await draft_of(desk, wang, paper=(OTHER, *PAPER)), admin)
    during = await talks[0].until_listed()
    await desk.rollback((await desk.releases())[-1].id, admin, reason="写错了")
    after = await talks[1].until_listed()

    assert "申请人的身份证" in {line.name for line in during.lines}
    assert "老人的身份证" in {line.name for line in after.lines}
    assert "申请人的身份证" not in {line.name for line in after.lines}
    assert during.version != after.version
