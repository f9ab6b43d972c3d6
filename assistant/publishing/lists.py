"""How material lists change, in words: for which answers a paper comes, goes or is handed in otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, product

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.checklist import Checklist, Line, checklist
from assistant.knowledge.combinations import Given, answer_sets
from assistant.knowledge.schema import Circumstance, Item
from assistant.releases import ListChange

DEEPEST = 3
"""A situation is described by at most so many answers."""

NEEDS = {"must": "一定要带", "yours": "要带", "maybe": "看情况要带", "waived": "不用带"}
SHARED = ("papers", "parameters", "departments", "sources", "service_points", "wording", "holidays")


def list_changes(before: Catalogue, after: Catalogue, today: date) -> tuple[tuple[ListChange, ...], int]:
    """Every change of an item's list, and how many combinations of answers were tried for it."""
    shared = any(getattr(before, name) != getattr(after, name) for name in SHARED)
    found: list[ListChange] = []
    tried = 0
    for code, item in after.items.items():
        old = before.items.get(code)
        if old is None or (old == item and not shared):
            continue
        sets = answer_sets(item)
        tried += len(sets)
        differing: dict[str, set[int]] = defaultdict(set)
        for number, answers in enumerate(sets):
            lists = checklist(before, old, answers, today), checklist(after, item, answers, today)
            for sentence in _differences(*lists):
                differing[sentence].add(number)
        for sentence, numbers in differing.items():
            situations = situations_of(item, sets, frozenset(numbers))
            found += [ListChange(code, item.item_name, situation, sentence) for situation in situations]
    return tuple(found), tried


def _differences(before: Checklist, after: Checklist) -> Iterator[str]:
    """What differs between two lists for the same answers."""
    old, new = _by_name(before), _by_name(after)
    for name, line in new.items():
        if name not in old:
            yield f"多了一样{_doubly(name)}（{NEEDS[line.need]}）"
        elif (changed := _line(old[name], line)) is not None:
            yield f"{_doubly(name)}{changed}"
    for name in old:
        if name not in new:
            yield f"少了一样{_doubly(name)}"
    if [s.text for s in before.steps] != [s.text for s in after.steps]:
        yield "办理步骤变了"
    for title, was, now in (("费用", before.fee, after.fee), ("结果", before.result, after.result)):
        if was.text != now.text:
            yield f"{title}从“{was.text}”变成“{now.text}”"
    if [c.text for c in before.conditions] != [c.text for c in after.conditions]:
        yield "受理条件变了"


def _by_name(one: Checklist) -> dict[tuple[str, str], Line]:
    return {(line.name, line.holder): line for line in one.lines}


def _doubly(name: tuple[str, str]) -> str:
    paper, holder = name
    return f"“{paper}”" + (f"（{holder}的）" if holder not in ("", "申请人") else "")


def _line(was: Line, now: Line) -> str | None:
    """How one paper is wanted otherwise; ``None`` when it is wanted just the same."""
    parts = []
    if was.need != now.need:
        parts.append(f"从{NEEDS[was.need]}变成{NEEDS[now.need]}")
    if was.hand_in != now.hand_in:
        parts.append(f"从“{was.hand_in}”变成“{now.hand_in}”")
    if was.electronic != now.electronic:
        parts.append(f"电子材料从“{was.electronic or '无'}”变成“{now.electronic or '无'}”")
    if (was.why, was.where_to_get, was.if_text) != (now.why, now.where_to_get, now.if_text):
        parts.append("说明变了")
    if was.doubtful != now.doubtful:
        parts.append("变成待核实" if now.doubtful else "不再是待核实")
    return "，".join(parts) or None


def situations_of(item: Item, sets: Sequence[Given], wanted: frozenset[int]) -> tuple[str, ...]:
    """The shortest descriptions that together mean just these combinations; one empty one when it is all of them.

    What cannot be said with few answers is told answer by answer.
    """
    if len(wanted) == len(sets):
        return ("",)
    missing, found = set(wanted), []
    for depth in range(1, min(DEEPEST, len(item.circumstances)) + 1):
        for chosen in combinations(item.circumstances, depth):
            for values in product(*(_values(c, sets) for c in chosen)):
                meant = dict(zip((c.id for c in chosen), values, strict=True))
                covered = {n for n, given in enumerate(sets) if all(given.get(k) == v for k, v in meant.items())}
                if covered and covered <= wanted and covered & missing:
                    found.append(_words(chosen, values))
                    missing -= covered
        if not missing:
            return tuple(found)
    rest = [sets[n] for n in sorted(missing)]
    return (*found, *(_words(item.circumstances, [g.get(c.id, ()) for c in item.circumstances]) for g in rest))


def _values(circumstance: Circumstance, sets: Sequence[Given]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(given[circumstance.id] for given in sets if circumstance.id in given))


def _words(circumstances: Sequence[Circumstance], values: Sequence[tuple[str, ...]]) -> str:
    labels = [
        "、".join(o.label for o in c.options if o.id in chosen)
        for c, chosen in zip(circumstances, values, strict=True)
        if chosen
    ]
    return f"选“{'”“'.join(labels)}”时" if labels else ""
