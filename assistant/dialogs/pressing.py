"""What a pressed button does. Ids carry their item, so that an old button leads back to its matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.aspects import EVERY
from assistant.dialogs.choose import offer_items
from assistant.dialogs.circumstances import carry_on, named, question
from assistant.dialogs.facts import answer_aspects_of
from assistant.dialogs.items import take_item
from assistant.dialogs.names import spell_out
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.schema import Circumstance, Item
from assistant.messages import Reply
from assistant.records import Dialog


def press_button(turn: Turn) -> Outcome | None:
    """Obey the pressed button; one that no longer means anything is said to be out of date."""
    verb, arguments = buttons.pressed(turn.message.choice)
    if not verb:
        return None
    act = _ACTS.get(verb)
    outcome = act(turn, arguments) if act else None
    return outcome or Outcome((Reply(voice_of(turn)("button.stale")),), turn.dialog)


def _item(turn: Turn, arguments: tuple[str, ...]) -> Outcome | None:
    code = arguments[0] if arguments else ""
    if code not in turn.library.catalogue.items:
        return None
    wish = tuple(turn.dialog.memo.get("wish", ()))
    return take_item(turn, memory.forget(turn.dialog, "wish"), code, wish)


def _back_to(turn: Turn, code: str) -> tuple[Item, Dialog] | None:
    """The item of the button and the dialog with that item as its matter."""
    item = turn.library.catalogue.items.get(code)
    return (item, memory.take_up(turn.dialog, code)) if item else None


def _circumstance(turn: Turn, arguments: tuple[str, ...], at: int) -> tuple[Item, Dialog, Circumstance] | None:
    matter = turn.dialog.matter
    code = arguments[at] if len(arguments) > at else (matter.item if matter else "")
    found = _back_to(turn, code)
    circumstance = named(found[0], arguments[0]) if found and arguments else None
    return (*found, circumstance) if found and circumstance else None


def _option(turn: Turn, arguments: tuple[str, ...]) -> Outcome | None:
    found = _circumstance(turn, arguments, 2)
    if found is None or arguments[1] not in {o.id for o in found[2].options}:
        return None
    _, dialog, circumstance = found
    return chosen(turn, dialog, circumstance, (arguments[1],))


def chosen(turn: Turn, dialog: Dialog, circumstance: Circumstance, options: tuple[str, ...]) -> Outcome:
    """Note the options chosen; of a circumstance with several answers, ask whether there are more."""
    item = turn.library.catalogue.items.get(dialog.matter.item) if dialog.matter else None
    if item is None:
        return Outcome((), dialog)
    before = dialog.matter.answers.get(circumstance.id, ()) if dialog.matter and dialog.memo.get("more") else ()
    alone = {o.id for o in circumstance.options if o.exclusive}
    together = options if alone & set(options) else tuple(dict.fromkeys((*before, *options)))
    dialog = memory.answer(dialog, circumstance.id, together)
    lead = noted(turn, circumstance, options)
    rest = tuple(o.id for o in circumstance.options if o.id not in together and o.id not in alone)
    if circumstance.multi and not alone & set(together) and rest and turn.message.choice:
        asking = replace(dialog, asking=circumstance.id, asked=0, offered=())
        asked = question(turn, item, circumstance, rest, "ask.more")
        done = buttons.done(voice_of(turn), circumstance.id, item.code)
        asked = replace(asked, choices=(*asked.choices[: len(rest)], done, *asked.choices[-2:]))
        return Outcome((*lead, asked), memory.note(asking, more=True, narrowed=list(rest)))
    settled = memory.forget(replace(dialog, asking=None, asked=0), "more", "narrowed", "judging")
    if dialog.memo.get("judging") == circumstance.id:
        return _conditions(turn, settled, item, lead)
    return carry_on(turn, settled, *lead)


def _conditions(turn: Turn, dialog: Dialog, item: Item, lead: tuple[Reply, ...]) -> Outcome:
    """The conditions as they stand now, after the one question that was asked for them."""
    told = answer_aspects_of(turn, dialog, item, ("eligible",))
    voice = voice_of(turn)
    ways = (buttons.aspect(voice, "materials", item.code), buttons.aspect(voice, "where", item.code))
    return Outcome((*lead, *told[:-1], replace(told[-1], choices=(*ways, buttons.human(voice)))), dialog)


def noted(turn: Turn, circumstance: Circumstance, options: tuple[str, ...]) -> tuple[Reply, ...]:
    """The hints that belong to the options chosen (先到……换发出生证), if any."""
    from_options = [o.note for o in circumstance.options if o.id in options and o.note]
    items = turn.library.catalogue.items
    return tuple(Reply(spell_out(n.text, items), sources=n.source, kind="notice") for n in from_options)


def _skip(turn: Turn, arguments: tuple[str, ...]) -> Outcome | None:
    found = _circumstance(turn, arguments, 1)
    return carry_on(turn, memory.answer(found[1], found[2].id, ())) if found else None


def _done(turn: Turn, arguments: tuple[str, ...]) -> Outcome | None:
    found = _circumstance(turn, arguments, 1)
    return carry_on(turn, memory.forget(replace(found[1], asking=None), "more", "narrowed")) if found else None


def _redo(turn: Turn, arguments: tuple[str, ...]) -> Outcome | None:
    found = _circumstance(turn, arguments, 1)
    if found is None:
        return None
    item, dialog, circumstance = found
    dialog = replace(memory.unanswer(dialog, circumstance.id), asking=circumstance.id, asked=0, offered=())
    return Outcome((question(turn, item, circumstance, key="ask.again"),), memory.forget(dialog, "more", "narrowed"))


def _aspect(turn: Turn, arguments: tuple[str, ...]) -> Outcome | None:
    name = arguments[0] if arguments else ""
    matter = turn.dialog.matter
    code = arguments[1] if len(arguments) > 1 else (matter.item if matter else "")
    if name not in EVERY or code not in turn.library.catalogue.items:
        return None
    return take_item(turn, turn.dialog, code, (name,))


def _kept(turn: Turn, arguments: tuple[str, ...]) -> Outcome | None:
    return _item(turn, arguments)


def _none(turn: Turn, _: tuple[str, ...]) -> Outcome:
    voice = voice_of(turn)
    rest = tuple(c for c in turn.dialog.memo.get("rest", ()) if c in turn.library.catalogue.items)
    if rest:
        return offer_items(turn, memory.forget(turn.dialog, "rest"), rest, voice("choose.these_then"))
    dialog = replace(turn.dialog, offered=(), asking=None, misses=turn.dialog.misses + 1)
    return Outcome((Reply(voice("choose.none"), choices=(buttons.human(voice),), phones=("12345",)),), dialog)


_ACTS: dict[str, Callable[[Turn, tuple[str, ...]], Outcome | None]] = {
    "item": _item,
    "opt": _option,
    "skip": _skip,
    "done": _done,
    "redo": _redo,
    "aspect": _aspect,
    "kept": _kept,
    "none": _none,
}
