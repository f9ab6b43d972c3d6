"""The project's own knowledge: all there, nothing wrong with it, nothing promised, nothing made firmer than it is."""

from __future__ import annotations

import ast
import json
import re
from datetime import date
from pathlib import Path

import jsonschema

from assistant.knowledge.bundle import plan
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.check_examples import leaks, measuring_questions
from assistant.knowledge.checklist import checklist
from assistant.knowledge.checks import EXPECTED, check, counts
from assistant.knowledge.item_schema import item_schema, text
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.notice import publishable
from assistant.knowledge.yaml_text import read_yaml

TODAY = date(2026, 11, 20)
PROJECT = Path(__file__).parents[2]
KNOWLEDGE = PROJECT / "knowledge"


def test_the_check_finds_no_errors() -> None:
    found = [str(p) for p in check(KNOWLEDGE, TODAY) if p.severity == "error"]
    assert not found, "\n".join(found)


def test_no_example_is_a_question_kept_for_measuring(loaded: Loaded) -> None:
    kept = PROJECT / "knowledge" / "evaluation"
    assert sum(1 for _ in measuring_questions(kept)) > 100
    found = [str(p) for p in leaks(loaded, [kept]) if p.severity == "error"]
    assert not found, "\n".join(found)


def test_there_are_172_items_25_departments_and_19_fast_ones(loaded: Loaded) -> None:
    assert counts(loaded) == EXPECTED


def test_every_item_has_at_least_76_examples_in_at_least_nine_styles(catalogue: Catalogue) -> None:
    few = {i.code: sum(map(len, i.examples.values())) for i in catalogue.items.values()}
    assert not {code: n for code, n in few.items() if n < 76}
    assert not [i.code for i in catalogue.items.values() if len(i.examples) < 9]


def test_every_department_is_in_charge_of_something(catalogue: Catalogue) -> None:
    assert {i.department for i in catalogue.items.values()} == set(catalogue.departments)


def test_nobody_has_vouched_for_anything_yet_and_the_list_says_so(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        assert not publishable(item)
        assert "尚未经主管部门核实" in checklist(catalogue, item, {}, TODAY).notice


def test_what_rests_on_low_confidence_is_never_spoken_as_fact(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        one = checklist(catalogue, item, {}, TODAY)
        spoken = (*one.conditions, *one.lines, *one.steps, *one.time_limits, one.fee, one.result, *one.places)
        for said in spoken:
            assert said.doubtful == ("GK-L" in said.source), (item.code, said)


def test_no_placeholder_reaches_a_citizen(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        one = checklist(catalogue, item, {c.id: (c.options[-1].id,) for c in item.circumstances}, TODAY)
        assert not re.search(r"[{}]|checklist\.|TODO|待填|XX", repr(one)), item.code


def test_the_schema_for_editors_is_current() -> None:
    assert (KNOWLEDGE / "item.schema.json").read_text("utf-8") == text(), (
        "请运行 python -m assistant.knowledge.item_schema"
    )


def test_every_item_file_passes_the_schema_for_editors() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(json.dumps(item_schema())))
    for path in sorted((KNOWLEDGE / "items").rglob("*.yaml")):
        found = [e.message for e in validator.iter_errors(read_yaml(path.read_text("utf-8")))]
        assert not found, (path.name, found[:3])


def test_the_schema_for_editors_underlines_an_unknown_name() -> None:
    value = read_yaml(next((KNOWLEDGE / "items").rglob("LB-RS-001.yaml")).read_text("utf-8"))
    wrong = {**value, "colour": "red"}
    assert list(jsonschema.Draft202012Validator(item_schema()).iter_errors(wrong))


def test_every_sentence_the_checklist_speaks_has_words(catalogue: Catalogue) -> None:
    keys = set()
    for path in (PROJECT / "assistant/knowledge").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "phrase":
                for part in node.args[1:2]:
                    keys |= {part.value} if isinstance(part, ast.Constant) else set()
    missing = {f"checklist.{key}" for key in keys} - set(catalogue.wording)
    assert keys
    assert not missing


def test_every_list_says_what_the_items_service_list_means(catalogue: Catalogue) -> None:
    meanings = {i.service_list: checklist(catalogue, i, {}, TODAY).list_meaning for i in catalogue.items.values()}
    assert len(meanings) == 3
    assert all(meanings.values())


def test_the_car_wash_comes_out_as_reported(catalogue: Catalogue) -> None:
    whole = plan(catalogue, catalogue.bundles["B11"], {}, TODAY)
    figures = (whole.papers_before, whole.papers_after, whole.submissions_before, whole.submissions_after)
    assert [f.value for f in figures] == [11, 8, 2, 1]
    assert not any(f.computed for f in figures)


def test_the_merge_rules_alone_give_the_reported_numbers_of_the_car_wash(catalogue: Catalogue) -> None:
    unreported = catalogue.bundles["B11"].model_copy(update={"reported": {}})
    answers = {
        "facility": ("yes",),
        "with_drain": ("yes",),
        "pretreat": ("yes",),
        "doc_way": ("report",),
        "key_unit": ("yes",),
    }
    whole = plan(catalogue, unreported, answers, TODAY)
    assert (whole.papers_before.value, whole.papers_after.value) == (11, 8)
    assert whole.papers_before.computed
    assert whole.papers_after.computed


def test_every_bundle_can_be_planned_and_names_each_paper_once(catalogue: Catalogue) -> None:
    assert len(catalogue.bundles) == 14
    for bundle in catalogue.bundles.values():
        whole = plan(catalogue, bundle, {}, TODAY)
        names = [(m.line.name, m.line.holder) for m in whole.lines]
        assert len(names) == len(set(names)), (bundle.id, names)
        assert whole.papers_after.value <= whole.papers_before.value
