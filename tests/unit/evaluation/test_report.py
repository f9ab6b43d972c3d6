"""A report on a search whose answers are known beforehand."""

import json
from pathlib import Path

import pytest

from assistant.evaluation.curves import write_curves
from assistant.evaluation.difference import differences
from assistant.evaluation.questions import BadQuestions, Question, read_questions
from assistant.evaluation.report import evaluate
from assistant.retrieval.judgement import Candidate, Judgement


class Scripted:
    """A search that answers from a table: text → (outcome, ranking of (code, probability))."""

    def __init__(self, answers: dict[str, tuple[str, list[tuple[str, float]]]]) -> None:
        self.answers = answers

    def search(self, text: str) -> Judgement:
        outcome, places = self.answers[text]
        ranking = tuple(Candidate(c, "item" if c.startswith("LB") else "elsewhere", p) for c, p in places)
        inside = sum(c.probability for c in ranking if c.kind == "item")
        items = {"sure": 1, "unsure": 2, "unknown": 0}[outcome]
        return Judgement(text, outcome, tuple(c.code for c in ranking)[:items], ranking, inside)  # type: ignore[arg-type]


A, B, C = "LB-AA-001", "LB-AA-002", "LB-AA-003"
QUESTIONS = (
    Question("一", A, (), "S"),
    Question("二", A, (B,), "S"),
    Question("三", C, (), "K"),
    Question("四", None),
    Question("五", None),
)
SEARCH = Scripted(
    {
        "一": ("sure", [(A, 0.9), (B, 0.1)]),
        "二": ("sure", [(B, 0.8), (A, 0.2)]),
        "三": ("unsure", [(A, 0.4), (B, 0.3), (C, 0.2)]),
        "四": ("unknown", [("weather", 0.9), (A, 0.05)]),
        "五": ("sure", [(A, 0.7), ("weather", 0.2)]),
    }
)


def test_the_figures_are_those_counted_by_hand() -> None:
    figures = evaluate(SEARCH, QUESTIONS, {A: "甲", C: "乙"}).figures()
    assert (figures["n"], figures["n_in_scope"], figures["n_out_of_scope"]) == (5, 3, 2)
    assert figures["hit@1"] == pytest.approx(2 / 3)
    assert figures["hit@3"] == 1.0
    assert figures["mrr"] == pytest.approx((1 + 1 + 1 / 3) / 3)
    assert figures["oos_auroc"] == pytest.approx(1.0)
    assert figures["sure_coverage"] == pytest.approx(2 / 3)
    assert figures["sure_precision"] == pytest.approx(2 / 3)
    assert figures["sure_though_out_of_scope"] == 0.5
    assert figures["by_style"]["S"]["hit@1"] == 1.0
    assert figures["by_department"]["乙"]["hit@1"] == 0.0
    assert figures["confusions"] == [{"meant": C, "taken_for": A, "times": 1}]
    json.dumps(figures)


def test_misses_are_listed_surest_first_with_items_taken_for_what_is_not_ours() -> None:
    assert [a.question.text for a in evaluate(SEARCH, QUESTIONS).misses()] == ["五", "三"]


def test_a_difference_is_better_worse_or_other() -> None:
    after = Scripted(
        {
            **SEARCH.answers,
            "三": ("sure", [(C, 0.9)]),
            "一": ("sure", [(B, 0.9)]),
            "四": ("unknown", [("parking", 0.9)]),
        }
    )
    found = differences(SEARCH, after, QUESTIONS)
    assert [(d.change, d.before.question.text) for d in found] == [("worse", "一"), ("better", "三"), ("other", "四")]
    assert "变差" in found[0].line()


def test_curves_are_pictures(tmp_path: Path) -> None:
    for picture in write_curves(tmp_path / "new", *evaluate(SEARCH, QUESTIONS).curves()):
        start = {".svg": b"<svg", ".png": b"\x89PNG\r\n"}[picture.suffix]
        assert picture.read_bytes().startswith(start)


def test_without_the_drawing_library_the_svg_pictures_are_still_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.evaluation.pictures.find_spec", lambda name: None)
    written = write_curves(tmp_path, *evaluate(SEARCH, QUESTIONS).curves())
    assert [p.name for p in written] == ["risk-coverage.svg", "reliability.svg"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["reliability.svg", "risk-coverage.svg"]


def test_questions_are_read_from_lines_and_from_the_projects_yaml(tmp_path: Path) -> None:
    lines, yaml = tmp_path / "a.jsonl", tmp_path / "b.yaml"
    lines.write_text('{"text": "一", "gold": null}\n\n{"text": "二", "gold": "LB-AA-001", "also_ok": ["LB-AA-002"]}\n')
    yaml.write_text(
        "in_scope:\n  - {text: 三, gold: LB-AA-003, also_ok: [], style: S}\n"
        "out_of_scope:\n  - {text: 四, kind: agency}\n"
    )
    read = read_questions(lines, yaml)
    assert [(q.text, q.gold, q.style) for q in read] == [
        ("一", None, ""),
        ("二", "LB-AA-001", ""),
        ("三", "LB-AA-003", "S"),
        ("四", None, "agency"),
    ]
    assert read[1].good == {"LB-AA-001", "LB-AA-002"}


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.jsonl", '{"text": "一", "gold": null}\nnot json\n', "a.jsonl:2"),
        ("a.jsonl", '{"text": "一"}\n', "a.jsonl:1"),
        ("a.jsonl", '{"gold": null}\n', "a.jsonl:1"),
        ("a.yaml", "in_scope:\n  - {text: 三}\n", "in_scope.1"),
        ("a.yaml", "in_scope: [", "a.yaml"),
    ],
)
def test_a_mistake_in_a_question_file_is_named_with_its_place(
    tmp_path: Path, name: str, content: str, place: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(BadQuestions, match=place):
        read_questions(tmp_path / name)
    with pytest.raises(BadQuestions, match="没有这个文件"):
        read_questions(tmp_path / "nothing.jsonl")
