"""Bar charts, standing and lying, as inline SVG: readable without colour, with no script and no inline style."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 190
LEFT, BOTTOM, TOP = 44, 34, 18
LABELS = 12
"""So many labels fit below the bars."""

ROW, NAMES, LONGEST_NAME = 24, 210, 14
"""Height of a lying bar, room for its name, and signs that fit into it."""


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


def rows(title: str, all_of_them: Sequence[Bar]) -> Markup:
    """Lying bars with their names before them, the longest first as given; for things, not for time."""
    highest = max((b.value or 0 for b in all_of_them), default=0) or 1
    height = ROW * max(len(all_of_them), 1) + 4
    parts = []
    for place, bar in enumerate(all_of_them):
        y = 2 + place * ROW
        wide = (WIDTH - NAMES - 64) * (bar.value or 0) / highest
        middle = y + ROW / 2 + 4
        at = f'x="{NAMES - 8}" y="{middle:.1f}" text-anchor="end"'
        size = f'x="{NAMES}" y="{y + 3:.1f}" width="{max(wide, 1):.1f}" height="{ROW - 7}"'
        parts.append(
            f'<text class="chart-name" {at}>{escape(_cut(bar.label))}</text><rect class="chart-bar" {size}>'
            f"<title>{escape(bar.label)}：{escape(bar.said)}</title></rect>"
            f'<text class="chart-said" x="{NAMES + wide + 6:.1f}" y="{middle:.1f}">{escape(bar.said)}</text>'
        )
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _short(label: str) -> str:
    """A day without its year, anything else as it is."""
    return label if len(label) <= 9 else label[-5:]


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


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
            f"{escape(_short(bar.label))}</text>"
        )
    return drawn


def _y(value: float, highest: float) -> float:
    return TOP + (HEIGHT - BOTTOM - TOP) * (1 - min(value / highest, 1))
