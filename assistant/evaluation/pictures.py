"""The curves as PNG, where matplotlib is installed (it comes with the developer's tools, not with the program)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Points = Sequence[tuple[float, float]]
Bins = Sequence[tuple[float, float, int]]
_INK = "#1a5fb4"
_CHINESE = ("Noto Sans CJK SC", "Noto Serif CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "SimHei")


def can_draw() -> bool:
    """Whether PNG pictures can be made here."""
    return find_spec("matplotlib") is not None


def _canvas(chinese: str, english: tuple[str, str], labels: tuple[str, str]) -> tuple[Any, Any]:
    """A square figure and its axes; labelled in Chinese where a Chinese font is installed."""
    from matplotlib import font_manager
    from matplotlib.figure import Figure

    installed = {font.name for font in font_manager.fontManager.ttflist}
    font = next((name for name in _CHINESE if name in installed), None)
    figure = Figure(figsize=(4.2, 4.2), dpi=150, layout="constrained")
    axes = figure.add_subplot()
    across, up = labels if font else english
    style: dict[str, Any] = {"fontfamily": font} if font else {}
    axes.set_xlabel(across, **style)
    axes.set_ylabel(up, **style)
    if font:
        axes.set_title(chinese, **style)
    axes.set_xlim(0, 1)
    return figure, axes


def risk_coverage_png(path: Path, curve: Points) -> None:
    """How many answers are wrong when only the surest share is answered."""
    figure, axes = _canvas("风险与覆盖", ("share answered", "share wrong"), ("作答的比例", "其中答错的比例"))
    axes.plot([a for a, _ in curve], [b for _, b in curve], color=_INK)
    axes.set_ylim(0, max(0.05, max((b for _, b in curve), default=0.0)))
    figure.savefig(path, format="png")


def reliability_png(path: Path, bins: Bins) -> None:
    """How often the first place was right, against the probability said; the area of a dot is the number of
    questions."""
    figure, axes = _canvas("说的把握与实际答对", ("probability said", "share right"), ("说的把握", "实际答对的比例"))
    total = sum(n for _, _, n in bins) or 1
    axes.plot([0, 1], [0, 1], color="#999", linestyle="--")
    axes.plot([p for p, _, _ in bins], [r for _, r, _ in bins], color=_INK)
    axes.scatter([p for p, _, _ in bins], [r for _, r, _ in bins], [12 + 900 * n / total for _, _, n in bins], _INK)
    axes.set_ylim(0, 1.02)
    figure.savefig(path, format="png")


def write_pictures(folder: Path, curve: Points, bins: Bins) -> tuple[Path, ...]:
    """Write both as PNG; returns their paths, none where matplotlib is missing."""
    if not can_draw():
        return ()
    risk, reliable = folder / "risk-coverage.png", folder / "reliability.png"
    risk_coverage_png(risk, curve)
    reliability_png(reliable, bins)
    return risk, reliable
