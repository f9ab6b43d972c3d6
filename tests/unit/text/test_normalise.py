"""One spelling for what people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.normalise import normalise, number


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＡＢＣ　１２３", "abc 123"),
        ("結婚證怎麼辦", "结婚证怎么办"),
        ("居\u200b住\ufeff证", "居住证"),
        ("  居住证 \n\t 积分  ", "居住证 积分"),
        ("居 住 证 丢了", "居住证 丢了"),
        ("你好 ， 请问 ?", "你好，请问?".replace("，", ",")),
        ("我六十五岁，一万八", "我65岁,18000"),
        ("三级残疾，万一", "三级残疾,万一"),
    ],
)
def test_different_spellings_become_one(written: str, read: str) -> None:
    assert normalise(written) == read


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿 岁證臺灣里ＡＢ１２,，。", max_size=40))
def test_numerals_and_traditional_characters_settle_at_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_control_characters_and_a_megabyte_are_no_trouble() -> None:
    assert normalise("a\x00b\x1fc\u202ed") == "a b cd"
    assert len(normalise("居住证" * 350_000)) == 1_050_000


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("六十五", 65),
        ("两千", 2000),
        ("一万八", 18000),
        ("三百五", 350),
        ("一百零五", 105),
        ("二十万三千", 203000),
        ("十一", 11),
    ],
)
def test_numerals_are_read(said: str, value: int) -> None:
    assert number(said) == value


@pytest.mark.parametrize("said", ["万一", "一二三", "千万", "九九", "三三两两", "百八十", "零"])
def test_what_is_no_number_stays(said: str) -> None:
    assert number(said) is None
