"""Phrase lists that an officer can read: gaps, beginnings, ends, and one of several words."""

from __future__ import annotations

from assistant.dialogs.hearing import heard

WORDS = {
    "hear.happened": "[老头子/老伴]…[走了$/过世]",
    "hear.help": "帮[我/我们/]奶奶",
}


def test_one_of_several_words_is_enough() -> None:
    assert heard(WORDS, "happened", "我家老伴昨天过世了，怎么办")
    assert heard(WORDS, "happened", "老头子走了")
    assert not heard(WORDS, "happened", "邻居过世了")


def test_a_word_of_several_may_have_to_end_the_message() -> None:
    assert not heard(WORDS, "happened", "老头子走了三趟")


def test_one_of_the_several_may_be_nothing() -> None:
    assert heard(WORDS, "help", "帮奶奶问的")
    assert heard(WORDS, "help", "帮我们奶奶问的")
    assert not heard(WORDS, "help", "帮他奶奶问的")
