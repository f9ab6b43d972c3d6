"""一件事: several items as one list, each paper named once, by the nine merge rules.

1 papers are the same when canonical name and holder are the same; 2 the strictest form wins and names who wants it;
3 a kept paper is handed in once and shared electronically, unless several departments must keep it on paper: then each
gets its own and is named; 4 application forms become one form; 5 what one item of the
bundle produces is not asked by the others; 6 conditional papers follow the answers and the items chosen; 7 items can be
left out, with a warning when others build on them; 8 one item's failure does not stop the others (see also
``bundle_corrections``); 9 the whole takes as long as its longest chain (``bundle_days``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from assistant.knowledge.answers import known
from assistant.knowledge.bundle_days import duration
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.checklist import checklist
from assistant.knowledge.list_values import Answers, Checklist, Line
from assistant.knowledge.merge import MergedLine, Wanted, merge
from assistant.knowledge.paper_line import line_of
from assistant.knowledge.relevant import open_circumstances
from assistant.knowledge.schema import Bundle, BundleItem, Circumstance, Item
from assistant.knowledge.speech import phrase

TOGETHER = ("同报", "同报（多选一）", "同报（按需勾选）", "多选一", "按需勾选")
"""Roles that are submitted together; the others are done before or after, or fetched by the system."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and whether we computed it (推算) or it was reported by the source of the bundle."""

    value: int
    computed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One item of the bundle: its role, whether it is done now, and how long it takes by itself.

    ``failed`` are the conditions that the answers contradict: they hold up this part alone.
    """

    code: str
    item_name: str
    department: str
    role: str
    chosen: bool
    time_limits: tuple[str, ...]
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A bundle for one person.

    ``before`` / ``after`` figures count papers (brought, or fetched by the system) and submissions, apart and together.
    ``days`` is the whole time in working days along its longest chain, as far as parts have plain numbers; ``None``
    when none has. ``days_unknown`` are the codes whose time is not in it.
    """

    bundle: Bundle
    parts: tuple[Part, ...]
    lines: tuple[MergedLine, ...]
    lists: tuple[Checklist, ...]
    papers_before: Figure
    papers_after: Figure
    submissions_before: Figure
    submissions_after: Figure
    days: Figure | None
    warnings: tuple[str, ...]
    days_unknown: tuple[str, ...] = ()


def default_choice(bundle: Bundle) -> tuple[str, ...]:
    """What is done together when nobody chose: all of 同报, and the first of each group of alternatives."""
    chosen: list[str] = []
    alternative_taken = False
    for part in bundle.items:
        if part.role in ("同报", "同报（按需勾选）", "按需勾选"):
            chosen.append(part.code)
        elif part.role in ("同报（多选一）", "多选一") and not alternative_taken:
            chosen.append(part.code)
            alternative_taken = True
    return tuple(chosen)


def plan(
    catalogue: Catalogue, bundle: Bundle, answers: Answers, today: date, chosen: Collection[str] | None = None
) -> Plan:
    """The bundle as one list. ``chosen``: codes of the items wanted, ``None`` for :func:`default_choice`.

    Answers are shared by circumstance id; ``"LB-RS-001:agent"`` answers for one item only.
    """
    wanted = default_choice(bundle) if chosen is None else tuple(p.code for p in bundle.items if p.code in chosen)
    lists = tuple(_list_of(catalogue, code, answers, today) for code in wanted)
    lines = merge(_wanted_papers(catalogue, bundle, wanted, answers), catalogue)
    parts = tuple(_part(catalogue, p, next((one for one in lists if one.code == p.code), None)) for p in bundle.items)
    whole = duration(catalogue, bundle, wanted)
    return Plan(
        bundle=bundle,
        parts=parts,
        lines=lines,
        lists=lists,
        papers_before=_figure(bundle, "papers_before", sum(_counted(one.lines) for one in lists), wanted),
        papers_after=_figure(bundle, "papers_after", _counted(m.line for m in lines), wanted),
        submissions_before=_figure(bundle, "submissions_before", len(wanted), wanted),
        submissions_after=_figure(bundle, "submissions_after", min(1, len(wanted)), wanted),
        days=Figure(whole.days, computed=True) if whole else None,
        warnings=(*_warnings(catalogue, bundle, wanted), *_failures(catalogue, parts)),
        days_unknown=whole.unknown if whole else (),
    )


def bundle_circumstances(
    catalogue: Catalogue, bundle: Bundle, answers: Answers, chosen: Collection[str] | None = None
) -> tuple[tuple[str, Circumstance], ...]:
    """(code, circumstance) still to ask for the items wanted; one shared by several items is asked once."""
    wanted = default_choice(bundle) if chosen is None else tuple(chosen)
    asked: dict[str, tuple[str, Circumstance]] = {}
    for code in wanted:
        item = catalogue.items[code]
        for circumstance in open_circumstances(item, answers_for(item, answers)):
            asked.setdefault(circumstance.id, (code, circumstance))
    return tuple(asked.values())


def shared_circumstances(
    catalogue: Catalogue, bundle: Bundle, answers: Answers, chosen: Collection[str] | None = None
) -> tuple[tuple[str, Circumstance], ...]:
    """Of :func:`bundle_circumstances` those that more than one of the items asks: they are asked before the list."""
    wanted = default_choice(bundle) if chosen is None else tuple(chosen)
    ids = [c.id for code in wanted for c in catalogue.items[code].circumstances]
    return tuple(
        (code, c) for code, c in bundle_circumstances(catalogue, bundle, answers, wanted) if ids.count(c.id) > 1
    )


def answers_for(item: Item, answers: Answers) -> Answers:
    """The answers that mean something to one item of the bundle; its own (``code:circumstance``) come first."""
    own = {key.partition(":")[2]: said for key, said in answers.items() if key.startswith(f"{item.code}:")}
    return known(item, {**answers, **own})


def _list_of(catalogue: Catalogue, code: str, answers: Answers, today: date) -> Checklist:
    item = catalogue.items[code]
    return checklist(catalogue, item, answers_for(item, answers), today)


def _wanted_papers(catalogue: Catalogue, bundle: Bundle, wanted: tuple[str, ...], answers: Answers) -> list[Wanted]:
    """Every line of every chosen item, less what another item of the bundle produces (rule 5)."""
    papers: list[Wanted] = []
    for code in wanted:
        item = catalogue.items[code]
        produced = {p for part in bundle.items if part.code in wanted and part.code != code for p in part.gives}
        for material in item.materials:
            line = line_of(catalogue, item, material, answers_for(item, answers))
            made_here = material.paper in produced or f"{material.paper}@{material.holder}" in produced
            if line is not None and not made_here:
                paper = catalogue.papers.get(material.paper or "")
                papers.append(Wanted(code, item.department, material, line, paper))
    return papers


def _part(catalogue: Catalogue, part: BundleItem, done_now: Checklist | None) -> Part:
    item = catalogue.items[part.code]
    limits = tuple(limit.text for limit in item.time_limits)
    failed = tuple(c.text for c in done_now.conditions if c.state == "failed") if done_now else ()
    return Part(item.code, item.item_name, item.department, part.role, done_now is not None, limits, failed)


def _failures(catalogue: Catalogue, parts: Iterable[Part]) -> Iterable[str]:
    """What the answers contradict, told for each item by itself: the others go on (rule 8)."""
    for part in parts:
        if part.failed:
            yield phrase(catalogue, "bundle.failed", name=part.item_name, why="；".join(part.failed))


def _counted(lines: Iterable[Line]) -> int:
    """Papers the offices look at for sure: those brought and those fetched by the system."""
    return sum(line.need != "maybe" and not line.if_text for line in lines)


def _figure(bundle: Bundle, name: str, computed: int, wanted: tuple[str, ...]) -> Figure:
    """The reported figure when the source gives one and the whole bundle is taken, else the computed one."""
    if name in bundle.reported and set(wanted) == set(default_choice(bundle)):
        return Figure(bundle.reported[name], computed=False)
    return Figure(computed, computed=True)


def _warnings(catalogue: Catalogue, bundle: Bundle, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """What to know about items left out: alternatives to choose from, and things others build on."""
    said = []
    alternatives = [p.code for p in bundle.items if p.role in ("同报（多选一）", "多选一")]
    if len(alternatives) > 1:
        names = "、".join(catalogue.items[code].item_name for code in alternatives)
        said.append(phrase(catalogue, "bundle.choose_one", names=names))
    for part in bundle.items:
        left_out = part.code not in wanted and part.role in ("同报", "前置")
        if left_out:
            key = "bundle.first_do" if part.role == "前置" else "bundle.left_out"
            said.append(phrase(catalogue, key, name=catalogue.items[part.code].item_name))
        if part.gives and part.code not in wanted and part.role in ("同报", "前置", "同报（按需勾选）"):
            papers = "、".join(catalogue.papers[p.partition("@")[0]].name for p in part.gives)
            said.append(phrase(catalogue, "bundle.needed", name=catalogue.items[part.code].item_name, papers=papers))
    return tuple(said)
