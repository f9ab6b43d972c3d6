"""How long a bundle takes as a whole: along its longest chain of items of which one makes a paper for the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.schema import Bundle, Item


@dataclass(frozen=True, slots=True)
class Duration:
    """Working days along the longest chain of ``path`` (codes), as far as they are known; ``unknown`` are the items of
    the bundle whose own time is no plain number and is not in the sum."""

    days: int
    path: tuple[str, ...]
    unknown: tuple[str, ...]


def duration(catalogue: Catalogue, bundle: Bundle, wanted: tuple[str, ...]) -> Duration | None:
    """The time of the items ``wanted``; ``None`` when no item of them has a plain number of working days."""
    days = {code: working_days(catalogue.items[code]) for code in wanted}
    if not any(found is not None for found in days.values()):
        return None
    before = _before(catalogue, bundle, wanted)
    longest = max((_chain(code, days, before, ()) for code in wanted), key=lambda found: found[0])
    unknown = tuple(code for code in wanted if days[code] is None)
    return Duration(longest[0], longest[1], unknown)


def working_days(item: Item) -> int | None:
    """The longest time limit given as a plain number of working days; ``None`` when there is none."""
    plain = [limit.days for limit in item.time_limits if limit.days is not None and limit.unit == "工作日"]
    return max(plain, default=None)


def _before(catalogue: Catalogue, bundle: Bundle, wanted: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Item → the items whose product it needs."""
    needed = {
        code: {name for m in catalogue.items[code].materials for name in (m.paper, f"{m.paper}@{m.holder}")}
        for code in wanted
    }
    return {
        code: tuple(p.code for p in bundle.items if p.code in wanted and p.code != code and needed[code] & {*p.gives})
        for code in wanted
    }


def _chain(
    code: str, days: Mapping[str, int | None], before: Mapping[str, tuple[str, ...]], seen: tuple[str, ...]
) -> tuple[int, tuple[str, ...]]:
    """Days and codes of the longest chain that ends with ``code``. Items that make papers for each other wait once."""
    earlier = [_chain(c, days, before, (*seen, code)) for c in before[code] if c not in (*seen, code)]
    total, path = max(earlier, key=lambda found: found[0], default=(0, ()))
    return total + (days[code] or 0), (*path, code)
