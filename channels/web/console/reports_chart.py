"""Bar charts as inline SVG: drawn on the server, readable without colour, no script and no inline style."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 190
LEFT, BOTTOM, TOP = 44, 34, 18
LABELS = 12
"""So many labels fit below the bars."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``value`` is None where there is nothing to show; ``said`` is what stands above it."""

    label: str
    value: float | None
    said: str


def bars(title: str, all_of_them: Sequence[Bar], *, top: float | None = None, target: float | None = None) -> Markup:
    """The chart with its title for who cannot see it; ``target`` is drawn as a dashed line."""
    highest = top or round_top(max(max((b.value or 0 for b in all_of_them), default=0), target or 0))
    room = WIDTH - LEFT - 8
    step = room / max(len(all_of_them), 1)
    parts = [_axis(highest)]
    for place, bar in enumerate(all_of_them):
        parts.append(_bar(bar, LEFT + place * step, step, highest, place, len(all_of_them)))
    if target is not None:
        y = _y(target, highest)
        parts.append(f'<line class="chart-target" x1="{LEFT}" x2="{WIDTH - 8}" y1="{y:.1f}" y2="{y:.1f}"/>')
    inside = "".join(parts)
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{inside}</svg>"
    )


def round_top(highest: float) -> float:
    """The next of 1, 2, 4, 6, 10, 20, 40 … that is not lower: half of it is a plain number, too."""
    if highest <= 0:
        return 1
    unit: float = 10 ** math.floor(math.log10(highest))
    return next(unit * step for step in (1, 2, 4, 6, 10) if highest <= unit * step * 1.000001)


def _axis(highest: float) -> str:
    lines = []
    for share in (0.0, 0.5, 1.0):
        y = _y(highest * share, highest)
        lines.append(f'<line class="chart-line" x1="{LEFT}" x2="{WIDTH - 8}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(
            f'<text class="chart-tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{highest * share:g}</text>'
        )
    return "".join(lines)


def _bar(bar: Bar, x: float, step: float, highest: float, place: int, count: int) -> str:
    wide = max(step * 0.7, 2)
    middle = x + step / 2
    drawn = ""
    if bar.value is not None:
        y = _y(bar.value, highest)
        height = max(HEIGHT - BOTTOM - y, 1)
        drawn = (
            f'<rect class="chart-bar" x="{middle - wide / 2:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{height:.1f}">'
            f"<title>{escape(bar.label)}：{escape(bar.said)}</title></rect>"
        )
        if count <= LABELS:
            above = f'x="{middle:.1f}" y="{y - 4:.1f}" text-anchor="middle"'
            drawn += f'<text class="chart-said" {above}>{escape(bar.said)}</text>'
    every = -(-count // LABELS)
    if place % every == 0:
        drawn += (
            f'<text class="chart-label" x="{middle:.1f}" y="{HEIGHT - 14}" text-anchor="middle">'
            f"{escape(bar.label[-8:])}</text>"
        )
    return drawn


def _y(value: float, highest: float) -> float:
    return TOP + (HEIGHT - BOTTOM - TOP) * (1 - min(value / highest, 1))
