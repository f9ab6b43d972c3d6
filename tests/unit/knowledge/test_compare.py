"""What changed between two states of the knowledge, as an officer reads it."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import NotFound
from assistant.knowledge.compare import changes
from assistant.knowledge.loader import Loader, load_catalogue
from assistant.knowledge.revision import texts_at
from tests.knowledge.small import FILES, STONE, WOOD, write_small

WOOD_FILE = "items/wood/LB-AA-001.yaml"


def said(tmp_path: Path, **changed: str | None) -> list[str]:
    """The sentences on a folder with some files changed."""
    old = load_catalogue(write_small(tmp_path / "old"))
    return [str(c) for c in changes(old, load_catalogue(write_small(tmp_path / "new", **changed)))]


def test_the_same_knowledge_has_no_changes(tmp_path: Path) -> None:
    assert said(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "service_list: 远程快办\nfast: true",
            "service_list: 在线联办\nfast: false",
            "所属清单：从“远程快办”改为“在线联办”",
        ),
        ("aliases: [登木头]", "aliases: [登木头, 报木头]", "俗称：加了“报木头”"),
        ("n_original: 1", "n_original: 2", "申请材料“委托书”的原件份数：从“1”改为“2”"),
        ("material_name: 旧登记", "material_name: 老登记", "申请材料多了“老登记”"),
        ("material_name: 旧登记", "material_name: 老登记", "申请材料少了“旧登记”"),
        ("text: 要成年。", "text: 要满18周岁。", "受理条件“要满18周岁。”的内容：从“要成年。”改为“要满18周岁。”"),
        ("label: 还没有", "label: 没成年", "要问的情形“成年了吗？”的选项“没成年”的选项文字：从“还没有”改为“没成年”"),
        ("工本费{wood_fee}。", "不收费。", "收费，内容：从“工本费{wood_fee}。”改为“不收费。”"),
        ("  K: [木头登记, 登记木头材料]", "  K: [木头登记, 报木头, 木头证]", "例句多了 2 句，少了 1 句"),
        (
            "{compiled_on: 2026-11-20}",
            "{compiled_on: 2026-11-20, review_due: 2027-01-01}",
            "核实情况，下次核对日期：写上了“2027-01-01”",
        ),
    ],
)
def test_a_change_of_an_item_is_told_in_words(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in WOOD
    assert f"LB-AA-001 木头登记：{sentence}" in said(tmp_path, **{WOOD_FILE: WOOD.replace(old, new)})


def test_a_new_and_a_lost_item_are_told(tmp_path: Path) -> None:
    third = STONE.replace("LB-AA-002", "LB-AA-003").replace("石头", "沙子")
    assert said(tmp_path, **{"items/wood/LB-AA-003.yaml": third}) == ["LB-AA-003 沙子登记：新增的事项"]


def test_changes_outside_the_items_are_told(tmp_path: Path) -> None:
    more = FILES["parameters.yaml"] + FILES["parameters.yaml"].replace("2026-12-31", "2027-12-31").replace(
        "2026-01-01", "2027-01-01"
    ).replace("10元", "12元")
    told = said(
        tmp_path,
        **{
            "parameters.yaml": more,
            "departments.yaml": FILES["departments.yaml"].replace('"12345"', '"12333"'),
            "wording/replies.yaml": "hello: 您好。\n",
        },
    )
    assert told == [
        "部门 区木头局：电话：从“12345”改为“12333”",
        "参数 木头工本费（2027-01-01 起）：新增一期，12元",
        "说法 hello：写上了“您好。”",
    ]


def test_the_knowledge_of_a_revision_is_read_from_git(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "knowledge")

    def git(*words: str) -> None:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(tmp_path), *who, *words], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    before = load_catalogue(folder)
    (folder / WOOD_FILE).write_text(WOOD.replace("登木头", "报木头"), "utf-8")
    old = Loader().load_texts(texts_at(folder, "HEAD")).catalogue
    assert replace(old, version="") == replace(before, version="")
    assert [str(c) for c in changes(old, load_catalogue(folder))] == [
        "LB-AA-001 木头登记：俗称：加了“报木头”，去掉“登木头”"
    ]


@pytest.mark.parametrize("revision", ["nowhere", "--output=/tmp/x"])
def test_a_revision_that_does_not_exist_is_told(tmp_path: Path, revision: str) -> None:
    with pytest.raises(NotFound, match="没有"):
        texts_at(write_small(tmp_path), revision)
