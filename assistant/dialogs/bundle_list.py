"""The merged list of a bundle in the shape of a checklist, so that every door can show and print it, and its words."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons
from assistant.dialogs.bundle_memory import Tray
from assistant.dialogs.names import short_name
from assistant.dialogs.turn import Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.bundle import Plan, plan
from assistant.knowledge.list_values import Checklist, Line, Said
from assistant.knowledge.merge import MergedLine
from assistant.knowledge.notice import standing
from assistant.knowledge.schema import Bundle
from assistant.knowledge.speech import marks_of
from assistant.messages import Choice, Reply

CLOSER = 3
"""How many items are offered for a closer look below the list."""


def list_reply(turn: Turn, on_table: Tray, still_open: int) -> Reply:
    """The one list for the items chosen, how long all takes, and what can be done with it."""
    catalogue, voice, bundle = turn.library.catalogue, voice_of(turn), on_table.bundle
    whole = plan(catalogue, bundle, on_table.answers, turn.today, on_table.chosen)
    count = {need: sum(m.line.need == need for m in whole.lines) for need in ("must", "yours", "maybe")}
    lines = [voice("bundle.list", name=bundle.name, n=len(on_table.chosen), papers=count["must"] + count["yours"])]
    lines += [voice("list.maybe", n=count["maybe"])] if count["maybe"] else []
    lines += [_days(turn, whole)] if len(on_table.chosen) > 1 else []
    lines += [voice("list.note", text=warning) for warning in whole.warnings]
    lines.append(voice("bundle.alone"))
    more = [Choice(f"bundlemore:{bundle.id}", voice("button.bundle_more"))] if still_open else []
    names = {c: short_name(catalogue.items[c].item_name) for c in on_table.chosen}
    closer = [Choice(f"item:{c}", voice("button.closer", name=name)) for c, name in names.items()]
    change = Choice(f"bundle:{bundle.id}", voice("button.bundle_change"), quiet=True)
    return Reply(
        "\n".join(lines),
        choices=(*more, *closer[:CLOSER], change, buttons.human(voice)),
        checklist=merged_list(turn, bundle, whole),
        sources=bundle.source,
        kind="list",
    )


def _days(turn: Turn, whole: Plan) -> str:
    """How long the whole takes, computed and marked so; what is not in the sum is named."""
    voice, items = voice_of(turn), turn.library.catalogue.items
    if whole.days is None:
        return voice("bundle.days_none")
    names = "、".join(short_name(items[code].item_name) for code in whole.days_unknown)
    key = "bundle.days_at_once" if not whole.days.value else "bundle.days_known" if names else "bundle.days"
    said = voice(key, n=whole.days.value)
    return said + (voice("bundle.days_without", names=names) if names else "")


def merged_list(turn: Turn, bundle: Bundle, whole: Plan) -> Checklist | None:
    """One checklist for the whole bundle; ``None`` when nothing is chosen. The office is the first item's, the
    notice that of the item which can be relied on least."""
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
        notice=_notice(turn, whole),
        bundle=bundle.id,
    )


_LEAST = ("retired", "over", "not_yet", "due", "unverified", "verified")
"""What is past its day comes before what nobody ever promised."""


def _notice(turn: Turn, whole: Plan) -> str:
    items = turn.library.catalogue.items
    return min(whole.lists, key=lambda one: _LEAST.index(standing(items[one.code], turn.today))).notice


def _place(one: Checklist) -> str:
    return one.places[0].text if one.places else one.department


def _line(turn: Turn, merged: MergedLine) -> Line:
    """A merged paper, with which items want it in the reason, and which of them wants it in this form."""
    items, voice = turn.library.catalogue.items, voice_of(turn)
    why = voice("bundle.wanted_by", names="、".join(items[c].item_name for c in merged.codes))
    if len(merged.codes) > 1 and not merged.kept_by:
        why += voice("bundle.strictest", name=short_name(items[merged.strictest].item_name))
    return replace(merged.line, why=why)
