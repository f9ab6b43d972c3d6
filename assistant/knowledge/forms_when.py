"""Conditions on answers as an officer reads and picks them: questions and answers, never codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.knowledge.expand import expand_item


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an item with its possible answers as (id, label), as the form has them now."""

    id: str
    question: str
    options: tuple[tuple[str, str], ...]
    multi: bool = False


def asked_in(value: Mapping[str, Any], shared: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The questions of an item's plain value, what it takes from the shared ones filled in."""
    full, _ = expand_item(dict(value), shared)
    found = []
    for one in full.get("circumstances") or ():
        if isinstance(one, dict) and one.get("id"):
            options = [o for o in one.get("options") or () if isinstance(o, dict) and o.get("id")]
            labels = tuple((str(o["id"]), str(o.get("label") or "（还没写）")) for o in options)
            question = str(one.get("question") or "（还没写问题）")
            found.append(Asked(str(one["id"]), question, labels, one.get("multi") is True))
    return tuple(found)


def sentence(ticked: Sequence[str], asked: Sequence[Asked], otherwise: str) -> str:
    """``agent=agent`` … → “谁来办？”答“别人代办”; ``otherwise`` when nothing is ticked."""
    parts = []
    known = {one.id: one for one in asked}
    for name, options in by_question(ticked).items():
        one = known.get(name)
        labels = dict(one.options) if one else {}
        said = "或".join(f"“{labels.get(o, '（这个答案已经没有了）')}”" for o in options)
        parts.append(f"“{one.question if one else '（这个问题已经没有了）'}”答{said}")
    return "，并且".join(parts) or otherwise


def by_question(ticked: Sequence[str]) -> dict[str, list[str]]:
    """The answers ticked, by question."""
    found: dict[str, list[str]] = {}
    for one in ticked:
        name, _, option = one.partition("=")
        found.setdefault(name, []).append(option)
    return found


def lost(ticked: Sequence[str], asked: Sequence[Asked]) -> tuple[str, ...]:
    """What is ticked and no question has any more: it has to be taken off."""
    there = {f"{one.id}={option}" for one in asked for option, _ in one.options}
    return tuple(one for one in ticked if one not in there)
