"""``linban check · show · diff · export · import`` as an officer types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.errors import AssistantError
from channels.cli import app
from tests.knowledge.conftest import KNOWLEDGE
from tests.knowledge.small import WOOD, write_small

WOOD_FILE = "items/wood/LB-AA-001.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small folder, taken for the project's knowledge."""
    made = write_small(tmp_path / "knowledge")
    monkeypatch.setenv("LINBAN_KNOWLEDGE", str(made))
    return made


def linban(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, list(words), catch_exceptions=True)


def test_check_of_the_project_says_172_25_19_and_no_errors() -> None:
    result = linban("check", str(KNOWLEDGE))
    assert result.exit_code == 0, result.output
    assert "事项 172，部门 25，快闪办 19。错误 0" in result.output


def test_check_prints_every_problem_and_fails(folder: Path) -> None:
    (folder / WOOD_FILE).write_text(WOOD.replace("n_original: 1", "n_original: 两份"), "utf-8")
    result = linban("check")
    assert result.exit_code == 1
    assert f"错误  {WOOD_FILE}:" in result.output
    assert "申请材料.2.原件份数：应为整数（写成了“两份”）" in result.output


def test_check_speaks_json_to_machines(folder: Path) -> None:
    document = json.loads(linban("check", "--json", "--report").output)
    assert (document["ok"], document["items"]) == (True, 2)
    assert {p["severity"] for p in document["problems"]} == {"warning"}
    assert document["report"]["total"]["papers"] == 6


def test_check_finds_leaked_questions(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text('{"text": "家里有根木头，想去登一登"}\n', "utf-8")
    result = linban("check", "--leaks", str(kept))
    assert result.exit_code == 1
    assert "是留作测量的问题" in result.output


@pytest.mark.parametrize("name", ["LB-AA-001", "木头登记", "登木头"])
def test_show_knows_an_item_by_code_name_or_alias(folder: Path, name: str) -> None:
    result = linban("show", name)
    assert result.output.startswith("LB-AA-001 木头登记（远程快办，快闪办）")
    assert "共有 4 种回答，得到 2 种清单" in result.output
    assert json.loads(linban("show", name, "--json").output)["combinations"] == 4


def test_show_of_nothing_is_a_sentence(folder: Path) -> None:
    error = linban("show", "沙子").exception
    assert isinstance(error, AssistantError)
    assert "没有“沙子”这个事项" in str(error)


def test_diff_tells_two_folders_apart_in_words(folder: Path, tmp_path: Path) -> None:
    other = write_small(tmp_path / "other", **{WOOD_FILE: WOOD.replace("登木头", "报木头")})
    result = linban("diff", str(other))
    assert "LB-AA-001 木头登记：俗称：加了“登木头”，去掉“报木头”" in result.output
    assert "共 1 处不同。" in result.output
    assert linban("diff", str(folder)).output == "没有不同。\n"


def test_export_and_import_go_through_a_workbook(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"
    assert "写好了 2 个事项" in linban("export", "--xlsx", str(target), "--department", "区木头局").output
    assert linban("import", "--xlsx", str(target)).output == "表和知识库一样，没有改动。\n"
