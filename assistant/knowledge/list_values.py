"""The values a checklist is made of: what the citizen answered, what she brings, what is said to her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Answers = Mapping[str, tuple[str, ...]]
"""Circumstance id → ids of the options chosen.

An empty tuple means asked and left open (不清楚 / 跳过): both branches are shown as 如果……还需……. A circumstance that
is absent was not asked yet and is treated the same way on the list."""

Need = Literal["must", "yours", "maybe", "waived"]
"""must 一定要带 · yours 您这种情况还要带 · maybe 如果……还需…… · waived 不用带（系统能查到）"""


@dataclass(frozen=True, slots=True)
class Line:
    """One paper on the list, ready to be read: ``hand_in`` is “原件，看一下就还”, “交 1 份复印件” …"""

    name: str
    need: Need
    hand_in: str
    electronic: str
    why: str
    where_to_get: str
    if_text: str
    holder: str
    source: tuple[str, ...]
    doubtful: bool
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition as it stands for this person: met / failed / open (the office looks at it)."""

    text: str
    state: Literal["met", "failed", "open"]
    source: tuple[str, ...]
    doubtful: bool
    otherwise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its sources; ``doubtful`` when it rests on low confidence only and must be shown as 待核实."""

    text: str
    source: tuple[str, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """材料清单 for one person, complete enough to be printed and taken along.

    ``answered`` are (question, label) pairs of what the person told; ``lines`` are ordered must, yours, maybe, waived.
    ``version`` is the content hash of the catalogue that gave it.
    """

    code: str
    item_name: str
    answered: tuple[tuple[str, str], ...]
    conditions: tuple[ConditionLine, ...]
    lines: tuple[Line, ...]
    notes: tuple[Said, ...]
    steps: tuple[Said, ...]
    time_limits: tuple[Said, ...]
    fee: Said
    result: Said
    places: tuple[Said, ...]
    basis: tuple[Said, ...]
    service_list: str
    list_meaning: str
    fast: bool
    department: str
    phone: str
    address: str
    hours: str
    sources: tuple[str, ...]
    verified_by: str | None
    verified_on: str | None
    compiled_on: str | None
    notice: str
    version: str
    bundle: str | None = None
