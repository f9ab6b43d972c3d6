"""一件事: life events offered as several items done together, with items left out, a few questions and one list."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.aspects import asked_aspects
from assistant.dialogs.bundle_events import event_in
from assistant.dialogs.bundle_lacking import what_lacks
from assistant.dialogs.bundle_list import list_reply
from assistant.dialogs.bundle_memory import Tray, kept, tray, tray_of
from assistant.dialogs.bundle_parts import LONGEST_MENTION, left_out, parts_named
from assistant.dialogs.bundle_questions import (
    answer_in_words,
    answered,
    begin,
    go_on,
    labels_of,
    open_questions,
    volunteered_for,
)
from assistant.dialogs.hearing import compact, heard, whole
from assistant.dialogs.items import take_item
from assistant.dialogs.names import short_name
from assistant.dialogs.searching import judged
from assistant.dialogs.straying import small_talk
from assistant.dialogs.subject import wants_something
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.bundle import default_choice
from assistant.messages import Choice, Reply

FIRST = ("前置", "同报", "同报（多选一）", "多选一", "同报（按需勾选）", "按需勾选", "后续", "系统调取")
"""Roles in the order in which their items are done."""
SHORT = 16
SHORTEST_TOLD = 3
LONGEST_EVENT = 60
ALL_QUESTIONS = 99


def offer_bundle(turn: Turn) -> Outcome | None:
    """Answer a life event with what can be done together."""
    bundle = None if turn.message.choice else event_in(turn)
    if bundle is None:
        return None
    told = replace(turn, dialog=memory.note(turn.dialog, event=turn.message.text[:LONGEST_EVENT]))
    return _offered(told, tray_of(told, bundle))


def tend_bundle(turn: Turn) -> Outcome | None:
    """The buttons of a bundle, and what is said in words while one is being put together."""
    verb, arguments = buttons.pressed(turn.message.choice)
    bundle = turn.library.catalogue.bundles.get(arguments[0]) if arguments and verb.startswith("b") else None
    if bundle is None:
        return _in_words(turn) if not verb else None
    on_table, rest = tray_of(turn, bundle), arguments[1:]
    if verb == "bundle":
        return _offered(turn, on_table)
    if verb == "bundlelist":
        return begin(turn, on_table)
    if verb in ("bundlenow", "bundlemore"):
        # 再问几句 asks all that is open, and what opens on the way; 先列清单 nothing more
        return go_on(turn, replace(on_table, left=ALL_QUESTIONS if verb == "bundlemore" else 0))
    if verb in ("bopt", "bskip") and len(rest) >= 2 and rest[0] in turn.library.catalogue.items:
        return answered(turn, on_table, rest[0], rest[1], rest[2:3])
    if verb != "bundleoff" or not rest:
        return None
    toggled = tuple(p.code for p in bundle.items if (p.code in on_table.chosen) != (p.code == rest[0]))
    return _offered(turn, replace(on_table, chosen=toggled, asking=None), "bundle.changed")


def offer_again(turn: Turn) -> Outcome | None:
    """The bundle that is on the table, as it stands."""
    on_table = tray(turn)
    return _offered(turn, on_table) if on_table else None


def bundle_list(turn: Turn) -> Outcome | None:
    """The merged list of the bundle being put together, if one is."""
    on_table = tray(turn)
    if on_table is None or turn.dialog.matter:
        return None
    still_open = len(open_questions(turn, on_table))
    return Outcome((list_reply(turn, on_table, still_open),), kept(turn.dialog, replace(on_table, asking=None)))


def _in_words(turn: Turn) -> Outcome | None:
    """What is said while a bundle is on the table and nothing else."""
    on_table = tray(turn)
    words, said = turn.library.catalogue.wording, turn.message.text
    if on_table is None:
        return None
    if turn.dialog.matter:
        return _from_beside(turn, on_table)
    if on_table.asking and not heard(words, "bundle_list_now", said):
        reply = answer_in_words(turn, on_table)
        if reply:
            return reply
    leave = left_out(turn, on_table) if heard(words, "leave_out", said) else ()
    if leave:
        rest = tuple(code for code in on_table.chosen if code not in leave)
        key = "bundle.changed" if rest != on_table.chosen else "bundle.not_in"
        return _offered(turn, replace(on_table, chosen=rest, asking=None), key)
    if heard(words, "bundle_list", said) and len(compact(said)) < SHORT:
        return go_on(turn, replace(on_table, left=0)) if on_table.asking else begin(turn, on_table)
    return what_lacks(turn, on_table) or _part_mentioned(turn, on_table)


def _from_beside(turn: Turn, on_table: Tray) -> Outcome | None:
    """An item of it is talked about, but the message is about the bundle again: all of it, or less of it."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if len(compact(said)) <= LONGEST_MENTION and heard(words, "bundle_back", said):
        return _offered(turn, on_table)
    other = [code for code in parts_named(turn, on_table) if turn.dialog.matter and code != turn.dialog.matter.item]
    if len(other) == 1 and len(compact(said)) <= SHORT and heard(words, "rather", said):
        return take_item(turn, memory.put_aside(turn.dialog), other[0], asked_aspects(words, said))
    leave = left_out(turn, on_table) if heard(words, "leave_out", said) and not turn.dialog.asking else ()
    rest = tuple(code for code in on_table.chosen if code not in leave)
    return _offered(turn, replace(on_table, chosen=rest), "bundle.changed") if rest != on_table.chosen else None


def _part_mentioned(turn: Turn, on_table: Tray) -> Outcome | None:
    """An item of the bundle spoken of: asked about, it is taken up; merely mentioned, it stays in."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if len(compact(said)) > LONGEST_MENTION or event_in(turn):
        return None
    polite = any(whole(words, f"manners.{name}", said) for name in ("thanks", "hello", "goodbye"))
    named, asked = parts_named(turn, on_table), asked_aspects(words, said)
    sure = judged(turn).items[0] if judged(turn).outcome == "sure" else ""
    if sure and sure not in {p.code for p in on_table.bundle.items} and sure not in named:
        return None
    if len(named) == 1 and (asked or wants_something(turn)):
        return take_item(turn, turn.dialog, named[0], asked)
    if wants_something(turn) or polite or any(heard(words, name, said) for name in ("sad", "grumble", "abuse")):
        return None
    if len(named) == 1 and heard(words, "leave_in", said):
        chosen = tuple(p.code for p in on_table.bundle.items if p.code in (*on_table.chosen, *named))
        return _offered(turn, replace(on_table, chosen=chosen, asking=None), "bundle.left_in")
    told = named or (len(compact(said)) >= SHORTEST_TOLD and not small_talk(turn))
    return _noted(turn, on_table) if told else None


def _noted(turn: Turn, on_table: Tray) -> Outcome:
    """Something told: what it says of the circumstances is kept for the list."""
    voice, told = voice_of(turn), volunteered_for(turn, on_table, turn.message.text)
    ways = (Choice(f"bundlelist:{on_table.bundle.id}", voice("button.bundle_list")), buttons.human(voice))
    lead = (Reply(voice("bundle.told", told="；".join(labels_of(turn, on_table, told)))),) if told else ()
    reply = Reply(voice("bundle.noted", name=on_table.bundle.name), choices=ways)
    return Outcome((*lead, reply), kept(turn.dialog, replace(on_table, answers={**told, **on_table.answers})))


def _offered(turn: Turn, on_table: Tray, key: str = "bundle.offer") -> Outcome:
    """What is in the bundle now, what is not, and how to change it."""
    voice, items, bundle = voice_of(turn), turn.library.catalogue.items, on_table.bundle
    chosen, own = on_table.chosen, f"{key}.{bundle.id}"
    lines = [voice(own if voice.has(own) else key, name=bundle.name)]
    shown = [p for p in sorted(bundle.items, key=lambda p: FIRST.index(p.role)) if p.code in items]
    for place, part in enumerate((p for p in shown if p.code in chosen), start=1):
        lines.append(voice("bundle.part", n=place, name=items[part.code].item_name))
    others = [p for p in shown if p.code not in chosen]
    lines += [voice(f"bundle.role.{p.role}", name=items[p.code].item_name) for p in others if not turn.dialog.plain]
    lines.append(voice("bundle.leave_out"))
    ways = [Choice(f"bundlelist:{bundle.id}", voice("button.bundle_list"))] if chosen else []
    toggles = [p for p in shown if p.code in chosen or p.code in default_choice(bundle) or "多选一" in p.role]
    for part in toggles:
        word = "button.leave_out" if part.code in chosen else "button.put_back"
        name = short_name(items[part.code].item_name)
        ways.append(Choice(f"bundleoff:{bundle.id}:{part.code}", voice(word, name=name), quiet=True))
    reply = Reply("\n".join(lines), choices=(*ways, buttons.human(voice)), sources=bundle.source, kind="bundle")
    return Outcome((reply,), kept(turn.dialog, on_table))
