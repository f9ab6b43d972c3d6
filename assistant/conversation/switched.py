"""What an administrator turned off, told honestly: no answer where there shall be none, and a way to go on instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.conversation.at_desk import ABOUT_THE_PAGE, Visit, is_polite
from assistant.dialogs import buttons, memory
from assistant.dialogs.human import HOTLINE, current_item, office_named
from assistant.dialogs.privacy import covered
from assistant.dialogs.safety import guard_life
from assistant.dialogs.turn import CallAgent, Outcome, Turn
from assistant.dialogs.wording import Voice, voice_of
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.hours import SHANGHAI
from assistant.knowledge.schema import Department, Item
from assistant.messages import Reply
from assistant.ports_switches import Switch
from assistant.switches import Switches

TOLD = "told_notice"
"""Note in the dialog: the emergency notice that was said."""

_NOT_ABOUT_ITEMS = frozenset(
    {"notice", "plain:on", "plain:off", "greeting", "human", "rate", "rated", "case", "desk", "queue", "failure"}
)
"""Kinds of replies that tell nothing of an item."""


def stopped(visit: Visit) -> Outcome | None:
    """The answer where the channel or the bot is turned off; danger to life is answered all the same."""
    turn, switches, choice = visit.turn, visit.switches, visit.message.choice
    channel, bot = switches.of("channel", visit.message.address.channel), switches.of("bot")
    if (channel is None and bot is None) or choice in ("plain:on", "plain:off"):
        return None
    danger = guard_life(covered(turn)[0])
    if danger is not None:
        return danger
    if channel is not None:
        return _only(turn, _sentence(turn, "channel_off", channel), phones=(HOTLINE,))
    assert bot is not None
    return _without_bot(visit, bot)


def _without_bot(visit: Visit, bot: Switch) -> Outcome:
    turn, choice = visit.turn, visit.message.choice
    if choice in ABOUT_THE_PAGE or choice == "restart" or (not choice and is_polite(visit)):
        return _only(turn, _sentence(turn, "bot_off_greeting", bot), phones=(HOTLINE,))
    if visit.switches.of("handover") is not None:
        return _only(turn, _sentence(turn, "bot_off_alone", bot), phones=(HOTLINE,))
    item = current_item(turn)
    call = CallAgent(item.department if item else None, item.code if item else None, "bot_off")
    # where nobody works at a desk this is the answer; else the place in the queue stands there instead
    alone = Reply(_sentence(turn, "bot_off_alone", bot), phones=(HOTLINE,), kind="human")
    return Outcome((alone,), replace(turn.dialog, greeted=True), (call,))


def without_items(visit: Visit, outcome: Outcome) -> Outcome:
    """The outcome with nothing told of items that are turned off; the matter is let go, so that others can be asked."""
    off = visit.switches.items
    if not off:
        return outcome
    matter = outcome.dialog.matter
    if matter is not None and matter.item in off:
        outcome = _silenced(visit.turn, outcome, matter.item, visit.switches)
    return replace(outcome, replies=tuple(_cleared(visit, outcome, off)))


def _silenced(turn: Turn, outcome: Outcome, code: str, switches: Switches) -> Outcome:
    item, switch = turn.library.catalogue.items.get(code), switches.of("item", code)
    others = tuple(r for r in outcome.replies if r.kind in _NOT_ABOUT_ITEMS)
    if item is None or switch is None or len(others) == len(outcome.replies):
        return outcome
    dialog = memory.forget(replace(outcome.dialog, matter=None, asking=None, asked=0), "narrowed", "more")
    return replace(outcome, replies=(*others, _paused(turn, item, switch)), dialog=dialog)


def _cleared(visit: Visit, outcome: Outcome, off: frozenset[str]) -> Iterable[Reply]:
    """The replies without cards and lists of these items; a list for a whole event says which part not to rely on."""
    turn = visit.turn
    for reply in outcome.replies:
        shown, code = reply.checklist, reply.checklist.code if reply.checklist else ""
        if shown is not None and not shown.bundle and code in off:
            switch, item = visit.switches.of("item", code), turn.library.catalogue.items.get(code)
            yield _paused(turn, item, switch) if item and switch else replace(reply, checklist=None)
            continue
        yield replace(reply, items=tuple(card for card in reply.items if card.code not in off))
        if shown is not None and shown.bundle:
            parts = [c for c in outcome.dialog.memo.get("bundle", {}).get("chosen", ()) if c in off]
            names = [turn.library.catalogue.items[c].item_name for c in parts if c in turn.library.catalogue.items]
            if names:
                yield Reply(_words(turn, "bundle_part_off", names="、".join(names)), kind="notice", phones=(HOTLINE,))


def _paused(turn: Turn, item: Item, switch: Switch) -> Reply:
    """Not this item, and whom to ask instead."""
    office = office_named(turn, item.department)
    whom = (
        _words(turn, "item_phone", department=office.name, phone=office.phone)
        if office
        else _words(turn, "item_nobody")
    )
    text = "\n".join((_sentence(turn, "item_off", switch, name=item.item_name), whom))
    phones = tuple(dict.fromkeys((office.phone, HOTLINE))) if office else (HOTLINE,)
    return Reply(text, choices=(buttons.human(voice_of(turn)),), phones=phones, kind="notice")


def without_handover(visit: Visit, outcome: Outcome) -> Outcome:
    """The outcome with no person called where that is turned off: it is said, with the telephone and the place."""
    switch, turn = visit.switches.of("handover"), visit.turn
    call = next((e for e in outcome.effects if isinstance(e, CallAgent)), None)
    if switch is None or call is None or visit.ticket is not None:
        return outcome
    office = _office(turn, call)
    lines = [_sentence(turn, "handover_off", switch)]
    if office:
        lines.append(_words(turn, "handover_phone", department=office.name, phone=office.phone, place=office.address))
    lines.append(_words(turn, "hotline"))
    phones = tuple(dict.fromkeys((office.phone, HOTLINE))) if office else (HOTLINE,)
    asked = next((r for r in outcome.replies if r.kind == "human"), None)
    told = Reply("\n".join(lines), choices=asked.choices if asked else (), phones=phones, kind="human")
    others = tuple(r for r in outcome.replies if r is not asked)
    return Outcome((*others, told), outcome.dialog, tuple(e for e in outcome.effects if e is not call))


def _office(turn: Turn, call: CallAgent) -> Department | None:
    offices = turn.library.catalogue.departments.values()
    return next((d for d in offices if call.department in (d.name, d.id)), None)


def noticed(visit: Visit, outcome: Outcome) -> Outcome:
    """The emergency notice before the answer, once in a conversation; a page that is just being drawn has it on top."""
    notice = visit.switches.of("notice")
    if notice is None or outcome.dialog.memo.get(TOLD) == notice.id:
        return outcome
    dialog = memory.note(outcome.dialog, **{TOLD: notice.id})
    if visit.message.choice == "start" and visit.message.address.channel == "web":
        return replace(outcome, dialog=dialog)
    lead = Reply(_words(visit.turn, "notice", text=notice.text), kind="notice")
    return replace(outcome, replies=(lead, *outcome.replies), dialog=dialog)


def list_paused(catalogue: Catalogue, code: str) -> str:
    """Why a list that was given out cannot be seen for now, and whom to ask."""
    item = catalogue.items.get(code)
    office = next((d for d in catalogue.departments.values() if item and d.name == item.department), None)
    voice = Voice(catalogue.wording)
    return voice("switches.list_off", name=item.item_name if item else code, phone=office.phone if office else HOTLINE)


def _only(turn: Turn, text: str, phones: tuple[str, ...]) -> Outcome:
    return Outcome((Reply(text, phones=phones, kind="notice"),), replace(turn.dialog, greeted=True))


def _sentence(turn: Turn, key: str, switch: Switch, **values: object) -> str:
    """The sentence, what the administrator wrote for citizens, and when it is expected to end."""
    lines = [_words(turn, key, **values), switch.text]
    if switch.until is not None:
        end = switch.until.astimezone(SHANGHAI)
        lines.append(_words(turn, "until", month=end.month, day=end.day, time=f"{end:%H:%M}"))
    return "\n".join(line for line in lines if line)


def _words(turn: Turn, key: str, **values: object) -> str:
    return Voice(turn.library.catalogue.wording, turn.dialog.plain)(f"switches.{key}", **values)
