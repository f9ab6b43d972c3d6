"""YAML as officers mean it: a time is a time, a code is a code, no is no."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from assistant.knowledge import yaml_text
from assistant.knowledge.yaml_text import BadYaml, line_at, read_yaml

TEXT = """\
hours: 12:30
code: 0123
yes_or_no: no
day: 2026-11-20
many: [1, 2.5, true, null, "7", '8']
long: |
  一行
  两行
inside:
  - name: 甲
    n: 3
  - {name: 乙, n: 4}
"""
VALUE = {
    "hours": "12:30",
    "code": 123,
    "yes_or_no": "no",
    "day": "2026-11-20",
    "many": [1, 2.5, True, None, "7", "8"],
    "long": "一行\n两行\n",
    "inside": [{"name": "甲", "n": 3}, {"name": "乙", "n": 4}],
}


def test_times_dates_and_words_stay_text() -> None:
    assert read_yaml(TEXT) == VALUE


def test_without_the_c_part_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "CParser", None)
    assert read_yaml(TEXT) == VALUE
    with pytest.raises(BadYaml, match="写了两遍"):
        read_yaml("a: 1\na: 2\n")
    with pytest.raises(BadYaml, match="YAML 写法有误"):
        read_yaml("a: [1\n")


@pytest.mark.parametrize(
    ("place", "line"),
    [((), 1), (("day",), 4), (("long",), 6), (("inside", 0, "n"), 11), (("inside", 1), 12), (("inside", 7), 9)],
)
def test_a_place_is_found_on_its_line(place: tuple[str | int, ...], line: int) -> None:
    assert line_at(TEXT, place) == line


def test_nothing_is_nothing() -> None:
    assert read_yaml("") is None
    assert read_yaml("# nur ein Wort\n") is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"))),
    lambda inside: st.lists(inside) | st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), inside),
    max_leaves=12,
)


@given(VALUES)
def test_what_ruamel_writes_is_read_back(value: object) -> None:
    stream = StringIO()
    YAML(typ="safe", pure=True).dump({"value": value}, stream)
    assert read_yaml(stream.getvalue()) == {"value": value}


def complaint(text: str) -> str:
    """What is said of a text that cannot be read; a fixed sentence for one that can."""
    try:
        read_yaml(text)
    except BadYaml as error:
        return error.message
    return "读得懂"


@given(st.text())
def test_any_text_gives_a_value_or_a_complaint_in_chinese(text: str) -> None:
    assert any("\u4e00" <= c <= "\u9fff" for c in complaint(text))
