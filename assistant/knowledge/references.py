"""References from one record to another that lead nowhere: with these the knowledge cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from assistant.knowledge.loaded import Loaded
from assistant.knowledge.problem import Loc, Problem
from assistant.knowledge.schema import Bundle, Elsewhere, Item, Question, Sourced, When
from assistant.knowledge.speech import parameters_in

Finding = tuple[Loc, str, str]
"""Place in the record, path in Chinese, message."""


def dangling(loaded: Loaded) -> Iterator[Problem]:
    """Every reference to nothing, and every id used twice where it must be unique."""
    c = loaded.catalogue
    for item in c.items.values():
        yield from _told(loaded, item.code, _of_item(loaded, item))
    for bundle in c.bundles.values():
        yield from _told(loaded, bundle.id, _of_bundle(loaded, bundle))
    for topic in c.elsewhere.values():
        yield from _told(loaded, topic.id, _of_topic(loaded, topic))
    for name, records in (("papers", c.papers), ("holidays", c.holidays)):
        for key, record in records.items():
            yield from _told(loaded, f"{name}/{key}", _marks(loaded, record.source, ("source",), "出处"))
    for office in c.departments.values():
        found = _marks(loaded, office.phone_source, ("phone_source",), "电话出处")
        yield from _told(loaded, f"departments/{office.name}", found)


def _told(loaded: Loaded, key: str, findings: Iterable[Finding]) -> Iterator[Problem]:
    for loc, path, message in findings:
        yield loaded.problem(key, loc, path, message, rule="dangling")


def _of_item(loaded: Loaded, item: Item) -> Iterator[Finding]:
    c = loaded.catalogue
    for field, names, path in (
        ("department", (item.department,), "责任部门"),
        ("joint_depts", item.joint_depts, "联办部门"),
    ):
        for name in names:
            if name not in c.departments:
                yield (field,), path, f"departments.yaml 里没有“{name}”"
    for n, near in enumerate(item.confusable):
        yield from _code(loaded, near.code, ("confusable", n, "code"), f"易混事项.{n + 1}", item.code)
    for n, condition in enumerate(item.acceptance_conditions):
        for code in condition.otherwise:
            loc = ("acceptance_conditions", n, "otherwise")
            yield from _code(loaded, code, loc, f"受理条件.{n + 1}.不符合时可看的事项", item.code)
    yield from _conditions(item)
    yield from _twice(item)
    yield from _papers_and_marks(loaded, item)


def _code(loaded: Loaded, code: str, loc: Loc, path: str, own: str = "") -> Iterator[Finding]:
    if code not in loaded.catalogue.items:
        yield loc, path, f"没有编码为 {code} 的事项"
    elif code == own:
        yield loc, path, "写成了这个事项自己"


def _conditions(item: Item) -> Iterator[Finding]:
    for n, material in enumerate(item.materials):
        yield from _when(item, material.when, ("materials", n, "when"), f"申请材料.{n + 1}.条件情形")
    for n, condition in enumerate(item.acceptance_conditions):
        loc: Loc = ("acceptance_conditions", n)
        yield from _when(item, condition.only_if, (*loc, "only_if"), f"受理条件.{n + 1}.只对谁说")
        yield from _when(item, condition.met_if, (*loc, "met_if"), f"受理条件.{n + 1}.符合的情形")
        yield from _when(item, condition.failed_if, (*loc, "failed_if"), f"受理条件.{n + 1}.不符合的情形")


def _when(item: Item, when: When, loc: Loc, path: str) -> Iterator[Finding]:
    asked = {c.id: {o.id for o in c.options} for c in item.circumstances}
    for name, options in when.items():
        if name not in asked:
            yield (*loc, name), path, f"“要问的情形”里没有“{name}”"
            continue
        for option in options:
            if option not in asked[name]:
                yield (*loc, name), path, f"情形“{name}”没有“{option}”这个选项"
        if not options:
            yield (*loc, name), path, f"情形“{name}”后面没有写选项"


def _twice(item: Item) -> Iterator[Finding]:
    yield from _repeated([c.id for c in item.circumstances], ("circumstances",), "要问的情形", "情形编号")
    yield from _repeated([c.id for c in item.acceptance_conditions], ("acceptance_conditions",), "受理条件", "编号")
    for n, circumstance in enumerate(item.circumstances):
        ids = [o.id for o in circumstance.options]
        yield from _repeated(ids, ("circumstances", n, "options"), f"要问的情形.{n + 1}.选项", "选项编号")


def _repeated(ids: list[str], loc: Loc, path: str, what: str) -> Iterator[Finding]:
    for name, times in Counter(ids).items():
        if times > 1:
            second = [n for n, other in enumerate(ids) if other == name][1]
            yield (*loc, second), f"{path}.{second + 1}", f"{what}“{name}”用了 {times} 次"


def _papers_and_marks(loaded: Loaded, item: Item) -> Iterator[Finding]:
    for n, material in enumerate(item.materials):
        if material.paper and material.paper not in loaded.catalogue.papers:
            yield ("materials", n, "paper"), f"申请材料.{n + 1}.规范材料", f"papers.yaml 里没有“{material.paper}”"
    for loc, path, sourced in placed(item):
        yield from _marks(loaded, sourced.source, (*loc, "source"), f"{path}.出处")
        for name in parameters_in(_text(sourced)):
            if name not in loaded.catalogue.parameters:
                yield loc, path, f"parameters.yaml 里没有“{name}”"


def _text(sourced: Sourced) -> str:
    return sourced.a if isinstance(sourced, Question) else str(getattr(sourced, "text", ""))


def _marks(loaded: Loaded, marks: Iterable[str], loc: Loc, path: str) -> Iterator[Finding]:
    for mark in marks:
        if mark not in loaded.catalogue.sources:
            yield loc, path, f"sources.yaml 里没有出处“{mark}”"


def placed(item: Item) -> Iterator[tuple[Loc, str, Sourced]]:
    """Everything in the item that carries a source, with its place and its path in Chinese."""
    for name in ("summary", "fee", "result"):
        yield (name,), Item.model_fields[name].title or name, getattr(item, name)
    for name in ("acceptance_conditions", "materials", "steps", "time_limits", "legal_basis", "places", "faq"):
        for n, sourced in enumerate(getattr(item, name)):
            yield (name, n), f"{Item.model_fields[name].title}.{n + 1}", sourced
    for n, circumstance in enumerate(item.circumstances):
        for k, option in enumerate(circumstance.options):
            if option.note:
                yield ("circumstances", n, "options", k, "note"), f"要问的情形.{n + 1}.选项.{k + 1}.提示", option.note


def _of_bundle(loaded: Loaded, bundle: Bundle) -> Iterator[Finding]:
    for n, part in enumerate(bundle.items):
        yield from _code(loaded, part.code, ("items", n, "code"), f"事项.{n + 1}")
        for paper in part.gives:
            if paper.partition("@")[0] not in loaded.catalogue.papers:
                yield ("items", n, "gives"), f"事项.{n + 1}.办好后产生的材料", f"papers.yaml 里没有“{paper}”"
    for name in bundle.departments:
        if name not in loaded.catalogue.departments:
            yield ("departments",), "涉及部门", f"departments.yaml 里没有“{name}”"
    yield from _marks(loaded, bundle.source, ("source",), "出处")


def _of_topic(loaded: Loaded, topic: Elsewhere) -> Iterator[Finding]:
    for code in topic.near:
        yield from _code(loaded, code, ("near",), "容易混的事项")
    yield from _marks(loaded, topic.source, ("source",), "出处")
