"""What is not ours: enough topics, each in many words, none of them in an item's mouth."""

from __future__ import annotations

from collections import defaultdict

from assistant.knowledge.loader import load_catalogue
from assistant.settings import PROJECT
from assistant.text.normalise import normalise

CATALOGUE = load_catalogue(PROJECT / "knowledge")
TOPICS = tuple(CATALOGUE.elsewhere.values())


def test_there_are_many_topics_and_each_has_many_examples() -> None:
    assert len(TOPICS) >= 125
    assert [t.id for t in TOPICS if len(set(t.examples)) < 20] == []


def test_no_example_stands_in_two_places() -> None:
    where: dict[str, set[str]] = defaultdict(set)
    for topic in TOPICS:
        for text in topic.examples:
            where[normalise(text)].add(topic.id)
    for item in CATALOGUE.items.values():
        for text in (item.item_name, *item.aliases, *(e for texts in item.examples.values() for e in texts)):
            where[normalise(text)].add(item.code)
    topics = {t.id for t in TOPICS}
    assert {text: found for text, found in where.items() if len(found) > 1 and found & topics} == {}


def test_an_emergency_always_names_a_number_to_call() -> None:
    assert [t.id for t in TOPICS if t.kind == "emergency" and not set(t.phone) & {"110", "119", "120", "962777"}] == []


def test_every_number_on_a_button_is_explained_in_the_sentence() -> None:
    assert [(t.id, number) for t in TOPICS for number in t.phone if number not in t.goto] == []


def test_no_topic_speaks_in_a_way_the_house_does_not() -> None:
    assert [t.id for t in TOPICS if any(word in t.goto for word in ("亲", "！", "保证", "一定能", "肯定"))] == []
