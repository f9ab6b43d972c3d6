"""Two candidates and one question that separates them, made from what the items' neighbour notes say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.dialogs.hearing import compact
from assistant.dialogs.names import spell_out
from assistant.dialogs.turn import Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.schema import Confusable, Item

LONGEST = 24
SHORTEST = 2
_END = re.compile(r"[，,]?(?:就|都|先|也|应该|应|直接)*办这个(?:事项)?$")
_START = re.compile(r"^(?:如果|要是|是)")
_DOUBLE = re.compile(r"^不是|，是")
_LONG = re.compile(r"[，,。；]")
_CODE = re.compile(r"LB-[A-Z]{2,3}-\d{3}")


@dataclass(frozen=True, slots=True)
class Fork:
    """A question with two answers; ``labels`` in the order of the items."""

    question: str
    labels: tuple[str, str]


def fork(turn: Turn, first: str, second: str) -> Fork | None:
    """The question that tells ``first`` from ``second``; ``None`` when the notes give none that is short enough."""
    items = turn.library.catalogue.items
    labels = case_of(items, first, second), case_of(items, second, first)
    if not all(labels) or compact(labels[0]) == compact(labels[1]):
        return None
    written = next((n.ask for n in (_note(items, second, first), _note(items, first, second)) if n and n.ask), None)
    key = "choose.tell_apart" if not _LONG.search("".join(labels)) else "choose.tell_apart_two"
    question = written or voice_of(turn)(key, first=labels[0], second=labels[1])
    return Fork(spell_out(question, items), labels)


def case_of(items: Mapping[str, Item], code: str, against: str) -> str:
    """For whom ``code`` is meant and not ``against``, in a few words; empty when nobody wrote it down."""
    note = _note(items, code, against)
    if note is None:
        return ""
    said = _END.sub("", note.how.split("。")[0])
    said = _START.sub("", said)
    short = SHORTEST <= len(compact(said)) <= LONGEST and not _CODE.search(said)
    return said if short and "办这个" not in said and not _DOUBLE.search(said) else ""


def _note(items: Mapping[str, Item], code: str, against: str) -> Confusable | None:
    """What ``against`` says about when it should be ``code``."""
    neighbour = items.get(against)
    return next((n for n in neighbour.confusable if n.code == code), None) if neighbour else None
