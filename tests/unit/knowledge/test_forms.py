"""Forms over the real files: every field has words, an untouched form changes no byte, a touched one only its lines."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from assistant.knowledge import schema
from assistant.knowledge.folder import Texts, read_texts
from assistant.knowledge.forms import Field
from assistant.knowledge.forms_files import SHELVES, Place, entries, filled_in, find, form_of, record_in, without
from assistant.knowledge.forms_labels import CHOICES, HELP, STYLES
from assistant.knowledge.forms_merge import merged
from assistant.knowledge.forms_rows import moved, name_rows
from assistant.knowledge.forms_text import Row, patched
from assistant.knowledge.forms_tree import ORIGIN, Filled, leaves, tree_from
from assistant.knowledge.forms_value import written_rows
from assistant.knowledge.forms_when import asked_in, lost, sentence
from assistant.knowledge.forms_wording import (
    PLACEHOLDERS,
    placeholders,
    sentences,
    terms,
    with_sentence,
    with_term,
    wrong_with,
)
from assistant.knowledge.loader import Loader
from assistant.knowledge.problem import errors
from assistant.knowledge.yaml_text import read_yaml
from tests.builders import KNOWLEDGE

ITEMS, LIST = SHELVES["items"], SHELVES["parameters"]
CODE = "LB-MZ-001"


@pytest.fixture(scope="module")
def texts() -> Texts:
    return read_texts(KNOWLEDGE)


def _sent(fields: tuple[Field, ...], tree: Filled, at: str = "") -> dict[str, list[str]]:
    """What a browser sends for a form that nobody touched: lines end with CRLF, nothing is sent for an empty box."""
    sent: dict[str, list[str]] = {}
    for field in fields:
        name, value = f"{at}{field.key}", tree[field.key]
        if field.kind == "record":
            sent |= _sent(field.inside, value, f"{name}.")
        elif field.kind == "rows":
            for n, row in enumerate(value):
                sent[f"{name}.{n}.{ORIGIN}"] = [row[ORIGIN]]
                sent |= _sent(field.inside, row, f"{name}.{n}.")
        elif isinstance(value, list):
            sent |= {name: value[::-1]} if value else {}  # boxes stand on the page in another order than in the file
        elif field.kind != "flag" or value:
            sent[name] = [value.replace("\n", "\r\n")]
    return sent


def _as_is(_kind: str, said: str) -> str:
    return said


def _item(texts: Texts, code: str = CODE) -> tuple[str, Place, Filled]:
    place = find(texts, ITEMS, code)
    assert place is not None
    text = texts.files[place.path]
    return text, place, form_of(ITEMS, text, place)


def _difference(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


def test_every_field_of_the_schema_has_a_name_and_help_in_chinese() -> None:
    records = [m for m in vars(schema).values() if isinstance(m, type) and issubclass(m, schema.Record)]
    for model in set(records) - {schema.Record, schema.Sourced}:
        assert set(HELP[model]) == set(model.model_fields), model
        for key, info in model.model_fields.items():
            assert not (info.title or "").isascii(), (model, key)
            assert not HELP[model][key].isascii(), (model, key)


def test_no_choice_shows_a_bare_english_word() -> None:
    def every(fields: tuple[Field, ...]) -> Iterator[Field]:
        for field in fields:
            yield field
            yield from every(field.inside)

    for shelf in SHELVES.values():
        for field in every(shelf.fields):
            assert not [label for _, label in field.choices if label.isascii()], (shelf.id, field.key)
    assert all(STYLES.values())
    assert all(CHOICES.values())


@pytest.mark.parametrize("shelf", SHELVES.values(), ids=lambda s: s.id)
def test_a_form_that_nobody_touched_changes_no_byte(texts: Texts, shelf: Any) -> None:
    seen = 0
    for _, place, _ in entries(texts, shelf):
        text = texts.files[place.path]
        tree = tree_from(shelf.fields, _sent(shelf.fields, form_of(shelf, text, place)), _as_is)
        assert filled_in(shelf, text, place, tree) == text, place
        seen += 1
    assert seen >= {"items": 172, "bundles": 14, "holidays": 2}.get(shelf.id, 5)


def test_one_changed_word_changes_one_line(texts: Texts) -> None:
    text, place, tree = _item(texts)
    tree["materials"][0]["why"] = "要看一起住的有哪些人。"
    assert _difference(text, filled_in(ITEMS, text, place, tree)) == [
        "-     why: 要看一起生活的有哪些人。",
        "+     why: 要看一起住的有哪些人。",
    ]


def test_every_text_of_an_item_can_be_changed_and_read_back(texts: Texts) -> None:
    text, place, tree = _item(texts)
    hard = 'a: b # 不是注释, "引号" {花} [方]'
    seen: set[str] = set()
    for name, field, value in list(leaves(ITEMS.fields, tree)):
        kind = ".".join(step for step in name.split(".") if not step.isdecimal())
        if field.kind not in ("text", "long") or not value or kind in seen:
            continue
        seen.add(kind)
        changed = deepcopy(tree)
        holder: Any = changed
        *above, last = name.split(".")
        for step in above:
            holder = holder[int(step)] if step.isdecimal() else holder[step]
        holder[last] = hard
        told: Any = read_yaml(filled_in(ITEMS, text, place, changed))
        for step in name.split("."):
            told = told[int(step)] if step.isdecimal() else told[step]
        assert told == hard, name
    assert len(seen) > 20


def test_a_row_that_moves_takes_its_lines_and_comments_along() -> None:
    text = "# 头\n\n# 甲的说明\n- id: a\n  name: 甲 # 尾\n\n# 乙的说明\n- id: b\n  name: '乙'\n# 末尾\n"
    rows = [dict(row) for row in read_yaml(text)]
    first, second = Row(rows[0]), Row(rows[1])
    first.origin, second.origin = 0, 1
    first["name"] = "丙"
    made = patched(text, [second, first])
    assert made == "# 头\n\n# 甲的说明\n# 乙的说明\n- id: b\n  name: '乙'\n\n- id: a\n  name: 丙 # 尾\n# 末尾\n"


def test_rows_are_added_moved_and_removed(texts: Texts) -> None:
    text, place, tree = _item(texts)
    names = [row["material_name"] for row in tree["materials"]]
    assert moved(ITEMS.fields, tree, "down:materials.0") == "materials.1"
    assert moved(ITEMS.fields, tree, "remove:materials.2") == "materials.2"
    new = moved(ITEMS.fields, tree, "add:materials")
    tree["materials"][-1].update(
        material_name="居住证", material_kind="原件核验", electronic="电子证照", necessity="条件"
    )
    tree["materials"][-1].update(source=["GK-H"], when=["residency=nonlocal"])
    value = read_yaml(filled_in(ITEMS, text, place, tree))
    assert new == f"materials.{len(names) - 1}"
    assert [m["material_name"] for m in value["materials"]] == [names[1], names[0], *names[3:], "居住证"]
    assert value["materials"][-1]["when"] == {"residency": ["nonlocal"]}
    loaded = Loader().load_texts(texts.with_files({place.path: filled_in(ITEMS, text, place, tree)}))
    assert errors(loaded.problems) == ()


@pytest.mark.parametrize(
    "act",
    ["remove:materials.99", "up:nothing.0", "add:fee", "add:materials.77.options", "x", "add:circumstances.99.options"],
)
def test_a_button_that_means_nothing_does_nothing(texts: Texts, act: str) -> None:
    _, _, tree = _item(texts)
    before = deepcopy(tree)
    assert moved(ITEMS.fields, tree, act) == ""
    assert tree == before


def test_a_new_question_gets_an_id_that_no_other_item_has(texts: Texts) -> None:
    _, _, tree = _item(texts)
    moved(ITEMS.fields, tree, "add:circumstances")
    moved(ITEMS.fields, tree, "add:circumstances.3.options")
    moved(ITEMS.fields, tree, "add:circumstances.3.options")
    name_rows(ITEMS.fields, tree, "mz001")
    assert tree["circumstances"][3]["id"] == "mz001_q1"
    assert [o["id"] for o in tree["circumstances"][3]["options"]] == ["o1", "o2"]


def test_an_empty_new_row_is_not_written(texts: Texts) -> None:
    text, place, tree = _item(texts)
    for name in ("materials", "steps", "circumstances", "faq"):
        moved(ITEMS.fields, tree, f"add:{name}")
    name_rows(ITEMS.fields, tree, "mz001")
    assert filled_in(ITEMS, text, place, tree) == text
    written_rows(ITEMS.fields, tree)
    assert len(tree["steps"]) == len(read_yaml(text)["steps"])


def test_what_cannot_be_a_number_stays_to_be_told_beside_its_field(texts: Texts) -> None:
    text, place, tree = _item(texts)
    tree["materials"][1]["n_original"] = "两份"
    loaded = Loader().load_texts(texts.with_files({place.path: filled_in(ITEMS, text, place, tree)}))
    told = [(p.loc, p.message) for p in errors(loaded.problems)]
    assert told == [(("materials", 1, "n_original"), "应为整数（写成了“两份”）")]


def test_a_condition_is_said_in_words_and_not_in_codes(texts: Texts) -> None:
    shared = {key: value for key, _, value in entries(texts, SHELVES["circumstances"])}
    asked = asked_in(read_yaml(_item(texts)[0]), shared)
    said = sentence(["residency=local", "agent=agent", "agent=self"], asked, "所有人")
    assert said == "“申请人的户口在哪里？”答“上海户口”，并且“是您本人来办，还是别人代办？”答“委托别人代办”或“本人来办”"
    assert sentence([], asked, "所有人都要") == "所有人都要"
    assert lost(["residency=local", "residency=mars", "gone=x"], asked) == ("residency=mars", "gone=x")


def test_a_new_value_of_a_parameter_leaves_the_other_entries_alone(texts: Texts) -> None:
    path = "parameters.yaml"
    text = texts.files[path]
    size = len(read_yaml(text))
    tree = {**form_of(LIST, text, Place(path, 0)), "value": "30元", "valid_from": "2027-01-01"}
    made = filled_in(LIST, text, Place(path, size), tree)
    assert made.startswith(text.rstrip("\n"))
    assert read_yaml(made)[size]["value"] == "30元"
    assert "valid_from: 2027-01-01\n" in made
    assert without(made, Place(path, size)) == text


def test_two_people_who_change_different_things_both_keep_theirs(texts: Texts) -> None:
    _, _, base = _item(texts)
    theirs, mine = deepcopy(base), deepcopy(base)
    theirs["fee"]["text"] = "收 5 元。"
    theirs["steps"].insert(0, {**deepcopy(base["steps"][0]), "text": "先打电话。"})
    for n, row in enumerate(theirs["steps"]):
        row[ORIGIN] = str(n)
    mine["steps"][1]["text"] = "上门核对。"
    mine["item_name"] = "低保申请"
    made, notes = merged(ITEMS.fields, base, theirs, mine)
    assert (made["fee"]["text"], made["item_name"]) == ("收 5 元。", "低保申请")
    assert [row["text"] for row in made["steps"]][1] == "上门核对。"
    assert "先打电话。" in [row["text"] for row in made["steps"]]
    assert list(notes.values()) == ["这一条是对方新加的。"]


def test_where_two_changed_the_same_both_are_shown(texts: Texts) -> None:
    _, _, base = _item(texts)
    theirs, mine = deepcopy(base), deepcopy(base)
    theirs["fee"]["text"], mine["fee"]["text"] = "收 5 元。", "收 6 元。"
    del theirs["faq"][0]
    mine["faq"][0]["a"] = "看情况。"
    del mine["materials"][2]
    theirs["materials"][2]["why"] = "新的理由。"
    made, notes = merged(ITEMS.fields, base, theirs, mine)
    assert made["fee"]["text"] == "收 6 元。"
    assert notes["fee.text"] == "收 5 元。"
    assert made["faq"][0]["a"] == "看情况。"
    assert "删掉" in notes["faq.0"]
    assert any("删掉了这一条" in str(note) for name, note in notes.items() if name.startswith("materials."))
    assert "新的理由。" in [row["why"] for row in made["materials"]]


def test_a_sentence_is_changed_in_its_place_and_its_placeholders_are_guarded(texts: Texts) -> None:
    text = texts.files["wording/replies.yaml"]
    key, before = sentences(text)["greeting.back"]
    assert placeholders(before) == ("name",)
    made = with_sentence(text, key, "您好。上次说到“{name}”，接着说吗？")
    assert len(_difference(text, made)) == 2
    assert sentences(made)["greeting.back"][1] == "您好。上次说到“{name}”，接着说吗？"
    assert wrong_with("上次说到“{nme}”。", before) == ("“{nme}”程序不认识，这句话里只能用 {name}。",)
    assert "花括号" in wrong_with("上次说到“{name。", before)[0]
    assert wrong_with("", before)
    assert not wrong_with("您好。", before)


def test_every_placeholder_in_use_is_explained(texts: Texts) -> None:
    used = {
        name
        for text in texts.of_part("wording").values()
        for _, said in sentences(text).values()
        for name in placeholders(said)
    }
    assert used - set(PLACEHOLDERS) == set()


def test_words_are_changed_added_and_taken_out_one_line_each(texts: Texts) -> None:
    text = texts.files["words/shanghainese.yaml"]
    first = next(iter(terms(text)))
    assert len(_difference(text, with_term(text, first, first, ("咱们",)))) == 2
    added = with_term(text, "", "落雨", ("下雨",))
    assert _difference(text, added) == ["+ 落雨: [下雨]"]
    assert with_term(added, "落雨", "", ()) == text
    assert terms(with_term(text, first, "新词", ("咱们",)))["新词"] == ("咱们",)


def test_records_that_cannot_be_read_do_not_break_the_list() -> None:
    broken = Texts({"papers.yaml": "- id: [", "items/x/LB-ZZ-001.yaml": "just text"})
    assert list(entries(broken, SHELVES["papers"])) == []
    assert list(entries(broken, ITEMS)) == []
    assert record_in("- 1\n", Place("papers.yaml", 0)) == {}
