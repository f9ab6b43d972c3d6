"""The questions that were not answered well, as groups with how often, since when, and which item may be meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from assistant.knowledge.catalogue import Catalogue
from assistant.learning.similar import groups_of, likeness_in
from assistant.library import Library
from assistant.ports_learning import FirstAnswer, Lesson
from assistant.releases import Draft

MOST_WORDINGS = 1500
"""Different questions that are grouped at once: the newest of them."""

CHOOSING = timedelta(minutes=10)
"""So long somebody may still be choosing among what was offered."""

LEAST_LIKELY = 0.05
"""What the search thinks less likely than this is no suggestion."""

State = Literal["new", "taken", "dismissed"]
Reason = Literal["unknown", "unsure", "none", "beside", "corrected", "handed", "poor"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a group of questions may be about. ``kind``: item or elsewhere; ``why`` is a sentence."""

    code: str
    kind: Literal["item", "elsewhere"]
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask for the same. ``wordings`` are (question, how often), the one asked most first."""

    id: str
    wordings: tuple[tuple[str, int], ...]
    count: int
    first_at: datetime
    last_at: datetime
    reasons: Mapping[Reason, int]
    state: State
    keys: tuple[str, ...]
    chosen: Mapping[str, int] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    """The items and topics that were told, offered or found first, the commonest first."""
    lesson: Lesson | None = None
    draft: Draft | None = None

    @property
    def question(self) -> str:
        """The wording that stands for all."""
        return self.wordings[0][0]


def why_unanswered(row: FirstAnswer, now: datetime) -> Reason | None:
    """Why this question counts as not answered well; ``None`` when it does not."""
    if row.became in ("poor", "handed", "corrected", "none"):
        return row.became
    if row.outcome in ("unknown", "beside"):
        return row.outcome
    return "unsure" if row.outcome == "unsure" and row.became == "open" and now - row.at >= CHOOSING else None


def group_id(key: str) -> str:
    """The name of a group in an address: of the key of its first question."""
    return sha256(key.encode()).hexdigest()[:16]


def grouped(
    library: Library,
    rows: Iterable[FirstAnswer],
    lessons: Mapping[str, Lesson],
    drafts: Mapping[str, Draft],
    now: datetime,
) -> tuple[Group, ...]:
    """The unanswered questions in groups, those asked most first. ``lessons``: key → the one that counts."""
    by_key: dict[str, list[FirstAnswer]] = {}
    for row in rows:
        if row.key and why_unanswered(row, now):
            by_key.setdefault(row.key, []).append(row)
    newest = sorted(by_key.values(), key=lambda same: (same[-1].at, same[-1].key), reverse=True)[:MOST_WORDINGS]
    wordings = sorted(newest, key=lambda same: (-len(same), same[0].at, same[0].key))
    texts = [same[-1].question for same in wordings]
    alike, enough = likeness_in(library, texts)
    made = [_group([wordings[n] for n in group], lessons, drafts, now) for group in groups_of(texts, alike, enough)]
    return tuple(sorted(made, key=lambda g: (-g.count, -g.last_at.timestamp(), g.id)))


def _group(
    wordings: Sequence[list[FirstAnswer]], lessons: Mapping[str, Lesson], drafts: Mapping[str, Draft], now: datetime
) -> Group:
    rows = [row for same in wordings for row in same]
    keys = tuple(same[0].key for same in wordings)
    known = [lessons[k] for k in keys if k in lessons]
    lesson = max(known, key=lambda one: (holds(one, drafts), one.at), default=None)
    draft = drafts.get(lesson.draft) if lesson else None
    reasons = Counter(reason for row in rows if (reason := why_unanswered(row, now)))
    told = Counter(code for row in rows for code in (*row.told, *(c for c, _ in row.first[:3])))
    return Group(
        id=group_id(keys[0]),
        wordings=tuple((same[-1].question, len(same)) for same in wordings),
        count=len(rows),
        first_at=min(row.at for row in rows),
        last_at=max(row.at for row in rows),
        reasons=dict(reasons.most_common()),
        state=_state(rows, lesson, draft),
        keys=keys,
        chosen=dict(Counter(row.chosen for row in rows if row.chosen).most_common()),
        told=tuple(code for code, _ in told.most_common()),
        lesson=lesson,
        draft=draft,
    )


def holds(lesson: Lesson, drafts: Mapping[str, Draft]) -> bool:
    """Whether it was not undone by dropping its draft."""
    draft = drafts.get(lesson.draft)
    return lesson.kind == "dismissed" or (draft is not None and draft.state != "dropped")


def _state(rows: Sequence[FirstAnswer], lesson: Lesson | None, draft: Draft | None) -> State:
    """A dropped draft teaches nothing; what is asked in vain after a publication is new again."""
    if lesson is None:
        return "new"
    if lesson.kind == "dismissed":
        return "dismissed"
    if draft is None or draft.state == "dropped":
        return "new"
    again = draft.state == "published" and any(row.at > draft.changed_at for row in rows)
    return "new" if again else "taken"


def suggestion(library: Library, group: Group) -> Suggestion | None:
    """What the group may be about, and why: what people took in the end counts before what the search thinks now."""
    catalogue = library.catalogue
    for code, times in group.chosen.items():
        if code in catalogue.items:
            return Suggestion(code, "item", catalogue.items[code].item_name, f"有 {times} 次是市民后来自己选了这一项。")
    judgement = library.searcher.search(group.question)
    best = next((c for c in judgement.ranking if name_of(catalogue, c.code)), None)
    if best is None or best.probability < LEAST_LIKELY:
        return None
    share = f"现在的搜索觉得最像它，可能性 {round(best.probability * 100)}%。"
    why = best.why.sentence()
    return Suggestion(best.code, best.kind, name_of(catalogue, best.code), share + (f"{why}。" if why else ""))


def name_of(catalogue: Catalogue, code: str) -> str:
    """What an item, a topic elsewhere or a bundle is called; empty when there is none of this code."""
    if code in catalogue.items:
        return catalogue.items[code].item_name
    if code in catalogue.elsewhere:
        return catalogue.elsewhere[code].title
    return catalogue.bundles[code].name if code in catalogue.bundles else ""


def department_of(catalogue: Catalogue, group: Group) -> str | None:
    """The id of the department that the group falls to: of what people took, else of what was found first."""
    ids: Callable[[str], str | None] = {d.name: d.id for d in catalogue.departments.values()}.get
    codes = (*group.chosen, *group.told)
    return next((ids(catalogue.items[c].department) for c in codes if c in catalogue.items), None)
