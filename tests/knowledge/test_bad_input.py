"""What an officer reads when a knowledge file is wrong: every problem at once, with file and line, in Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import BadKnowledge
from assistant.knowledge.loader import load_catalogue
from tests.knowledge.small import FILES, WOOD, write_small

ITEM = "items/wood/LB-AA-001.yaml"


def said_about(folder: Path) -> list[str]:
    """The printed problems of a folder that must not load."""
    with pytest.raises(BadKnowledge) as raised:
        load_catalogue(folder)
    return [str(problem) for problem in raised.value.problems]


def line_of(text: str, part: str) -> int:
    """The line on which ``part`` stands."""
    return text[: text.index(part)].count("\n") + 1


def test_the_small_folder_loads(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_small(tmp_path))
    assert list(catalogue.items) == ["LB-AA-001", "LB-AA-002"]
    assert catalogue.items["LB-AA-001"].examples["S"] == ("家里有根木头想去登一登", "木头堆了一院子怎么报")
    assert catalogue.items["LB-AA-001"].circumstances[0].options[1].words == ("帮我妈",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("n_original: 1", "n_original: 两份", "申请材料.2.原件份数：应为整数（写成了“两份”）"),
        ("fast: true", "fast: 是", "快闪办：应为 true 或 false（写成了“是”）"),
        ("fast: true", "fsat: true", "fsat：不认识“fsat”这个名字，是不是想写“fast”"),
        (
            "service_list: 远程快办",
            "service_list: 远程",
            "所属清单：只能是 在线联办、远程快办、兜底服务 里的一个（写成了“远程”）",
        ),
        ("item_name: 木头登记", "item_name: ''", "事项名称：不能空着（这里是空的）"),
        ("item_name: 木头登记", "item_name: 42", "事项名称：应为文字；是数字的请加引号（写成了“42”）"),
        (
            "aliases: [登木头]",
            "aliases: 登木头",
            "俗称：应为列表，每项一行以“- ”开头，或写在方括号里（写成了“登木头”）",
        ),
        (
            "compiled_on: 2026-11-20",
            "compiled_on: 去年",
            "核实情况.整理日期：应为日期，写成 2026-11-20 这样（写成了“去年”）",
        ),
        (
            "paper: id_card",
            "paper: 身份证",
            "申请材料.1.规范材料：编号只能用小写英文字母、数字和下划线，并以字母开头（写成了“身份证”）",
        ),
        (
            "source: [S01]",
            "source: [嘉定报]",
            "申请材料.1.出处.1：出处写法应为 S 加数字、P 加数字，或 GK-H、GK-M、GK-L（写成了“嘉定报”）",
        ),
        ("source: [S01]", "source: []", "申请材料.1.出处：至少要有 1 项，现在有 0 项"),
        ("department: 区木头局", "department: 区石头局", "责任部门：departments.yaml 里没有“区石头局”"),
        ("paper: id_card", "paper: id_crad", "申请材料.1.规范材料：papers.yaml 里没有“id_crad”"),
        ("when: {agent: [agent]}", "when: {agnet: [agent]}", "申请材料.2.条件情形：“要问的情形”里没有“agnet”"),
        ("when: {agent: [agent]}", "when: {agent: [nobody]}", "申请材料.2.条件情形：情形“agent”没有“nobody”这个选项"),
        ("{code: LB-AA-002, how", "{code: LB-AA-009, how", "易混事项.1：没有编码为 LB-AA-009 的事项"),
        ("{code: LB-AA-002, how", "{code: LB-AA-001, how", "易混事项.1：写成了这个事项自己"),
        ("《木头法》。, source: [S01]", "《木头法》。, source: [S99]", "设定依据.1.出处：sources.yaml 里没有出处“S99”"),
        ("{wood_fee}", "{stone_fee}", "收费：parameters.yaml 里没有“stone_fee”"),
        (
            "  - id: agent\n    shared: true",
            "  - id: agnet\n    shared: true",
            "要问的情形.1：circumstances.yaml 里没有“agnet”这个共用情形",
        ),
        ("- {id: adult, label", "- {id: child, label", "要问的情形.2.选项.2：选项编号“child”用了 2 次"),
    ],
)
def test_a_slip_is_told_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    broken = WOOD.replace(old, new, 1)
    problems = said_about(write_small(tmp_path, **{ITEM: broken}))
    assert any(message in p and p.startswith(f"{ITEM}:") for p in problems), problems


def test_the_line_is_the_one_with_the_slip(tmp_path: Path) -> None:
    broken = WOOD.replace("n_original: 1", "n_original: 两份")
    problems = said_about(write_small(tmp_path, **{ITEM: broken}))
    assert problems == [f"{ITEM}:{line_of(broken, 'n_original: 两份')} 申请材料.2.原件份数：应为整数（写成了“两份”）"]


def test_something_missing_is_told_where_it_should_be(tmp_path: Path) -> None:
    broken = WOOD.replace("    necessity: 必要\n", "", 1)
    problems = said_about(write_small(tmp_path, **{ITEM: broken}))
    assert problems == [f"{ITEM}:{line_of(broken, '- material_name: 居民身份证')} 申请材料.1.必要性：没有写，必须有"]


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    broken = WOOD.replace("n_original: 1", "n_original: 两份").replace("fast: true", "fast: 是")
    offices = FILES["departments.yaml"].replace('start: "09:00"', "start: 9点")
    problems = said_about(write_small(tmp_path, **{ITEM: broken, "departments.yaml": offices}))
    assert len(problems) == 3
    assert any("departments.yaml:9 开放时间.1.开始：时间写法应为 09:00 这样（写成了“9点”）" in p for p in problems)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("code: LB-AA-001\ncode: LB-AA-001\n", 2, "“code”写了两遍（上一遍在第 1 行）"),
        ("code: LB-AA-001\n  item_name: x\n", 2, "YAML 写法有误"),
        ("code: [a, b\nitem_name: x\n", 2, "YAML 写法有误"),
        ("code: a\n\titem_name: x\n", 2, "YAML 写法有误"),
        ('code: "abc\n', 2, "YAML 写法有误"),
        ("code: &a b\nitem_name: *a\n", 1, "不能用 & 和 * 引用"),
        ("code: a\n---\ncode: b\n", 2, "一个文件里只能有一份内容"),
        ("code: a\x07b\n", 1, "有不能用的字符"),
    ],
)
def test_broken_yaml_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    problems = said_about(write_small(tmp_path, **{ITEM: text}))
    assert [p for p in problems if p.startswith(f"{ITEM}:{line}：{message}")], problems


def test_an_empty_item_file_is_no_item(tmp_path: Path) -> None:
    problems = said_about(write_small(tmp_path, **{ITEM: ""}))
    assert any(p.startswith(f"{ITEM}") and "应为一组" in p for p in problems), problems


def test_a_code_used_twice_names_both_files(tmp_path: Path) -> None:
    folder = write_small(tmp_path, **{"items/other/LB-AA-001.yaml": WOOD})
    problems = said_about(folder)
    assert problems == ["items/wood/LB-AA-001.yaml:1：“LB-AA-001”已经有了，在 items/other/LB-AA-001.yaml:1"]


def test_a_file_named_otherwise_is_told(tmp_path: Path) -> None:
    folder = write_small(tmp_path, **{ITEM: None, "items/wood/LB-AA-003.yaml": WOOD})
    assert "items/wood/LB-AA-003.yaml:1：文件名应为 LB-AA-001.yaml，和里面的编码一致" in said_about(folder)


def test_another_encoding_is_told(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    (folder / ITEM).write_bytes("code: LB-AA-001\nitem_name: 木头的登记办理\n".encode("gb18030"))
    assert f"{ITEM}:2：文件不是 UTF-8 编码，请用编辑器另存为 UTF-8" in said_about(folder)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    folder = write_small(tmp_path, **{ITEM: None})
    (folder / ITEM).mkdir()
    assert f"{ITEM}：文件打不开，请看看有没有读取的权限" in said_about(folder)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert said_about(tmp_path / "nothing") == [".：找不到知识库文件夹：nothing"]


def test_the_same_paper_twice_in_a_list_is_told(tmp_path: Path) -> None:
    papers = FILES["papers.yaml"] + FILES["papers.yaml"].splitlines()[0] + "\n"
    problems = said_about(write_small(tmp_path, **{"papers.yaml": papers}))
    assert problems == ["papers.yaml:3：“id_card”已经有了，在 papers.yaml:1"]


def test_nothing_is_lost_when_a_file_is_broken_and_mended(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    before = load_catalogue(folder)
    (folder / ITEM).write_text("code: [", "utf-8")
    said_about(folder)
    (folder / ITEM).write_text(WOOD, "utf-8")
    assert load_catalogue(folder) == before


def test_an_edit_is_seen_and_gives_another_version(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    before = load_catalogue(folder)
    (folder / ITEM).write_text(WOOD.replace("木头大厅", "木头小厅"), "utf-8")
    after = load_catalogue(folder)
    assert after.items["LB-AA-001"].places[0].text == "木头小厅。"
    assert after.version != before.version


def test_a_shared_circumstance_edited_alone_changes_the_items_that_share_it(tmp_path: Path) -> None:
    folder = write_small(tmp_path)
    load_catalogue(folder)
    edited = FILES["circumstances.yaml"].replace("别人代办", "家里人代办")
    (folder / "circumstances.yaml").write_text(edited, "utf-8")
    assert load_catalogue(folder).items["LB-AA-001"].circumstances[0].options[1].label == "家里人代办"
