"""What teaches must not measure: a sentence is an example or a question for measuring, never both."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.errors import AssistantError, OutOfTurn
from assistant.evaluation.questions import questions_in
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.check_examples import LIKE
from assistant.knowledge.folder import EVALUATION, Texts
from assistant.knowledge.text_keys import key_of, likeness, pairs_of
from assistant.learning.edits import examples_in
from assistant.ports_learning import Lesson

TEACHES = frozenset({"example", "elsewhere", "topic", "alias"})


class BothAtOnce(OutOfTurn):
    """The sentence is on the other side already."""


def refuse_as_example(sentence: str, texts: Texts, lessons: Iterable[Lesson]) -> None:
    """:class:`BothAtOnce` when the sentence is, or looks copied from, a question for measuring – in the live files, in
    the officer's draft, or (the very sentence) in anybody's."""
    if any(lesson.kind == "evaluation" for lesson in lessons):
        raise BothAtOnce("这个问题已经留作测试题，不能再当例句或俗称：学过的句子，测出来的分不作数。")
    near = _nearest(sentence, _measuring(texts))
    if near is not None:
        raise BothAtOnce(f"这句和测试题“{near}”一样或太像，不能当例句或俗称：学过的句子，测出来的分不作数。")


def refuse_as_question(sentence: str, texts: Texts, catalogue: Catalogue, lessons: Iterable[Lesson]) -> None:
    """:class:`BothAtOnce` when the sentence is, or looks like, an example or a common name."""
    if any(lesson.kind in TEACHES for lesson in lessons):
        raise BothAtOnce("这个问题已经当了例句或俗称，不能再留作测试题：学过的句子，测出来的分不作数。")
    names = [name for item in catalogue.items.values() for name in (item.item_name, *item.aliases)]
    near = _nearest(sentence, [*examples_in(texts), *names])
    if near is not None:
        raise BothAtOnce(f"这句和例句或名称“{near}”一样或太像，不能留作测试题：学过的句子，测出来的分不作数。")


def _measuring(texts: Texts) -> list[str]:
    try:
        return [question.text for question in questions_in(texts.of_part(EVALUATION))]
    except AssistantError:  # somebody's file is broken: the check before publishing names the line
        return []


def _nearest(sentence: str, others: Iterable[str]) -> str | None:
    key = key_of(sentence)
    own = pairs_of(key)
    for other in others:
        its = key_of(other)
        if its == key or (abs(len(its) - len(key)) < len(key) and likeness(own, pairs_of(its)) >= LIKE):
            return other
    return None
