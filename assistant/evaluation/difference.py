"""What two searches answer differently, question by question: looked at before knowledge is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.evaluation.questions import Question
from assistant.evaluation.report import Answered
from assistant.releases import TURNED_NAMES, Said, Turned
from assistant.retrieval.judgement import Judgement, Search

ORDER: dict[Turned, int] = {"worse": 0, "better": 1, "other": 2}
"""Worse ones are told first."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that is answered differently: better, worse (see :func:`worth`), or just otherwise."""

    before: Answered
    after: Answered
    change: Turned

    def line(self) -> str:
        """One Chinese line for the terminal."""
        was, now = (f"{a.judgement.outcome} {a.first or '无'}" for a in (self.before, self.after))
        return f"{TURNED_NAMES[self.change]}　{self.before.question.text}　{was} → {now}"


def said_of(judgement: Judgement) -> Said:
    """What a search says, as far as a citizen notices."""
    first = judgement.ranking[0] if judgement.ranking else None
    return Said(judgement.outcome, first.code if first else None, judgement.items, bool(first and first.kind == "item"))


def worth(question: Question, said: Said) -> int:
    """How well the question is answered, from 0 (a wrong answer given as sure) to 3.

    3: the right item, told or in the first place of a choice; for a question of nobody's, that none is offered.
    2: the right item further down in a choice; for a question of nobody's, a choice behind another place to go.
    1: not understood, or only wrong ones to choose from.
    """
    if question.gold:
        right = bool(question.good & set(said.items))
        if said.outcome == "sure":
            return 3 if right else 0
        if said.outcome == "unsure" and right:
            return 3 if said.first in question.good else 2
        return 1
    if said.outcome == "unknown":
        return 3
    if said.outcome == "sure":
        return 0
    return 1 if said.is_item else 2


def turned(question: Question, was: Said, now: Said) -> Turned | None:
    """What became of an answer; ``None`` when it is the same to whoever asks."""
    before, after = worth(question, was), worth(question, now)
    if before != after:
        return "better" if after > before else "worse"
    return None if (was.first, was.outcome) == (now.first, now.outcome) else "other"


def differences(before: Search, after: Search, questions: Iterable[Question]) -> tuple[Difference, ...]:
    """The questions that are answered differently, worse ones first."""
    found = []
    for question in questions:
        was, now = (Answered(question, s.search(question.text)) for s in (before, after))
        change = turned(question, said_of(was.judgement), said_of(now.judgement))
        if change is not None:
            found.append(Difference(was, now, change))
    return tuple(sorted(found, key=lambda d: ORDER[d.change]))
