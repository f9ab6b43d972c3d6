"""The life of a case as tables: which steps there are, which move leads where, what each move must bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from assistant.tickets import CaseKind

CaseMove = Literal["take", "verify", "explain", "coordinate", "resolve", "answer", "call_back", "redo", "close"]
"""接单 · 核实 · 说明 (nothing to mend) · 分工协调 · 整改完成/协调有结果 · 反馈 · 回访 · 重办 · 办结."""

STEPS: Mapping[CaseKind, tuple[str, ...]] = {
    "rating": ("received", "verifying", "fixing", "answering", "calling_back", "done"),
    "stuck": ("registered", "taken", "coordinating", "answering", "calling_back", "archived"),
}
"""EV-08: 接收 → 核实 → 整改 → 反馈 → 回访 → 办结. NB-02: 登记 → 首问接单 → 分工协调 → 反馈 → 回访 → 归档."""

MOVES: Mapping[tuple[CaseKind, str, CaseMove], str] = {
    ("rating", "received", "take"): "verifying",
    ("rating", "verifying", "verify"): "fixing",
    ("rating", "verifying", "explain"): "answering",
    ("rating", "fixing", "resolve"): "answering",
    ("rating", "answering", "answer"): "calling_back",
    ("rating", "calling_back", "call_back"): "calling_back",
    ("rating", "calling_back", "redo"): "fixing",
    ("rating", "calling_back", "close"): "done",
    ("stuck", "registered", "take"): "taken",
    ("stuck", "taken", "coordinate"): "coordinating",
    ("stuck", "coordinating", "coordinate"): "coordinating",
    ("stuck", "coordinating", "resolve"): "answering",
    ("stuck", "answering", "answer"): "calling_back",
    ("stuck", "calling_back", "call_back"): "calling_back",
    ("stuck", "calling_back", "redo"): "coordinating",
    ("stuck", "calling_back", "close"): "archived",
}
"""No step can be skipped (NB-02); whoever is not content at the call-back is served again (``redo``)."""

CLOSED = frozenset({"done", "archived"})

SORTS = ("clear", "complex", "unfounded", "mistaken")
"""EV-07: 情况清楚的 · 复杂的 · 缺乏依据的 · 误评或恶意的."""

SORTS_OF: Mapping[CaseMove, frozenset[str]] = {
    "verify": frozenset({"clear", "complex"}),
    "explain": frozenset({"unfounded", "mistaken"}),
}
"""Each class has its own way: the first two are mended, the last two explained; all are answered and called back."""

MUST_SAY = frozenset({"verify", "explain", "coordinate", "resolve", "answer", "call_back", "redo"})
"""Moves that need words: what was found, agreed, mended, told, heard."""

RESULTS = ("content", "not_content", "unreached")
"""What a call-back ends with: 满意 · 不满意 · 三次没联系上."""

OUTCOMES = ("solved", "partly", "explained", "not_possible")
"""How a case ends: 已解决 · 部分解决 · 已说明 · 依规不能办."""

REASONS = ("sent_round", "refused", "kept_waiting", "told_differently", "other", "own_papers", "own_conditions")
"""Why it could not be done (NB-01), as the citizen sees it."""

EXCLUSIONS = frozenset({"own_papers", "own_conditions"})
"""排除项 of NB-01: the applicant's own papers are missing, or the rules do not allow it. Checked by a person, never a
reason to refuse registration."""


def first_state(kind: CaseKind) -> str:
    """Where a case of this kind begins."""
    return STEPS[kind][0]


def next_state(kind: CaseKind, state: str, move: CaseMove) -> str | None:
    """Where the move leads, or ``None`` when it is not the time for it."""
    return MOVES.get((kind, state, move))


def open_moves(kind: CaseKind, state: str, *, called_back: bool) -> tuple[CaseMove, ...]:
    """The moves that are allowed now; closing only after a call-back has a result (EV-08, NB-02)."""
    moves = [m for (k, s, m) in MOVES if (k, s) == (kind, state)]
    return tuple(m for m in moves if m not in ("close", "redo") or called_back)
