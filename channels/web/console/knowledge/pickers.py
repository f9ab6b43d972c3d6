"""What fields are chosen from: sources, items, departments, papers and shared questions, by what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.forms_labels import CONFIDENCE

Named = Mapping[str, str]
_LONGEST = 46


@dataclass(frozen=True)
class Pickers:
    """Id → name of everything that can be picked."""

    catalogue: Catalogue

    @cached_property
    def sources(self) -> Named:
        """The register without general knowledge, which has boxes of its own."""
        found = self.catalogue.sources.values()
        return {s.id: _short(f"{s.title}：{s.content}") for s in found if s.id not in CONFIDENCE}

    @cached_property
    def items(self) -> Named:
        """Every item."""
        return {item.code: item.item_name for item in self.catalogue.items.values()}

    @cached_property
    def departments(self) -> Named:
        """Departments stand in the files by their names."""
        return {name: name for name in self.catalogue.departments}

    @cached_property
    def papers(self) -> Named:
        """Canonical papers."""
        return {paper.id: paper.name for paper in self.catalogue.papers.values()}

    @cached_property
    def shared(self) -> Named:
        """Shared questions."""
        return {c.id: c.question for c in self.catalogue.circumstances.values()}

    def of(self, kind: str) -> Named:
        """What can be picked of this kind."""
        found: Named = getattr(self, kind) if kind else {}
        return found

    def label(self, kind: str, one: str) -> str:
        """What a person calls the id; the id itself when nothing has it."""
        return CONFIDENCE.get(one) or self.of(kind).get(one) or one

    def shown(self, kind: str, one: str) -> str:
        """The text of the input for one of many: ``LB-MZ-005 临时救助申请``, or the name where that says it all."""
        name = self.of(kind).get(one)
        return one if name is None or name == one else name if kind == "papers" else f"{one} {name}"

    def resolve(self, kind: str, said: str) -> str:
        """The id meant by what was typed or taken from the list; what was typed when nothing fits."""
        known = self.of(kind)
        first = said.split(" ", 1)[0].split("：", 1)[0]
        if said in known or first in known:
            return said if said in known else first
        named = [one for one, name in known.items() if name == said]
        return named[0] if named else said


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
