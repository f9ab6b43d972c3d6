"""Commands, by button or by word: 找人工 · 重新开始 · 上一步 · 长辈版 · 重新发一遍清单."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.bundles import bundle_list
from assistant.dialogs.changes import which_changed
from assistant.dialogs.choose import offer_items
from assistant.dialogs.circumstances import carry_on, hand_over_list, named, question
from assistant.dialogs.hearing import compact, heard, whole
from assistant.dialogs.human import current_item
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.whom import call_for
from assistant.dialogs.wording import Voice, voice_of
from assistant.messages import Reply

LONGEST_COMMAND = 14


def obey_command(turn: Turn) -> Outcome | None:
    """Do what the person orders, in whatever state the dialog is."""
    name = _command(turn)
    return _COMMANDS[name](turn) if name else None


def _command(turn: Turn) -> str | None:
    if turn.message.choice:
        return turn.message.choice if turn.message.choice in _COMMANDS else None
    words, said = turn.library.catalogue.wording, turn.message.text
    if heard(words, "command.human", said) and not heard(words, "command.not_human", said):
        return "human"
    if heard(words, "command.list_again", said):
        return "list"
    if len(compact(said)) > LONGEST_COMMAND:
        return None
    if heard(words, "command.start_over", said):
        return "restart"
    names = ("restart", "back", "plain:off", "plain:on", "list")
    return next((name for name in names if whole(words, f"command.{name}", said)), None)


def _human(turn: Turn) -> Outcome:
    return call_for(turn, "citizen_asked")


def _restart(turn: Turn) -> Outcome:
    voice = voice_of(turn)
    return Outcome((Reply(voice("restart"), choices=(buttons.human(voice),)),), memory.fresh_start(turn.dialog))


def _plain(turn: Turn, on: bool) -> Outcome:
    dialog = replace(turn.dialog, plain=on)
    voice = Voice(turn.library.catalogue.wording, on)
    # the kind tells the door, which draws its page by it, however the wish was said
    kind = "plain:on" if on else "plain:off"
    return Outcome((Reply(voice("plain.on" if on else "plain.off"), kind=kind),), dialog)


def _list(turn: Turn) -> Outcome:
    item = current_item(turn)
    if item is None:
        return bundle_list(turn) or Outcome((Reply(voice_of(turn)("list.none_yet")),), turn.dialog)
    if turn.dialog.matter and turn.dialog.matter.listed:
        return hand_over_list(turn, turn.dialog, item)
    return carry_on(turn, turn.dialog)


def _back(turn: Turn) -> Outcome:
    """One step back: the last answer is asked again; before the first, the choice of items; before that, the matter
    left behind."""
    dialog, item, voice = turn.dialog, current_item(turn), voice_of(turn)
    last = next(reversed(dialog.matter.answers), None) if dialog.matter and dialog.matter.answers else None
    circumstance = named(item, last) if item else None
    if item and circumstance and last:
        again = replace(memory.unanswer(dialog, last), asking=last, asked=0, offered=())
        return Outcome((question(turn, item, circumstance, key="ask.again"),), memory.forget(again, "narrowed", "more"))
    shown = tuple(c for c in dialog.memo.get("shown", ()) if c in turn.library.catalogue.items)
    if shown and not dialog.offered:
        return offer_items(turn, replace(dialog, matter=None, asking=None), shown, voice("choose.again"))
    if dialog.past:
        before = dialog.past[-1]
        returned = memory.take_up(replace(dialog, matter=None), before.item)
        return carry_on(turn, returned)
    return Outcome((Reply(voice("back.nowhere"), choices=(buttons.human(voice),)),), dialog)


_COMMANDS = {
    "human": _human,
    "restart": _restart,
    "back": _back,
    "plain:on": lambda turn: _plain(turn, True),
    "plain:off": lambda turn: _plain(turn, False),
    "list": _list,
    "change": which_changed,
}
