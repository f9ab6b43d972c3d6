"""Numbers that name a person are hidden before anything is stored."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.mask import found, mask

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    """Valid 18-digit ID numbers of nobody."""
    region = draw(st.sampled_from(["310114", "110101", "340102", "650102"]))
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 11, 20)))
    body = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


GAPS = st.sampled_from(["", " ", "-", "\u3000", "·"])
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@given(st.text(max_size=20), id_numbers(), st.text(max_size=20))
def test_no_valid_id_number_survives_whatever_stands_around_it(before: str, number: str, after: str) -> None:
    assert number not in mask(before + number + after)


@given(id_numbers(), GAPS, st.booleans())
def test_no_id_number_survives_gaps_and_full_width_digits(number: str, gap: str, wide: bool) -> None:
    typed = gap.join((number[:6], number[6:10], number[10:14], number[14:]))
    shown = mask("我的号码是" + (typed.translate(FULL_WIDTH) if wide else typed) + "，请查")
    assert not any(c.isdecimal() for c in shown)
    assert shown.startswith("我的号码是")
    assert shown.endswith("，请查")


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text(alphabet="0123456789Xx -.０９元一二三〇Gg", max_size=50))
def test_masking_twice_changes_nothing_among_digits(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("310114190001010000", "证件号"),
        ("31011419000101000x", "证件号"),
        ("310114 1900 0101 0000", "证件号"),
        ("310114900101000", "证件号"),
        ("三一零一一四一九零零零一零一零零零零", "证件号"),
        ("E00000000", "证件号"),
        ("13800000000", "手机号"),
        ("138 0000 0000", "手机号"),
        ("+86-138-0000-0000", "手机号"),
        ("8613800000000", "手机号"),
        ("021-59530000", "电话号"),
        ("02159530000", "电话号"),
        ("59530000", "电话号"),
        ("6222000000000000000", "银行卡号"),
        ("6222 0000 0000 0000", "银行卡号"),
    ],
)
def test_each_kind_of_number_is_hidden_and_named(typed: str, kind: str) -> None:
    text = f"请记一下{typed}谢谢"
    assert found(text) == (kind,)
    assert not any(c.isdecimal() for c in mask(text))


@pytest.mark.parametrize(
    "text",
    [
        "打12345或12333",
        "962121",
        "2026-11-20",
        "2026年11月20日",
        "20261120",
        "注册资本50000000元",
        "3600元",
        "LB-RS-001",
        "60岁",
    ],
)
def test_hotlines_dates_amounts_and_codes_stay(text: str) -> None:
    assert mask(text) == text
    assert found(text) == ()


def test_an_id_number_between_other_digits_is_hidden() -> None:
    assert "310114190001010000" not in mask("12310114190001010000345")
    assert "19000101" not in mask("99 310114190001010000 88")
