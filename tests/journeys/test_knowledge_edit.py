"""An officer edits the knowledge while people talk: good edits take effect, broken ones change nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.conversation import Assistant
from assistant.knowledge.folder import Texts
from assistant.knowledge.loader import catalogue_of
from assistant.library import Librarian, Library
from assistant.settings import Settings
from assistant.storage.memory import SqlMemory
from tests.builders import KNOWLEDGE, Clock, settings_for
from tests.journeys.walks import Citizen
from tests.storage.busy import KnowsNothing

ITEM = "items"


def _knowledge_only(settings: Settings, texts: Texts) -> Library:
    """The edited knowledge is real; the search is not asked here, and its index takes seconds to make."""
    return Library(catalogue_of(texts), KnowsNothing(), texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge that a test may edit."""
    copy = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, copy)
    return copy


def _item_file(folder: Path, code: str) -> Path:
    return next((folder / ITEM).rglob(f"{code}.yaml"))


async def test_a_good_edit_is_in_use_after_the_next_look_and_old_lists_say_so(
    memory: SqlMemory, folder: Path, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, knowledge=folder)
    librarian = await Librarian.open(settings, _knowledge_only)
    citizen = Citizen(Assistant(memory, librarian, Clock(), settings))
    await citizen.open_item("LB-YB-001")
    given = await citizen.until_listed()
    assert not await librarian.look()

    file = _item_file(folder, "LB-YB-001")
    text = file.read_text(encoding="utf-8")
    paper = given.lines[0].name
    assert text.count(paper) >= 1
    file.write_text(text.replace(paper, "改了名字的材料"), encoding="utf-8")

    assert await librarian.look()
    found = await citizen.assistant.checklist_for(citizen.token())
    assert found.changed
    assert "改了名字的材料" in [line.name for line in found.checklist.lines]
    assert found.checklist.version == librarian.library.version != given.version


async def test_a_broken_edit_leaves_the_old_knowledge_and_names_every_problem(
    memory: SqlMemory, folder: Path, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, knowledge=folder)
    librarian = await Librarian.open(settings, _knowledge_only)
    before = librarian.library
    broken = _item_file(folder, "LB-YB-001")
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace("service_list:", "service_lst:", 1), encoding="utf-8")
    (folder / ITEM / "broken.yaml").write_text("code: [unclosed", encoding="utf-8")

    assert not await librarian.look()

    assert librarian.library is before
    assert any("LB-YB-001.yaml" in p for p in librarian.problems)
    assert any("broken.yaml" in p for p in librarian.problems)
    citizen = Citizen(Assistant(memory, librarian, Clock(), settings))
    await citizen.open_item("LB-YB-001")
    assert (await citizen.until_listed()).code == "LB-YB-001"

    broken.write_text(text, encoding="utf-8")
    (folder / ITEM / "broken.yaml").unlink()
    assert await librarian.look()
    assert librarian.problems == ()
