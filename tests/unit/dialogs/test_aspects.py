"""Which of the sixteen aspects, or of the small things around a matter, a message asks, in the order asked."""

from __future__ import annotations

import pytest

from assistant.dialogs.aspects import DETAILS, EVERY, asked_aspects, nothing_else
from assistant.dialogs.facts import _FACTS
from assistant.knowledge.loader import load_catalogue
from tests.builders import KNOWLEDGE

WORDS = load_catalogue(KNOWLEDGE).wording


@pytest.mark.parametrize(
    ("said", "aspects"),
    [
        ("像我这种情况可以申请吗", ("eligible",)),
        ("外地户口能不能办", ("elsewhere", "eligible")),
        ("办理流程是怎样的", ("how",)),
        ("要带啥材料", ("materials",)),
        ("去哪里办", ("where",)),
        ("啥地方好办", ("where",)),
        ("zai na ban", ("where",)),
        ("多少前", ("fee",)),
        ("机天能拿", ("time",)),
        ("公司地址变了", ()),
        ("个体户换地址", ()),
        ("你们地址在哪", ("where",)),
        ("火化的费用能不能减免", ("eligible",)),
        ("必须回户口所在地吗", ("elsewhere",)),
        ("多久能办完", ("time",)),
        ("能领多少", ("amount",)),
        ("依据是什么", ("why",)),
        ("费用多少，是免费的吗", ("fee",)),
        ("会不会影响小孩户口", ("effect",)),
        ("星期六上班吗，留个电话", ("open", "contact")),
        ("照片 几寸", ("photo",)),
        ("照片我带了", ()),
        ("哪天能去", ("open",)),
        ("可以寄到学校吗，停车方便伐", ("post", "parking")),
        ("网上可以办吗", ("online",)),
        ("进度怎么查", ("status",)),
        ("现在去还来得及吗", ("deadline",)),
        ("结婚证找不到了怎么办", ("lost",)),
        ("必须本人亲自到场吗", ("proxy",)),
        ("老人腿脚不好能上门吗", ("proxy",)),
        ("去哪里办，要带什么，要多久", ("where", "materials", "time")),
        ("是否可以办，到哪里办，需要准备哪些材料", ("eligible", "where", "materials")),
        ("我想办居住证", ()),
    ],
)
def test_the_aspects_of_a_message_are_heard_in_their_order(said: str, aspects: tuple[str, ...]) -> None:
    assert asked_aspects(WORDS, said)[: len(aspects)] == aspects
    assert bool(asked_aspects(WORDS, said)) == bool(aspects)


def test_every_aspect_can_be_heard_answered_and_named() -> None:
    for name in EVERY:
        assert WORDS[f"hear.aspect.{name}"].split()
        assert WORDS[f"aspect_name.{name}"]
        assert name in {*_FACTS, *DETAILS, "eligible", "contact", "materials"}


@pytest.mark.parametrize("said", ["要多久", "那去哪里办呢", "要钱伐", "电话多少"])
def test_a_message_of_aspects_alone_names_no_matter(said: str) -> None:
    assert nothing_else(WORDS, said)


@pytest.mark.parametrize("said", ["居住证要多久", "公积金去哪里办"])
def test_a_message_that_names_a_matter_is_not_aspects_alone(said: str) -> None:
    assert not nothing_else(WORDS, said)
