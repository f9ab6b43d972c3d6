"""What the engine knows of the catalogue: one class per item and elsewhere topic, with its document and its
examples."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.schema import Elsewhere, Item


@dataclass(frozen=True)
class Target:
    """One possible answer: an item or an elsewhere topic. ``examples`` are question-like texts, ``document`` all
    words that its own texts use, ``names`` the official name and the popular ones."""

    code: str
    kind: str
    names: tuple[str, ...]
    examples: tuple[str, ...]
    document: str
    primary: bool = False
    family: str = ""


@dataclass(frozen=True)
class Corpus:
    """All targets in a fixed order (items by code, then topics by id) and the synonyms of ``knowledge/words``."""

    targets: tuple[Target, ...]
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The code of each target."""
        return tuple(t.code for t in self.targets)

    @cached_property
    def is_item(self) -> tuple[bool, ...]:
        """Whether each target is an item of ours."""
        return tuple(t.kind == "item" for t in self.targets)

    def phrases(self) -> Iterator[tuple[int, str]]:
        """(target, text) of every example and name: what a message is compared with one by one."""
        for index, target in enumerate(self.targets):
            for text in (*target.names, *target.examples):
                yield index, text

    @cached_property
    def fingerprint(self) -> str:
        """Hash of every text the engine reads: two corpora with the same fingerprint match alike."""
        rows = [(t.code, t.kind, t.names, t.examples, t.document, t.primary, t.family) for t in self.targets]
        raw = json.dumps([rows, self.synonyms], ensure_ascii=False)
        return hashlib.sha256(raw.encode()).hexdigest()[:16]


def _of_item(item: Item) -> Target:
    asked = [text for texts in item.examples.values() for text in texts]
    # What a paper is called, and what the FAQ says, is how people name their matter; steps and legal basis are not.
    fields = [
        item.summary.text,
        *(c.text for c in item.acceptance_conditions),
        *(m.material_name for m in item.materials),
        *(f"{q.q} {q.a}" for q in item.faq),
    ]
    return Target(
        item.code,
        "item",
        (item.item_name, *item.aliases),
        # The questions of the FAQ are alike from item to item (“可以代办吗”): as examples they would attract strangers.
        tuple(dict.fromkeys(asked)),
        "\n".join(fields),
        item.primary,
        item.family or "",
    )


def _of_topic(topic: Elsewhere) -> Target:
    return Target(topic.id, "elsewhere", (topic.title,), tuple(dict.fromkeys(topic.examples)), topic.title)


def corpus_of(catalogue: Catalogue) -> Corpus:
    """The corpus of a catalogue. Items out of use are left out."""
    items = [_of_item(i) for i in sorted(catalogue.items.values(), key=lambda i: i.code) if i.status == "在用"]
    topics = [_of_topic(t) for t in sorted(catalogue.elsewhere.values(), key=lambda t: t.id)]
    pairs = {term: terms for group in catalogue.words.values() for term, terms in group.items()}
    return Corpus((*items, *topics), tuple(sorted(pairs.items())))
