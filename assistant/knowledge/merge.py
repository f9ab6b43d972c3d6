"""Papers wanted by several items → each paper once, in its strictest form, with who wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.list_values import Line, Need
from assistant.knowledge.paper_line import FORM
from assistant.knowledge.schema import Material, Paper
from assistant.knowledge.speech import marks_of, phrase

_ORDER: tuple[Need, ...] = ("must", "yours", "maybe", "waived")
_KEPT = ("原件", "复印件", "原件和复印件")
_STRICTNESS = ("系统核验", "电子文件", "填写", "复印件", "原件核验", "本人到场", "原件和复印件", "原件", "缴回")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper as one item wants it."""

    code: str
    department: str
    material: Material
    line: Line
    paper: Paper | None


@dataclass(frozen=True, slots=True)
class MergedLine:
    """A paper named once. ``codes`` want it, ``strictest`` wants it in the form shown.

    ``kept_by`` is (department, copies) for a paper that more than one department must keep on paper; else empty.
    """

    line: Line
    codes: tuple[str, ...]
    departments: tuple[str, ...]
    strictest: str
    kept_by: tuple[tuple[str, int], ...] = ()


def merge(papers: Sequence[Wanted], catalogue: Catalogue) -> tuple[MergedLine, ...]:
    """Each paper once, in the order must, yours, maybe, waived. ``catalogue`` has the words."""
    groups: dict[tuple[str, str], list[Wanted]] = {}
    for wanted in papers:
        groups.setdefault(key_of(wanted), []).append(wanted)
    merged = [_one(group, catalogue) for group in groups.values()]
    return tuple(sorted(merged, key=lambda m: _ORDER.index(m.line.need)))


def key_of(wanted: Wanted) -> tuple[str, str]:
    """Canonical paper and holder. A name that says more than the canonical paper's own names stays by itself."""
    material, paper = wanted.material, wanted.paper
    if material.paper == FORM:
        return FORM, ""
    if paper and _plain(material.material_name) in {_plain(n) for n in (paper.name, *paper.also)}:
        return paper.id, material.holder
    return material.material_name, material.holder


def _plain(name: str) -> str:
    return name.strip("《》").removesuffix("信息").removesuffix("（原件）")


def _one(group: list[Wanted], catalogue: Catalogue) -> MergedLine:
    need = min((w.line.need for w in group), key=_ORDER.index)
    asked = [w for w in group if w.line.need == need]
    strictest = max(asked, key=lambda w: _STRICTNESS.index(w.material.material_kind))
    line = replace(
        strictest.line,
        source=marks_of(w.line.source for w in group),
        doubtful=any(w.line.doubtful for w in asked),
    )
    kept_by = _kept_by(asked)
    if strictest.material.paper == FORM and len(group) > 1:
        line = replace(line, name=phrase(catalogue, "bundle.form"))
    elif kept_by:
        each = "、".join(phrase(catalogue, "bundle.kept_by", name=name, n=n) for name, n in kept_by)
        total = sum(n for _, n in kept_by)
        line = replace(line, hand_in=phrase(catalogue, "bundle.kept_each", n=total, each=each))
    codes, departments = marks_of([w.code] for w in group), marks_of([w.department] for w in group)
    return MergedLine(line, codes, departments, strictest.code, kept_by)


def _kept_by(asked: Sequence[Wanted]) -> tuple[tuple[str, int], ...]:
    """The departments that must each keep the paper, with how many: only where no electronic one will do."""
    copies: dict[str, int] = {}
    for wanted in asked:
        material = wanted.material
        if material.material_kind in _KEPT and material.electronic == "不可" and material.paper != FORM:
            count = max(1, material.n_original if material.material_kind == "原件" else material.n_copy)
            copies[wanted.department] = max(copies.get(wanted.department, 0), count)
    return tuple(copies.items()) if len(copies) > 1 else ()
