"""Second thoughts: an earlier answer put right, a wrong item put aside, back to what was left before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.asking import asks
from assistant.dialogs.aspects import asked_aspects
from assistant.dialogs.cards import name_in_sentence
from assistant.dialogs.choose import offer_items
from assistant.dialogs.circumstances import carry_on, computed, continue_question, hand_over_list, next_circumstance
from assistant.dialogs.hearing import compact, find, heard, pattern
from assistant.dialogs.human import current_item
from assistant.dialogs.items import take_item
from assistant.dialogs.searching import judged, likely_item, named_item
from assistant.dialogs.several import taken_back
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.understand import understand, volunteered
from assistant.dialogs.variants import instead as variant
from assistant.dialogs.wording import voice_of
from assistant.knowledge.checklist import Checklist
from assistant.knowledge.schema import Circumstance, Item
from assistant.messages import Choice, Reply
from assistant.records import Dialog

LONGEST_ANNOUNCEMENT = 12
LONGEST_KIND = 8
_NOT_BUT = re.compile(r"(?:不是|勿是|弗是).{1,10}?(?:我是|我要|是|要)(.{2,})")


def change_answer(turn: Turn) -> Outcome | None:
    """刚才说错了，是非沪籍: the answer is replaced, the list computed anew and the difference told."""
    item, words, said = current_item(turn), turn.library.catalogue.wording, turn.message.text
    if item is None or turn.message.choice or not turn.dialog.matter or not turn.dialog.matter.answers:
        return None
    announced = heard(words, "changed", said)
    if not announced and (heard(words, "hypothetical", said) or heard(words, "new_case", said) or asks(words, said)):
        return None
    dialog = _put_right(turn, item, announced=announced)
    if dialog != turn.dialog:
        return recomputed(turn, dialog, item)
    if not announced or judged(turn).outcome == "sure":
        return None
    if len(compact(said)) <= LONGEST_ANNOUNCEMENT:
        return which_changed(turn)
    return None if turn.dialog.asking or asked_aspects(words, said) else _no_matter(turn, item)


def _no_matter(turn: Turn, item: Item) -> Outcome:
    """What is put right was never asked for this item: it changes nothing on the list."""
    which = which_changed(turn)
    told = Reply(voice_of(turn)("change.no_matter", name=name_in_sentence(item)))
    return replace(which, replies=(told, *which.replies))


def recomputed(turn: Turn, dialog: Dialog, item: Item) -> Outcome:
    """After a change: the next question that became necessary, or the new list with what is different."""
    voice = voice_of(turn)
    answers = dialog.matter.answers if dialog.matter else {}
    changed = [c for c in item.circumstances if answers.get(c.id, ()) != _answer(turn, c.id)]
    fresh = [o.label for c in changed for o in c.options if o.id in answers[c.id] and o.id not in _answer(turn, c.id)]
    gone = [o.label for c in changed for o in c.options if o.id in _answer(turn, c.id) and o.id not in answers[c.id]]
    told = voice("change.noted", told="；".join(fresh)) if fresh else voice("change.taken_back", told="；".join(gone))
    if not (turn.dialog.matter and turn.dialog.matter.listed):
        going_on = continue_question(turn, dialog)
        return Outcome((Reply(told), going_on), dialog) if going_on else carry_on(turn, dialog, Reply(told))
    if next_circumstance(item, dialog):
        return carry_on(turn, dialog, Reply(told))
    text = difference(turn, computed(turn, turn.dialog, item), computed(turn, dialog, item))
    return hand_over_list(turn, dialog, item, Reply(told + "\n" + text, kind="notice"))


def difference(turn: Turn, before: Checklist, after: Checklist) -> str:
    """Which papers came and which went between two lists."""
    voice = voice_of(turn)
    old, new = (dict.fromkeys(x.name for x in p.lines if x.need in ("must", "yours")) for p in (before, after))
    added, removed = [n for n in new if n not in old], [n for n in old if n not in new]
    lines = [voice("list.added", names="、".join(added))] if added else []
    lines += [voice("list.removed", names="、".join(removed))] if removed else []
    return "\n".join(lines) if lines else voice("list.same")


def _answer(turn: Turn, circumstance: str) -> tuple[str, ...]:
    return turn.dialog.matter.answers.get(circumstance, ()) if turn.dialog.matter else ()


def _put_right(turn: Turn, item: Item, *, announced: bool) -> Dialog:
    """The dialog with every answer replaced that the message contradicts."""
    words, said, dialog = turn.library.catalogue.wording, turn.message.text, turn.dialog
    bare = pattern(words.get("hear.changed", "")).sub("", compact(said))
    for circumstance in item.circumstances:
        known = _answer(turn, circumstance.id)
        if circumstance.id not in (turn.dialog.matter.answers if turn.dialog.matter else {}):
            continue
        if circumstance.id == turn.dialog.asking:
            continue
        less = taken_back(words, circumstance, known, said)
        if less is not None:
            dialog = memory.answer(dialog, circumstance.id, less)
            continue
        told = volunteered(words, circumstance, said, turn.today.year)
        if announced and not told and bare:
            told = understand(words, circumstance, bare, turn.today.year).options if len(bare) > 1 else ()
        if told and told != known:
            dialog = memory.answer(dialog, circumstance.id, told)
    return dialog


def which_changed(turn: Turn) -> Outcome:
    """我的情况变了: the answers given, each as a button to be asked again."""
    item, voice = current_item(turn), voice_of(turn)
    answers = turn.dialog.matter.answers if turn.dialog.matter else {}
    given = [c for c in item.circumstances if c.id in answers] if item else []
    if item is None or not given:
        return Outcome((Reply(voice("change.nothing"), choices=(buttons.human(voice),)),), turn.dialog)
    ways = tuple(Choice(f"redo:{c.id}:{item.code}", c.question, _label(c, answers)) for c in given)
    return Outcome((Reply(voice("change.which"), choices=(*ways, buttons.human(voice)), kind="question"),), turn.dialog)


def _label(asked: Circumstance, answers: Mapping[str, tuple[str, ...]]) -> str:
    return "、".join(o.label for o in asked.options if o.id in answers[asked.id])


def wrong_matter(turn: Turn) -> Outcome | None:
    """不是这个，我是说……: the item meant instead, never the same one again."""
    words, said = turn.library.catalogue.wording, turn.message.text
    item = current_item(turn)
    pressed = turn.message.choice == "wrong"
    instead = _NOT_BUT.match(compact(said)) if item and not turn.dialog.asking and not turn.message.choice else None
    if not pressed and not instead and (turn.message.choice or not heard(words, "wrong_matter", said)):
        return None
    wrong = {item.code} if item else set(turn.dialog.offered)
    match = None if pressed else find(words, "wrong_matter", said)
    rest = instead.group(1) if instead else compact(said)[match.end() :] if match else ""
    if len(rest) < 2:
        return _instead(turn, item)
    if item and not instead and _tells_a_circumstance(turn, item, rest):
        return None
    kind = variant(turn, rest.removeprefix("是")) if len(rest) <= LONGEST_KIND else None
    if kind:
        return kind
    dialog = replace(turn.dialog, matter=None, asking=None, asked=0, offered=())
    judgement = judged(turn, rest)
    likely = likely_item(_saying(turn, rest), judgement)
    if likely and likely not in wrong:
        return take_item(_saying(turn, rest), dialog, likely)
    if judgement.outcome != "sure" and turn.dialog.memo.get("topic"):
        judgement = judged(turn, f"{turn.dialog.memo['topic']}，{rest}")
    if item and not instead and judgement.outcome == "sure" and judgement.items[0] == item.code:
        return take_item(_saying(turn, rest), turn.dialog, item.code)
    codes = [c for c in judgement.items if c not in wrong]
    ranked = [c.code for c in judgement.ranking if c.kind == "item" and c.code not in wrong]
    if judgement.outcome == "sure" and codes:
        return take_item(_saying(turn, rest), dialog, codes[0])
    if judgement.outcome == "unknown" or not ranked:
        return _instead(turn, item)
    return offer_items(turn, dialog, tuple(codes if len(codes) > 1 else ranked[:3]))


def _tells_a_circumstance(turn: Turn, item: Item, rest: str) -> bool:
    """Whether what is said instead is no other matter but a circumstance of this one (不对，我是说社保交了五年)."""
    words, judgement = turn.library.catalogue.wording, judged(turn, rest)
    if heard(words, "wants", rest) or asked_aspects(words, rest) or named_item(_saying(turn, rest)):
        return False
    elsewhere = judgement.outcome == "sure" and judgement.items[0] != item.code
    return not elsewhere and any(volunteered(words, c, rest, turn.today.year) for c in item.circumstances)


def _saying(turn: Turn, text: str) -> Turn:
    return replace(turn, message=replace(turn.message, text=text))


def _instead(turn: Turn, item: Item | None) -> Outcome:
    """What else it might be: the neighbours that are often mixed up with it."""
    voice = voice_of(turn)
    near = tuple(c.code for c in item.confusable if c.code in turn.library.catalogue.items) if item else ()
    dialog = replace(turn.dialog, matter=None, asking=None, asked=0)
    if len(near) >= 2:
        return offer_items(turn, dialog, near, voice("wrong.which"))
    reply = Reply(voice("wrong.say"), choices=(buttons.human(voice),))
    return Outcome((reply,), replace(dialog, offered=()))
