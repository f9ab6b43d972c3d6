"""What ``linban check`` finds across files, each finding with its place."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.knowledge.checks import check
from tests.knowledge.small import FILES, STONE, WOOD, write_small

TODAY = date(2026, 11, 20)
WOOD_FILE, STONE_FILE = "items/wood/LB-AA-001.yaml", "items/wood/LB-AA-002.yaml"


def found(folder: Path, today: date = TODAY, measuring: tuple[Path, ...] = ()) -> list[tuple[str, str]]:
    """(severity, printed problem) of everything but the small folder's lack of examples."""
    problems = check(folder, today, measuring)
    return [(p.severity, str(p)) for p in problems if "至少要 76" not in p.message]


def test_a_sound_folder_has_nothing_to_tell(tmp_path: Path) -> None:
    assert found(write_small(tmp_path)) == []


def test_too_few_examples_are_told(tmp_path: Path) -> None:
    problems = check(write_small(tmp_path), TODAY)
    assert [(p.severity, p.message) for p in problems] == [
        ("warning", "例句有 4 句，至少要 76 句"),
        ("warning", "例句有 1 句，至少要 76 句"),
    ]


WRONG_WOOD = [
    (
        "    when: {agent: [agent]}\n",
        "",
        "error",
        "申请材料.2：写了“条件”，却没有写条件情形（when），市民看不到什么时候要",
    ),
    ("when: {agent: [agent]}", "when: {agent: [self, agent]}", "error", "申请材料.2：怎么回答都要这样材料，应写“必要”"),
    (
        "    necessity: 条件\n    when",
        "    necessity: 必要\n    when",
        "error",
        "申请材料.2：写了“必要”，又写了条件情形（when），两样只能留一样",
    ),
    (
        "material_kind: 原件核验\n    electronic: 电子证照",
        "material_kind: 原件核验\n    n_copy: 1\n    electronic: 电子证照",
        "error",
        "申请材料.1：原件核验的不留存，份数应为 0",
    ),
    ("到窗口登记", "到窗口就一定能办", "error", "办理流程.1：不能向市民保证结果：“一定能办”"),
    ("到窗口登记", "快来登记！", "warning", "办理流程.1：给市民看的话不用感叹号"),
    ("到窗口登记", "先办LB-AA-002", "warning", "办理流程.1：市民看不懂编码 LB-AA-002，请写事项名称"),
    ("aliases: [登木头]", "aliases: [登石头]", "error", "“登石头”items/wood/LB-AA-001.yaml:8 也有"),
    ("fast: true", "fast: true\nprimary: true", "error", "族内首选：没有写事项族，首选没有意义"),
    ("service_list: 远程快办", "service_list: 在线联办", "error", "快闪办：快闪办只能在远程快办清单里"),
    ("case_type: 即办件", "case_type: 承诺件", "warning", "办件类型：快闪办应当是即办件，请主管部门核一下"),
    ("- {id: adult, label: 成年了", "- {id: adult, label: 还没有", "warning", "有两个选项都写“还没有”，分不清"),
    (
        "家里有根木头想去登一登",
        "门口有块石头，要登记",
        "error",
        "“门口有块石头要登记”别的事项也有，在 items/wood/LB-AA-001.yaml:",
    ),
    ("木头堆了一院子怎么报", "家里有根木头，想去登一登", "warning", "“家里有根木头，想去登一登”写了两遍"),
    ("{compiled_on: 2026-11-20}", "{verified_by: 木头局}", "error", "核实情况：核实人和核实日期要一起写"),
    (
        "{compiled_on: 2026-11-20}",
        "{verified_by: 木头局, verified_on: 2026-11-01, review_due: 2027-01-01}",
        "error",
        "办结时限.1：事项写了已核实，这一条却还是把握低（GK-L），要先核这一条",
    ),
    ("{compiled_on: 2026-11-20}", "{valid_to: 2026-11-19}", "warning", "2026-11-19 已经失效，请改内容或停用"),
]


@pytest.mark.parametrize(("old", "new", "severity", "message"), WRONG_WOOD)
def test_a_slip_in_an_item_is_found(tmp_path: Path, old: str, new: str, severity: str, message: str) -> None:
    assert old in WOOD
    problems = found(write_small(tmp_path, **{WOOD_FILE: WOOD.replace(old, new, 1)}))
    assert any(s == severity and message in said for s, said in problems), problems


def test_a_paper_for_two_answers_at_once_is_all_right(tmp_path: Path) -> None:
    wood = WOOD.replace("    when: {agent: [agent]}\n", "    when: {age: [adult], agent: [agent]}\n")
    assert found(write_small(tmp_path, **{WOOD_FILE: wood})) == []


def test_a_question_that_changes_nothing_is_found(tmp_path: Path) -> None:
    more = "  - id: colour\n    question: 什么颜色？\n    options: [{id: a, label: 红}, {id: b, label: 绿}]\n"
    wood = WOOD.replace("materials:\n", f"{more}materials:\n", 1)
    said = f"{WOOD_FILE}:{line(wood, '- id: colour')} 要问的情形.3：问“什么颜色？”不影响材料、条件和提示，可以不问"
    assert ("warning", said) in found(write_small(tmp_path, **{WOOD_FILE: wood}))


def test_two_options_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    more = "{id: adult, label: 成年了, base: true}\n      - {id: old, label: 年纪大了}"
    wood = WOOD.replace("{id: adult, label: 成年了, base: true}", more).replace("met_if: {age: [adult]}", "met_if: {}")
    problems = found(write_small(tmp_path, **{WOOD_FILE: wood}))
    assert any("“年纪大了”和“成年了”选了都没有变化，可以合成一个" in said for _, said in problems), problems


def test_a_conditional_paper_that_the_system_may_miss_needs_no_circumstance(tmp_path: Path) -> None:
    assert "on_system_miss: true" in WOOD
    assert found(write_small(tmp_path)) == []


def test_a_negated_or_quoted_promise_is_all_right(tmp_path: Path) -> None:
    wood = WOOD.replace("到窗口登记。", "不一定能办，也别信“包过”。")
    assert found(write_small(tmp_path, **{WOOD_FILE: wood})) == []


def test_a_promise_in_the_wording_is_found_on_its_line(tmp_path: Path) -> None:
    folder = write_small(tmp_path, **{"wording/replies.yaml": "hello: 您好。\nbye: 您肯定能办。\n"})
    assert found(folder) == [("error", "wording/replies.yaml:2：不能向市民保证结果：“肯定能办”")]


@pytest.mark.parametrize(
    ("text", "today", "severity", "message"),
    [
        (FILES["parameters.yaml"], date(2027, 1, 1), "warning", "没有有效的数值，用到它的句子不会说出来"),
        (
            FILES["parameters.yaml"] + FILES["parameters.yaml"].replace("10元", "20元"),
            TODAY,
            "error",
            "几期数值的有效期重叠了",
        ),
        (
            FILES["parameters.yaml"] + FILES["parameters.yaml"].replace("wood_fee", "old_fee"),
            TODAY,
            "warning",
            "没有事项用到这个参数",
        ),
    ],
)
def test_parameters_out_of_their_time_are_found(
    tmp_path: Path, text: str, today: date, severity: str, message: str
) -> None:
    problems = found(write_small(tmp_path, **{"parameters.yaml": text}), today)
    assert any(s == severity and message in said for s, said in problems), problems


def test_an_item_past_its_review_is_found(tmp_path: Path) -> None:
    review = "{verified_by: 木头局, verified_on: 2026-01-01, review_due: 2026-06-30}"
    wood = WOOD.replace("{compiled_on: 2026-11-20}", review).replace("[GK-L]", "[GK-H]")
    problems = found(write_small(tmp_path, **{WOOD_FILE: wood}))
    assert [(s, said.split("：", 1)[1]) for s, said in problems] == [("warning", "2026-06-30 就该核对了")]


def test_two_first_choices_in_a_family_are_found(tmp_path: Path) -> None:
    family = "fast: true\nfamily: wood\nprimary: true"
    stone = STONE.replace("domain: 木头", "domain: 木头\nfamily: wood\nprimary: true")
    folder = write_small(tmp_path, **{WOOD_FILE: WOOD.replace("fast: true", family), STONE_FILE: stone})
    assert any("事项族“wood”有几个首选：LB-AA-001、LB-AA-002" in said for _, said in found(folder))


def test_a_question_kept_for_measuring_is_found_among_the_examples(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "knowledge")
    kept = tmp_path / "kept"
    kept.mkdir()
    questions = ["家里有根木头，想去登一登", "天气怎么样"]
    lines = [json.dumps({"text": text, "gold": "LB-AA-001"}, ensure_ascii=False) for text in questions]
    (kept / "sample.jsonl").write_text("\n".join(lines), "utf-8")
    (kept / "more.yaml").write_text("- text: 门口有块大石头要登记\n- 木头堆了一院子怎么报呀呀\n", "utf-8")
    assert found(folder, measuring=(kept,)) == [
        (
            "error",
            f"{WOOD_FILE}:{line(WOOD, '家里有根')} 例句："
            "“家里有根木头想去登一登”是留作测量的问题（sample.jsonl），不能当例句",
        )
    ]


def test_an_example_that_looks_copied_is_a_warning(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "knowledge")
    kept = tmp_path / "kept.jsonl"
    kept.write_text(json.dumps({"text": "木头堆了一院子怎么报呀"}, ensure_ascii=False), "utf-8")
    problems = found(folder, measuring=(kept,))
    assert [s for s, _ in problems] == ["warning"]
    assert "太像" in problems[0][1]


def test_schema_errors_come_without_cross_file_findings(tmp_path: Path) -> None:
    folder = write_small(tmp_path, **{WOOD_FILE: WOOD.replace("fast: true", "fast: 是")})
    assert [p.rule for p in check(folder, TODAY)] == ["schema"]


def test_problems_go_into_json_as_plain_values(tmp_path: Path) -> None:
    folder = write_small(tmp_path, **{WOOD_FILE: WOOD.replace("fast: true", "fast: 是")})
    assert json.loads(json.dumps([p.to_json() for p in check(folder, TODAY)])) == [
        {
            "file": WOOD_FILE,
            "line": 4,
            "path": "快闪办",
            "message": "应为 true 或 false（写成了“是”）",
            "severity": "error",
            "rule": "schema",
        }
    ]


def line(text: str, part: str) -> int:
    """The line on which ``part`` stands."""
    return text[: text.index(part)].count("\n") + 1
