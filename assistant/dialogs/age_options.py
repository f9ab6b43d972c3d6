"""Which options of a circumstance an age leaves possible, read from the ages in their labels (不到60岁 · 满3岁了)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.dialogs import ages
from assistant.dialogs.hearing import compact
from assistant.knowledge.schema import Circumstance, Option

_LABEL = re.compile(r"(不到|没满|未满|不满|没到|才满|内满|会满|已满|满)?(\d{1,3})周?岁(以上|以下)?")
_BELOW = re.compile(r"^(?:还)?(?:不满|没满|未满|没到|不到)了?$")
_LITTLE = re.compile(r"[了的还已就]|孩子|宝宝|老人|小孩")
_CHILD = re.compile(r"孩子|宝宝|小孩|幼儿|新生儿")
_OTHERS = re.compile(r"给谁|孩子|宝宝|小孩")
ADULT, OLD = 18, 50
_BY_NAME = {"child": (0, ADULT - 1), "minor": (0, ADULT - 1), "adult": (ADULT, ages.OLDEST)}


@dataclass(frozen=True, slots=True)
class _Range:
    """Ages from ``low`` to ``high``, both included; ``alone`` when the label says nothing beside the age."""

    low: int
    high: int
    alone: bool


def option_of(circumstance: Circumstance, said: str, this_year: int, *, asked: bool = False) -> str | None:
    """The option that the age told decides; None when it leaves several, or the label says more than an age.

    Unasked, the age of the speaker does not count for a circumstance of somebody else.
    """
    told, ranges = _told(circumstance, said, this_year, asked=asked), _ranges(circumstance)
    if told is None or not ranges:
        return None
    left = _left(circumstance, told)
    ranged = [ranges[o] for o in left if o in ranges]
    if len(ranged) != 1 or not (ranged[0].low <= told[0] and told[1] <= ranged[0].high):
        return None
    return next(o for o in left if o in ranges) if ranged[0].alone or len(left) == 1 else None


def options_left(circumstance: Circumstance, said: str, this_year: int) -> tuple[str, ...]:
    """Two or more options, but not all, that the age told in an answer does not exclude; empty otherwise."""
    told = _told(circumstance, said, this_year, asked=True)
    left = _left(circumstance, told) if told and not circumstance.multi else ()
    return left if 1 < len(left) < len(circumstance.options) else ()


def _told(circumstance: Circumstance, said: str, this_year: int, *, asked: bool) -> tuple[int, int] | None:
    told = None if circumstance.multi else ages.span(said, this_year)
    if told is None or (_CHILD.search(circumstance.question) and told[0] >= ADULT):
        return None
    if not asked and ages.is_own(said):
        others = _OTHERS.search(circumstance.question) or ("老人" in circumstance.question and told[0] < OLD)
        return None if others else told
    return told


def _left(circumstance: Circumstance, told: tuple[int, int]) -> tuple[str, ...]:
    ranges = _ranges(circumstance)
    possible = [
        o.id
        for o in circumstance.options
        if o.id not in ranges or (ranges[o.id].low <= told[1] and told[0] <= ranges[o.id].high)
    ]
    return tuple(possible)


def _ranges(circumstance: Circumstance) -> dict[str, _Range]:
    found = {o.id: _range(circumstance, o) for o in circumstance.options}
    return {name: one for name, one in found.items() if one}


def _range(circumstance: Circumstance, option: Option) -> _Range | None:
    label = compact(option.label)
    match = _LABEL.search(label)
    if match is None:
        return _without_number(circumstance, option, label)
    before, years, after = match.group(1), int(match.group(2)), match.group(3)
    alone = not _LITTLE.sub("", label.replace(match.group(), ""))
    if before in ("内满", "会满"):
        return _Range(years - 1, years - 1, alone=False)
    if before in ("不到", "没满", "未满", "不满", "没到", "才满") or after == "以下":
        return _Range(0, years - 1, alone)
    lower = years - 1 if "会满" in label else years
    return _Range(lower, ages.OLDEST, alone) if before in ("已满", "满") or after == "以上" else None


def _without_number(circumstance: Circumstance, option: Option, label: str) -> _Range | None:
    """成年人 · 儿童 by their names; 还不满 by the one age in the question."""
    if option.id in _BY_NAME and len(circumstance.options) == 2:
        return _Range(*_BY_NAME[option.id], alone=True)
    asked = _LABEL.findall(compact(circumstance.question))
    return _Range(0, int(asked[0][1]) - 1, alone=True) if len(asked) == 1 and _BELOW.match(label) else None
