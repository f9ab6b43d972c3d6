"""The merged list of a bundle in the shape of a checklist, so that every door can show and print it."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs.turn import Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.bundle import Plan
from assistant.knowledge.list_values import Checklist, Line, Said
from assistant.knowledge.merge import MergedLine
from assistant.knowledge.schema import Bundle
from assistant.knowledge.speech import marks_of


def merged_list(turn: Turn, bundle: Bundle, whole: Plan) -> Checklist | None:
    """One checklist for the whole bundle; ``None`` when nothing is chosen. Office and notice are the first item's."""
    if not whole.lists:
        return None
    first, voice = whole.lists[0], voice_of(turn)
    order = Said(bundle.order_logic, bundle.source, doubtful=False)
    steps = tuple(
        Said(voice("bundle.step", name=one.item_name, place=_place(one)), one.sources, False) for one in whole.lists
    )
    limits = tuple(
        Said(voice("bundle.limit", name=one.item_name, text=said.text), said.source, said.doubtful)
        for one in whole.lists
        for said in one.time_limits[:1]
    )
    return replace(
        first,
        code=bundle.id,
        item_name=bundle.name,
        answered=(),
        conditions=(),
        lines=tuple(_line(turn, merged) for merged in whole.lines),
        notes=tuple(Said(text, bundle.source, doubtful=False) for text in bundle.branches),
        steps=(order, *steps),
        time_limits=limits,
        fee=Said(voice("bundle.fee"), bundle.source, doubtful=False),
        places=(),
        basis=(),
        fast=False,
        department="、".join(bundle.departments),
        sources=marks_of((bundle.source, *(one.sources for one in whole.lists))),
        verified_by=None,
        verified_on=None,
        bundle=bundle.id,
    )


def _place(one: Checklist) -> str:
    return one.places[0].text if one.places else one.department


def _line(turn: Turn, merged: MergedLine) -> Line:
    """A merged paper, with which items want it in the reason."""
    items = turn.library.catalogue.items
    names = "、".join(items[c].item_name for c in merged.codes)
    return replace(merged.line, why=voice_of(turn)("bundle.wanted_by", names=names))
