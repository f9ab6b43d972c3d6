"""How complete and how well founded the knowledge is: counts by element, department, source grade and confidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.combinations import count
from assistant.knowledge.notice import publishable
from assistant.knowledge.schema import Item

ELEMENTS = (
    ("summary", "一句话说明"),
    ("acceptance_conditions", "受理条件"),
    ("materials", "申请材料"),
    ("steps", "办理流程"),
    ("time_limits", "办结时限"),
    ("fee", "收费"),
    ("result", "结果和送达"),
    ("legal_basis", "设定依据"),
    ("places", "办理地点和渠道"),
    ("faq", "常见问题"),
    ("confusable", "易混事项"),
    ("aliases", "俗称"),
    ("examples", "例句"),
)
"""What a complete item has: field and Chinese term."""

GRADES = ("甲", "乙", "丙", "丁", "GK-H", "GK-M", "GK-L")


@dataclass(frozen=True, slots=True)
class Coverage:
    """One row of the report: a department, or all together."""

    name: str
    items: int
    complete: int
    conditions: int
    linked_conditions: int
    questions: int
    papers: int
    conditional_papers: int
    combinations: int
    faq: int
    examples: int
    doubtful: int
    verified: int
    open_points: int


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report; ``grades`` counts statements by the best grade among their sources."""

    total: Coverage
    departments: tuple[Coverage, ...]
    elements: Mapping[str, int]
    grades: Mapping[str, int]
    incomplete: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        return asdict(self)


def report(catalogue: Catalogue) -> Report:
    """The report on a catalogue."""
    items = list(catalogue.items.values())
    return Report(
        total=_coverage("合计", items),
        departments=tuple(
            _coverage(name, [i for i in items if i.department == name]) for name in catalogue.departments
        ),
        elements={title: sum(bool(getattr(i, field)) for i in items) for field, title in ELEMENTS},
        grades=_grades(catalogue, items),
        incomplete=tuple(f"{i.code} {'、'.join(missing(i))}" for i in items if missing(i)),
    )


def missing(item: Item) -> list[str]:
    """The elements that the item lacks."""
    return [title for field, title in ELEMENTS if not getattr(item, field)]


def _coverage(name: str, items: list[Item]) -> Coverage:
    return Coverage(
        name=name,
        items=len(items),
        complete=sum(not missing(i) for i in items),
        conditions=sum(len(i.acceptance_conditions) for i in items),
        linked_conditions=sum(bool(c.met_if or c.failed_if) for i in items for c in i.acceptance_conditions),
        questions=sum(len(i.circumstances) for i in items),
        papers=sum(len(i.materials) for i in items),
        conditional_papers=sum(m.necessity == "条件" for i in items for m in i.materials),
        combinations=sum(count(i) for i in items),
        faq=sum(len(i.faq) for i in items),
        examples=sum(len(texts) for i in items for texts in i.examples.values()),
        doubtful=sum("GK-L" in s.source for i in items for s in i.sourced()),
        verified=sum(publishable(i) for i in items),
        open_points=sum(len(i.review.open_points) for i in items),
    )


def _grades(catalogue: Catalogue, items: Iterable[Item]) -> dict[str, int]:
    counted = Counter(best_grade(catalogue, s.source) for i in items for s in i.sourced())
    return {grade: counted[grade] for grade in GRADES}


def best_grade(catalogue: Catalogue, marks: Iterable[str]) -> str:
    """The best grade among the marks: 甲 … 丁 of a registered source, else the confidence of general knowledge."""
    found = [_grade(catalogue, mark) for mark in marks]
    return min(found, key=GRADES.index)


def _grade(catalogue: Catalogue, mark: str) -> str:
    if mark.startswith("GK-"):
        return mark
    source = catalogue.sources.get(mark)
    return next((g for g in ("甲", "乙", "丙", "丁") if source and source.grade.startswith(g)), "丁")


_COLUMNS = (
    ("name", "部门"),
    ("items", "事项"),
    ("complete", "要素齐全"),
    ("conditions", "受理条件"),
    ("linked_conditions", "能由回答判定"),
    ("questions", "问题"),
    ("papers", "材料"),
    ("conditional_papers", "其中看情形"),
    ("combinations", "回答组合"),
    ("faq", "问答"),
    ("examples", "例句"),
    ("doubtful", "待核实的句子"),
    ("verified", "已核实"),
    ("open_points", "待核问题"),
)


def as_markdown(found: Report) -> str:
    """The report as a page of ``docs/``."""
    head = "| " + " | ".join(title for _, title in _COLUMNS) + " |"
    rule = "|" + "|".join("---" if field == "name" else "--:" for field, _ in _COLUMNS) + "|"
    rows = [
        "| " + " | ".join(str(getattr(c, f)) for f, _ in _COLUMNS) + " |" for c in (*found.departments, found.total)
    ]
    elements = "；".join(f"{title} {number}" for title, number in found.elements.items())
    grades = "；".join(f"{grade} {number}" for grade, number in found.grades.items())
    return "\n".join(
        [
            "# 知识库覆盖情况",
            "",
            "由 `linban check --report` 生成。没有一项经过主管部门核实；“待核实的句子”是只有低把握的。",
            "",
            head,
            rule,
            *rows,
            "",
            f"有这一要素的事项数：{elements}。",
            "",
            f"句子和材料按最好的出处分：{grades}。甲乙丙丁见 `knowledge/sources.yaml`，GK 是没有具体出处的一般知识。",
            "",
        ]
    )
