"""``linban gate · publish · releases · rollback``: what is printed, and the exit code that a script goes by."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.knowledge.folder import digest_of, read_texts
from assistant.people import Staff
from tests.builders import NOON, Clock, memory_in
from tests.channels.test_cli import Run, linban
from tests.channels.web.console.workshop import STONE_FILE, WOOD_FILE
from tests.knowledge.small import write_small
from tests.publishing.officers import desk_over

QUESTIONS = """\
in_scope:
  - {text: 院子里木头堆着怎么报上去, gold: LB-AA-001, also_ok: [], style: S}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small(tmp_path / "knowledge", **{"evaluation/dev.yaml": QUESTIONS})


def changed(folder: Path, old: str, new: str, path: str = WOOD_FILE) -> None:
    file = folder / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_a_folder_is_held_against_another_and_only_what_differs_is_told(tmp_path: Path, folder: Path) -> None:
    other = write_small(tmp_path / "other", **{"evaluation/dev.yaml": QUESTIONS})
    changed(other, "旧登记", "旧登记本")
    run = linban(tmp_path / "data", "gate", str(other), knowledge=str(folder))
    assert run.returncode == 0, run.stdout + run.stderr
    assert "改动　LB-AA-001 木头登记：申请材料多了“旧登记本”" in run.stdout
    assert "检查了 1 个问题：变好 0，变差 0，有变 0" in run.stdout


def test_a_broken_folder_is_exit_code_1_with_every_error(tmp_path: Path, folder: Path) -> None:
    other = write_small(tmp_path / "other", **{"evaluation/dev.yaml": QUESTIONS})
    changed(other, "paper: id_card", "paper: id_cart", WOOD_FILE)
    changed(other, "paper: id_card", "paper: id_cart", STONE_FILE)
    run = linban(tmp_path / "data", "gate", str(other), "--json", "--against", str(folder))
    assert run.returncode == 1
    told = json.loads(run.stdout)
    assert [p["file"] for p in told["problems"] if p["severity"] == "error"] == [WOOD_FILE, STONE_FILE]


def test_a_worse_answer_is_exit_code_1_and_stands_in_the_report(tmp_path: Path, folder: Path) -> None:
    other = write_small(tmp_path / "other", **{"evaluation/dev.yaml": QUESTIONS})
    changed(other, "木头堆了一院子怎么报", "领养小猫要打针吗")
    changed(other, "石头走石头登记", "石头走石头登记处")
    changed(other, "门口有块石头要登记", "院子里木头堆着要报上去怎么办", STONE_FILE)
    run = linban(tmp_path / "data", "gate", str(other), knowledge=str(folder))
    assert "变差　院子里木头堆着怎么报上去" in run.stdout, run.stdout + run.stderr
    assert run.returncode == 1


def test_an_unknown_folder_or_revision_is_one_sentence(tmp_path: Path, folder: Path) -> None:
    run = linban(tmp_path, "gate", str(tmp_path / "nowhere"), knowledge=str(folder))
    assert (run.returncode, run.stderr.startswith("没有文件夹")) == (1, True)
    run = linban(tmp_path, "gate", "--against", "nothing", knowledge=str(folder))
    assert (run.returncode, "Traceback" in run.stderr) == (1, False)


def with_draft(data: Path, folder: Path) -> None:
    """Two accounts, and a submitted draft of the editor's."""

    async def work() -> None:
        async with memory_in(data) as memory:
            for login, role in (("writer", "editor"), ("boss", "admin")):
                staff = Staff(login, login, login, role, None, "x", False, True, NOON - timedelta(days=1))  # type: ignore[arg-type]
                async with memory.writing() as stores:
                    await stores.staff.add(staff)
                if role == "editor":
                    writer = staff
            desk = await desk_over(memory, folder, data, Clock())
            text = read_texts(folder).files[WOOD_FILE]
            draft = await desk.save(
                writer, {WOOD_FILE: text.replace("旧登记", "旧登记本")}, {WOOD_FILE: digest_of(text)}
            )
            await desk.submit(draft.id, writer)

    asyncio.run(work())


def test_a_draft_is_published_and_taken_back_at_the_terminal(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    with_draft(data, folder)

    def said(*words: str) -> Run:
        return linban(data, *words, knowledge=str(folder))

    refused = said("publish", "--as", "writer")
    assert (refused.returncode, "没有这项权限" in refused.stderr) == (1, True), refused.stdout + refused.stderr
    done = said("publish", "--as", "boss", "--reason", "名字写全")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "发布好了：第 2 版" in done.stdout
    assert "旧登记本" in (folder / WOOD_FILE).read_text("utf-8")
    listed = json.loads(said("releases", "--json").stdout)
    assert [(r["seq"], r["kind"], r["reason"]) for r in listed] == [(2, "publish", "名字写全"), (1, "first", "")]
    printed = said("releases").stdout
    assert "第 2 版" in printed
    assert "正在用" in printed.splitlines()[0]
    back = said("rollback", listed[1]["id"], "--reason", "再想想", "--as", "boss")
    assert "撤回好了：第 3 版" in back.stdout, back.stdout + back.stderr
    assert "旧登记本" not in (folder / WOOD_FILE).read_text("utf-8")
    nobody = said("rollback", listed[1]["id"], "--reason", "再想想", "--as", "nobody")
    assert (nobody.returncode, "Traceback" in nobody.stderr) == (1, False)
