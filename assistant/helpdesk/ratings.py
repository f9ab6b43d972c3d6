"""好差评 as pure rules: the five levels, what is poor, what counts as one service, and the three rates kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

BEST, WORST = 1, 5
LEVELS = (1, 2, 3, 4, 5)
"""Codes of GB/T 39046 A.8 (EV-01, EV-02): 1 非常满意, 2 满意, 3 基本满意, 4 不满意, 5 非常不满意."""

POOR = frozenset({4, 5})
"""差评: the last two levels."""


def is_poor(code: int) -> bool:
    """Whether the rating must be followed up (EV-07)."""
    return code in POOR


def code_of_stars(stars: int) -> int:
    """Five stars, the best, are code 1; one star is code 5 (EV-02). Raises ``ValueError`` outside 1…5."""
    if stars not in LEVELS:
        raise ValueError(f"{stars} is no number of stars")
    return 6 - stars


def stars_of_code(code: int) -> int:
    """The other way round."""
    return code_of_stars(code)


def human_service(ticket: str) -> str:
    """What is rated when a person served: one ticket (EV-03 一次一评)."""
    return f"ticket:{ticket}"


def bot_service(conversation: str, day: date) -> str:
    """What is rated when the bot answered: one conversation on one day (EV-15: apart from the human service)."""
    return f"bot:{conversation}:{day:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Rates:
    """The three rates of EV-13; ``None`` where the denominator is 0.

    好评率 = 好评 (codes 1–3) ÷ 主动评价; 主动评价率 = 主动评价 ÷ 服务; 未评价率 = 未评价 ÷ 服务. A service nobody rated
    is never counted as a good one (“默认好评” does not exist here), and an excluded rating (EV-12) is no rating.
    """

    services: int
    rated: int
    good: int
    by_code: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @property
    def good_rate(self) -> float | None:
        return self.good / self.rated if self.rated else None

    @property
    def rated_rate(self) -> float | None:
        return self.rated / self.services if self.services else None

    @property
    def unrated_rate(self) -> float | None:
        return (self.services - self.rated) / self.services if self.services else None


def rates(services: int, by_code: dict[int, int]) -> Rates:
    """The rates of so many services with so many ratings of each code."""
    counts = tuple(by_code.get(code, 0) for code in LEVELS)
    rated = sum(counts)
    good = sum(n for code, n in zip(LEVELS, counts, strict=True) if not is_poor(code))
    one, two, three, four, five = counts
    return Rates(max(services, rated), rated, good, (one, two, three, four, five))
