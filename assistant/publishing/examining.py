"""发布前检查: what would become different if the candidate were live. Values in, report out; no database, no clock."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.evaluation.asking import Notebook, ask
from assistant.evaluation.difference import ORDER, turned
from assistant.evaluation.questions import Question, questions_in
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.checks import check_loaded
from assistant.knowledge.compare import changes
from assistant.knowledge.folder import EVALUATION, Texts
from assistant.knowledge.loaded import Loaded
from assistant.knowledge.loader import load_texts
from assistant.knowledge.problem import Problem
from assistant.library import Build, build_library
from assistant.publishing.lists import list_changes
from assistant.releases import AnswerChange, ChangeLine, Finding, GateReport, ListChange, RecentChange, Said
from assistant.retrieval.corpus import corpus_of
from assistant.retrieval.kept import made_by
from assistant.retrieval.searcher import MODEL
from assistant.settings import Settings

Tell = Callable[[str, int, int], None]
"""Told a Chinese step, how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What is to be compared: the live texts and the candidate's, with masked questions that citizens asked lately."""

    live: Texts
    candidate: Texts
    recent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examiner:
    """How it is compared. ``processes`` above one are forked: only where no other thread runs."""

    settings: Settings
    today: date
    build: Build = build_library
    tell: Tell = lambda step, done, total: None
    processes: int = 1

    def report(self, what: Examined) -> GateReport:
        """Everything that would become different. With errors in the candidate nothing is asked."""
        began = time.monotonic()
        self.tell("读草稿，查错误", 0, 0)
        before, after = (load_texts(texts) for texts in (what.live, what.candidate))
        problems = self._problems(before, after)
        lines = tuple(ChangeLine(c.subject, c.sentence) for c in changes(before.catalogue, after.catalogue))
        if any(p.severity == "error" for p in problems):
            found: tuple[tuple[AnswerChange, ...], tuple[RecentChange, ...], dict[str, int]] = (), (), {}
            lists: tuple[ListChange, ...] = ()
        else:
            self.tell("比较材料清单", 0, 0)
            lists, tried = list_changes(before.catalogue, after.catalogue, self.today)
            found = self._asked(what, before.catalogue, after.catalogue)
            found[2]["combinations"] = tried
        measuring = measuring_changes(what.live, what.candidate)
        seconds = round(time.monotonic() - began, 2)
        versions = before.catalogue.version, after.catalogue.version
        return GateReport(*versions, problems, (*lines, *measuring), found[0], lists, found[1], found[2], seconds)

    def _problems(self, before: Loaded, after: Loaded) -> tuple[Finding, ...]:
        problems = check_loaded(after, self.today)
        known = Counter(_same(p) for p in (check_loaded(before, self.today) if problems else ()))
        found = []
        for problem in problems:
            known[_same(problem)] -= 1
            new = known[_same(problem)] < 0
            place = (problem.file, problem.line, problem.path)
            found.append(Finding(*place, str(problem), problem.severity, new))
        return tuple(sorted(found, key=lambda f: (f.severity != "error", not f.new)))

    def _asked(
        self, what: Examined, before: Catalogue, after: Catalogue
    ) -> tuple[tuple[AnswerChange, ...], tuple[RecentChange, ...], dict[str, int]]:
        questions, dropped = questions_of(what.live, what.candidate)
        counts = {**dict.fromkeys(("better", "worse", "other"), 0), "questions": len(questions)}
        counts["recent"] = len(what.recent)
        keys = self._key(before), self._key(after)
        if keys[0] == keys[1]:  # the search reads the very same texts: it says the very same
            return (), (), counts
        texts = list(dict.fromkeys([*(q.text for q in questions), *what.recent]))
        was = self._answers(what.live, keys[0], texts, "现在的回答")
        now = self._answers(what.candidate, keys[1], texts, "改了以后的回答")
        answers = []
        for question in questions:
            pair = was[question.text], now[question.text]
            change = turned(question, *pair)
            if change is not None:
                place = question.gold, question.also_ok, question.style, question.source
                answers.append(AnswerChange(question.text, *place, *pair, change, question in dropped))
                counts[change] += 1
        answers.sort(key=lambda a: ORDER[a.change])
        recent = (RecentChange(text, was[text], now[text]) for text in dict.fromkeys(what.recent))
        return tuple(answers), tuple(r for r in recent if _told(r.was) != _told(r.now)), counts

    def _answers(self, texts: Texts, key: str, asked: Sequence[str], step: str) -> Mapping[str, Said]:
        """The answers of one state of the knowledge; those written down are not asked again."""
        book = Notebook(self.settings.data / "cache", key)
        known = book.load(asked)
        missing = [text for text in asked if text not in known]
        if missing:
            self.tell(f"{step}：建索引", 0, len(missing))
            searcher = self.build(self.settings, texts).searcher
            done = 0

            def told(more: int) -> None:
                nonlocal done
                done += more
                self.tell(step, done, len(missing))

            known |= ask(searcher, missing, told, self.processes)
            book.save(known)
        return known

    def _key(self, catalogue: Catalogue) -> str:
        """Everything that an answer depends on."""
        settings = self.settings
        parts = (
            corpus_of(catalogue).fingerprint,
            made_by(MODEL),
            settings.embedding_model,
            settings.index_url,
            repr(settings.wrong_when_sure),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def questions_of(live: Texts, candidate: Texts) -> tuple[tuple[Question, ...], frozenset[Question]]:
    """The questions to be asked: the candidate's, and those that it takes out or judges anew, as they are live now.

    Who takes a question out would else not see what becomes of it.
    """
    now = questions_in(candidate.of_part(EVALUATION))
    kept = frozenset(now)
    gone = tuple(q for q in questions_in(live.of_part(EVALUATION)) if q not in kept)
    return (*now, *gone), frozenset(gone)


def measuring_changes(live: Texts, candidate: Texts) -> tuple[ChangeLine, ...]:
    """What the candidate does to the questions for measuring."""
    try:
        before, after = (questions_in(texts.of_part(EVALUATION)) for texts in (live, candidate))
    except Exception:  # told among the problems
        return ()
    old, new = {q.text: q for q in before}, {q.text: q for q in after}
    found = [f"加了“{text}”" for text in new if text not in old]
    found += [f"去掉了“{text}”" for text in old if text not in new]
    found += [
        f"“{text}”的标准答案从 {old[text].gold or '无'} 改成 {new[text].gold or '无'}"
        for text in new
        if text in old and (old[text].gold, old[text].also_ok) != (new[text].gold, new[text].also_ok)
    ]
    return tuple(ChangeLine("检查用的问题", sentence) for sentence in found)


def _same(problem: Problem) -> tuple[str, str, str]:
    """A problem without its line, which moves with every edit above it."""
    return problem.file, problem.path, problem.message


def _told(said: Said) -> tuple[str, str | None, frozenset[str]]:
    return said.outcome, said.first, frozenset(said.items if said.outcome == "sure" else ())
