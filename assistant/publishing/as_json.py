"""Reports of a check to plain JSON values and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.releases import AnswerChange, ChangeLine, Finding, GateReport, ListChange, RecentChange, Said


def to_json(report: GateReport) -> dict[str, Any]:
    """Plain values."""
    return asdict(report)


def from_json(raw: dict[str, Any]) -> GateReport:
    """What :func:`to_json` made."""
    return GateReport(
        before=raw["before"],
        after=raw["after"],
        problems=tuple(Finding(**one) for one in raw["problems"]),
        changes=tuple(ChangeLine(**one) for one in raw["changes"]),
        answers=tuple(_answer(one) for one in raw["answers"]),
        lists=tuple(ListChange(**one) for one in raw["lists"]),
        recent=tuple(RecentChange(one["question"], _said(one["was"]), _said(one["now"])) for one in raw["recent"]),
        counts=dict(raw["counts"]),
        seconds=raw["seconds"],
    )


def _answer(raw: dict[str, Any]) -> AnswerChange:
    return AnswerChange(**{**raw, "also_ok": tuple(raw["also_ok"]), "was": _said(raw["was"]), "now": _said(raw["now"])})


def _said(raw: dict[str, Any]) -> Said:
    return Said(**{**raw, "items": tuple(raw["items"])})
