"""Catalogue: all knowledge as one immutable value with its look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.knowledge.schema import (
    Bundle,
    Circumstance,
    Department,
    Elsewhere,
    Holidays,
    Item,
    Paper,
    Parameter,
    ServicePoint,
    Source,
)


@dataclass(frozen=True)
class Catalogue:
    """Look-ups by code, alias and department; ``version`` is the content hash of the knowledge folder.

    ``wording`` maps a dotted key of ``knowledge/wording/*.yaml`` to its variants; ``words`` maps the name of a file of
    ``knowledge/words/`` to its parsed content (term → list of terms).
    """

    items: Mapping[str, Item]
    departments: Mapping[str, Department]
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)
    bundles: Mapping[str, Bundle] = field(default_factory=dict)
    circumstances: Mapping[str, Circumstance] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    parameters: Mapping[str, tuple[Parameter, ...]] = field(default_factory=dict)
    holidays: Mapping[int, Holidays] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    service_points: Mapping[str, ServicePoint] = field(default_factory=dict)
    wording: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    version: str = ""

    @cached_property
    def by_alias(self) -> Mapping[str, str]:
        """Item name or alias → code."""
        return {a: i.code for i in self.items.values() for a in (*i.aliases, i.item_name)}
