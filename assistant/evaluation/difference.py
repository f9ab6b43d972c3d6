"""What two searches answer differently, question by question: looked at before knowledge is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.evaluation.questions import Question
from assistant.evaluation.report import Answered
from assistant.retrieval.judgement import Search

Change = Literal["better", "worse", "other"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that is answered differently: better (wrong before, right now), worse, or just otherwise."""

    before: Answered
    after: Answered

    @property
    def change(self) -> Change:
        """What became of it."""
        if self.before.right == self.after.right:
            return "other"
        return "better" if self.after.right else "worse"

    def line(self) -> str:
        """One Chinese line for the terminal."""
        word = {"better": "变好", "worse": "变差", "other": "有变"}[self.change]
        was, now = (f"{a.judgement.outcome} {a.first or '无'}" for a in (self.before, self.after))
        return f"{word}　{self.before.question.text}　{was} → {now}"


def differences(before: Search, after: Search, questions: Iterable[Question]) -> tuple[Difference, ...]:
    """The questions whose first place or outcome differs, worse ones first."""
    order = {"worse": 0, "better": 1, "other": 2}
    found = []
    for question in questions:
        pair = Difference(*(Answered(question, s.search(question.text)) for s in (before, after)))
        was, now = pair.before, pair.after
        if (was.first, was.judgement.outcome) != (now.first, now.judgement.outcome):
            found.append(pair)
    return tuple(sorted(found, key=lambda d: order[d.change]))
