"""Where a message with two matters is cut."""

import pytest

from assistant.retrieval.matters import halves


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我要办居住证，顺便问一下公积金怎么取", ("我要办居住证", "问一下公积金怎么取")),
        ("结婚要带什么；另外孩子户口怎么报", ("结婚要带什么", "孩子户口怎么报")),
    ],
)
def test_words_that_open_a_second_matter_cut_the_message(text: str, expected: tuple[str, str]) -> None:
    assert next(iter(halves(text))) == expected


@pytest.mark.parametrize("text", ["居住证怎么办", "还有吗", "顺便问", "", "另外"])
def test_one_matter_is_not_cut(text: str) -> None:
    assert list(halves(text)) == []
