"""Risk–coverage and reliability as SVG pictures, and as PNG where that can be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.evaluation.pictures import write_pictures

_SIDE, _EDGE = 320, 44
Points = Sequence[tuple[float, float]]


def _x(value: float) -> float:
    return round(_EDGE + value * _SIDE, 1)


def _y(value: float, top: float) -> float:
    return round(_EDGE + _SIDE * (1 - min(value / top, 1.0)), 1)


def _frame(title: str, across: str, up: str, top: float, inside: str) -> str:
    ticks = []
    for step in range(6):
        share = step / 5
        ticks.append(f'<text x="{_x(share)}" y="{_EDGE + _SIDE + 16}" text-anchor="middle">{share:.1f}</text>')
        ticks.append(f'<text x="{_EDGE - 6}" y="{_y(share * top, top) + 4}" text-anchor="end">{share * top:.2g}</text>')
    size, middle = _SIDE + 2 * _EDGE, _EDGE + _SIDE / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="11" '
        f'role="img" aria-label="{title}"><rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{middle}" y="20" text-anchor="middle" font-size="14">{title}</text>'
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>'
        f'{"".join(ticks)}<text x="{middle}" y="{size - 8}" text-anchor="middle">{across}</text>'
        f'<text x="12" y="{middle}" text-anchor="middle" '
        f'transform="rotate(-90 12 {middle})">{up}</text>{inside}</svg>\n'
    )


def _line(points: Points, top: float, colour: str, dashed: bool = False) -> str:
    joined = " ".join(f"{_x(a)},{_y(b, top)}" for a, b in points)
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def risk_coverage_svg(curve: Points) -> str:
    """How many answers are wrong when only the surest share is answered."""
    top = max(0.05, max((r for _, r in curve), default=0.05))
    thin = [*curve[:: max(1, len(curve) // 300)], *curve[-1:]]
    return _frame("风险与覆盖", "作答的比例", "其中答错的比例", top, _line(thin, top, "#1a5fb4"))


def reliability_svg(bins: Sequence[tuple[float, float, int]]) -> str:
    """How often the first place was right, against the probability said; the area of a dot is the number of
    questions."""
    total = sum(n for _, _, n in bins) or 1
    sizes = [round(3 + 22 * (n / total) ** 0.5, 1) for _, _, n in bins]
    dots = "".join(
        f'<circle cx="{_x(p)}" cy="{_y(r, 1.0)}" r="{size}" fill="#1a5fb4" opacity=".6"/>'
        for (p, r, _), size in zip(bins, sizes, strict=True)
    )
    inside = (
        _line([(0, 0), (1, 1)], 1.0, "#999", dashed=True) + _line([(p, r) for p, r, _ in bins], 1.0, "#1a5fb4") + dots
    )
    return _frame("说的把握与实际答对", "说的把握", "实际答对的比例", 1.0, inside)


def write_curves(folder: Path, curve: Points, bins: Sequence[tuple[float, float, int]]) -> tuple[Path, ...]:
    """Write both pictures; returns their paths, those of the SVG files first."""
    folder.mkdir(parents=True, exist_ok=True)
    risk, reliable = folder / "risk-coverage.svg", folder / "reliability.svg"
    risk.write_text(risk_coverage_svg(curve), encoding="utf-8")
    reliable.write_text(reliability_svg(bins), encoding="utf-8")
    return risk, reliable, *write_pictures(folder, curve, bins)
