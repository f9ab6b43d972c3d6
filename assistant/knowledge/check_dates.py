"""Whether what has a date is still good: parameters, reviews, validity; and whether what is vouched for may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from assistant.knowledge.loaded import Loaded
from assistant.knowledge.notice import expired_parameters
from assistant.knowledge.problem import Loc, Problem, Severity
from assistant.knowledge.references import Finding, placed
from assistant.knowledge.schema import Item, Sourced
from assistant.knowledge.speech import parameter_on, parameters_in


def dated(loaded: Loaded, today: date) -> Iterator[Problem]:
    """Expired or overlapping parameters, items past their review or validity, verified items that must not be."""
    yield from _parameters(loaded, today)
    for item in loaded.catalogue.items.values():
        for severity, loc, path, message in _review(loaded, item, today):
            yield loaded.problem(item.code, loc, path, message, severity=severity, rule="review")
        for loc, path, message, severity in _fast(item):
            yield loaded.problem(item.code, loc, path, message, severity=severity, rule="fast")


def _parameters(loaded: Loaded, today: date) -> Iterator[Problem]:
    items = loaded.catalogue.items.values()
    spoken = {name for item in items for text in item.spoken_texts() for name in parameters_in(text)}
    for name, periods in loaded.catalogue.parameters.items():
        key = f"parameters/{name}"
        for early, late in pairwise(periods):
            if early.valid_to is None or early.valid_to >= late.valid_from:
                yield loaded.problem(key, (), name, "几期数值的有效期重叠了，请给上一期写失效日期", rule="parameter")
        if parameter_on(loaded.catalogue.parameters, name, today) is None:
            message = f"今天（{today}）没有有效的数值，用到它的句子不会说出来"
            yield loaded.problem(key, (), name, message, severity="warning", rule="parameter")
        if name not in spoken:
            yield loaded.problem(key, (), name, "没有事项用到这个参数", severity="warning", rule="parameter")


def _review(loaded: Loaded, item: Item, today: date) -> Iterator[tuple[Severity, Loc, str, str]]:
    review = item.review
    at: Loc = ("review",)
    path = "核实情况"
    if bool(review.verified_by) != bool(review.verified_on):
        yield "error", at, path, "核实人和核实日期要一起写"
    if review.verified_by and not review.review_due:
        yield "error", at, path, "核实过的要写下次核对日期（review_due）"
    if review.valid_from and review.valid_to and review.valid_from > review.valid_to:
        yield "error", at, path, "生效日期在失效日期后面"
    if review.verified_on and review.verified_on > today:
        yield "error", at, path, "核实日期还没有到"
    if review.review_due and review.review_due < today:
        yield "warning", at, path, f"{review.review_due} 就该核对了"
    if review.valid_to and review.valid_to < today and item.status == "在用":
        yield "warning", at, path, f"{review.valid_to} 已经失效，请改内容或停用"
    if review.verified_by:
        for loc, where, message in _low(item):
            yield "error", loc, where, message
    for loc, where, sourced in placed(item):
        for severity, message in _vouched(sourced, today):
            yield severity, loc, where, message
    for name in expired_parameters(loaded.catalogue, item, today):
        yield "warning", at, path, f"用到的参数“{name}”今天没有有效的数值"


def _vouched(sourced: Sourced, today: date) -> Iterator[tuple[Severity, str]]:
    """What is wrong with the verification of one statement."""
    if bool(sourced.verified_by) != bool(sourced.verified_on):
        yield "error", "核实人和核实日期要一起写"
    if sourced.verified_on and sourced.verified_on > today:
        yield "error", "核实日期还没有到"
    if sourced.review_due and sourced.review_due < today:
        yield "warning", f"{sourced.review_due} 就该核对了"


def _low(item: Item) -> Iterator[Finding]:
    for loc, path, sourced in placed(item):
        if "GK-L" in sourced.source and not sourced.verified_on:
            yield loc, path, "事项写了已核实，这一条却还是把握低（GK-L），要先核这一条"


def _fast(item: Item) -> Iterator[tuple[Loc, str, str, Severity]]:
    if item.fast and item.service_list != "远程快办":
        yield ("fast",), "快闪办", "快闪办只能在远程快办清单里", "error"
    if item.fast and item.case_type == "承诺件":
        yield ("case_type",), "办件类型", "快闪办应当是即办件，请主管部门核一下", "warning"
