"""Sounds of characters and of what is typed in letters."""

import pytest

from assistant.text.pinyin import abbreviations, cut, initials, mostly_latin, sound, syllables


def test_homophones_have_the_same_sounds() -> None:
    assert syllables("居住正") == syllables("居住证") == syllables("juzhuzheng")


def test_sounds_that_shanghai_mixes_up_are_one() -> None:
    assert sound("zheng") == sound("zen")
    assert sound("shang") == sound("san")
    assert sound("jing") == sound("jin")
    assert sound("ji") != sound("qi")


@pytest.mark.parametrize(
    ("letters", "cuts"),
    [("juzhuzheng", ("ju", "zhu", "zheng")), ("gongjijin", ("gong", "ji", "jin")), ("jzz", ()), ("hello", ())],
)
def test_letters_are_cut_into_syllables_only_without_a_rest(letters: str, cuts: tuple[str, ...]) -> None:
    assert cut(letters) == cuts


def test_initials_and_abbreviations() -> None:
    assert initials("居住证") == "jzz"
    assert abbreviations("jzz怎么办 juzhuzheng") == ("jzz",)


def test_a_message_typed_in_letters_is_noticed() -> None:
    assert mostly_latin("juzhuzheng zenme ban")
    assert not mostly_latin("我的app打不开怎么办")
