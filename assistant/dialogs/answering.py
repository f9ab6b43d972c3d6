"""The message after a question of ours: the answer to it, an aside, or something else altogether."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.dialogs import ages, buttons, memory
from assistant.dialogs.aspects import asked_aspects, only_weakly
from assistant.dialogs.circumstances import carry_on, continue_question, named, question
from assistant.dialogs.facts import answer_aspects_of, answer_question_of, with_note
from assistant.dialogs.faq import nearest_question
from assistant.dialogs.following import half_told
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.human import current_item
from assistant.dialogs.items import take_item, take_up_told, told_line
from assistant.dialogs.pressing import chosen
from assistant.dialogs.searching import another_item, judged
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.understand import Understood, by_label_part, by_words, understand, volunteered
from assistant.dialogs.wording import voice_of
from assistant.knowledge.schema import Circumstance, Item
from assistant.messages import Choice, Reply

MOST_ASKED_AGAIN = 2
SHORTEST_MATTER = 6
LONGEST_BACKGROUND = 14
LONGEST_PLAIN_ANSWER = 8
SMALL_PART = 0.34


def answer_circumstance(turn: Turn) -> Outcome | None:
    """Take the message as the answer to the circumstance asked; an aside is answered and the question continued."""
    item = current_item(turn)
    circumstance = named(item, turn.dialog.asking) if item else None
    if item is None or circumstance is None or turn.message.choice:
        return None
    words, said = turn.library.catalogue.wording, turn.message.text
    asides = () if only_weakly(words, said) else asked_aspects(words, said)
    part = by_label_part(circumstance, said, tuple(turn.dialog.memo.get("narrowed", ())))
    meant = Understood((part,)) if part else understand(words, circumstance, said, turn.today.year)
    other = another_item(turn, item.code) if meant.options and _by_the_way(words, circumstance, said) else None
    if other:
        return take_item(turn, turn.dialog, other)
    if asides and not meant.options:
        return _aside(turn, item, asides)
    if meant.open:
        return carry_on(turn, memory.answer(turn.dialog, circumstance.id, ()), Reply(voice_of(turn)("ask.left_open")))
    if meant.options:
        lead = answer_aspects_of(turn, turn.dialog, item, [a for a in asides if a != "materials"])
        told = take_up_told(turn, memory.answer(turn.dialog, circumstance.id, meant.options), item)
        done = chosen(turn, told, circumstance, meant.options)
        return replace(done, replies=(*lead, *done.replies))
    if meant.narrowed:
        dialog = memory.note(turn.dialog, narrowed=list(meant.narrowed))
        return Outcome((question(turn, item, circumstance, meant.narrowed, "ask.narrowed"),), dialog)
    return _something_else(turn, item, circumstance)


def _by_the_way(words: Mapping[str, str], circumstance: Circumstance, said: str) -> bool:
    """Whether the words that fit an option are a small part of a longer message (老板欠我三个月工钱)."""
    text = compact(said)
    fitting = max(by_words(words, circumstance, said, asked=True).values(), default=0.0)
    return len(text) > LONGEST_PLAIN_ANSWER and fitting < SMALL_PART * len(text)


def _aside(turn: Turn, item: Item, asides: tuple[str, ...]) -> Outcome:
    """A question in between: about this item unless another is named for sure; then 继续：…"""
    other = another_item(turn, item.code)
    if other:
        return take_item(turn, turn.dialog, other)
    dialog = take_up_told(turn, turn.dialog, item)
    if asides == ("materials",):
        return carry_on(turn, dialog)
    answers = answer_aspects_of(turn, dialog, item, [name for name in asides if name != "materials"])
    going_on = continue_question(turn, dialog)
    return Outcome((*answers, going_on) if going_on else answers, dialog)


def _something_else(turn: Turn, item: Item, circumstance: Circumstance) -> Outcome | None:
    """Not an answer: another circumstance of this item, another matter, or not understood."""
    told = take_up_told(turn, turn.dialog, item)
    half = half_told(turn, told, item)
    if half:
        return half
    if told.matter and turn.dialog.matter and told.matter.answers != turn.dialog.matter.answers:
        return carry_on(turn, told, Reply(told_line(turn, told, item, turn.dialog)))
    other = another_item(turn, item.code)
    if other:
        return take_item(turn, turn.dialog, other)
    written = nearest_question(turn, item)
    if written:
        going_on = continue_question(turn, turn.dialog)
        answer = with_note(turn, item, [answer_question_of(turn, item, written)])
        return Outcome((*answer, going_on) if going_on else answer, turn.dialog)
    told_key = _told_before(turn, item, circumstance)
    if told_key:
        going_on = continue_question(turn, turn.dialog)
        heard_it = Reply(voice_of(turn)(told_key))
        return Outcome((heard_it, going_on) if going_on else (heard_it,), turn.dialog)
    return _ask_again(turn, item, circumstance)


def _told_before(turn: Turn, item: Item, asked: Circumstance) -> str:
    """The sentence for something understood that changes nothing now: said before, or of no consequence; else empty."""
    words, said, year = turn.library.catalogue.wording, turn.message.text, turn.today.year
    known = turn.dialog.matter.answers if turn.dialog.matter else {}
    told = [c.id for c in item.circumstances if c is not asked and volunteered(words, c, said, year)]
    if any(name in known for name in told):
        return "item.noted_before"
    short = len(compact(said)) <= LONGEST_BACKGROUND
    background = short and (heard(words, "background", said) or ages.span(said, year) is not None)
    return "item.background" if told or background else ""


def _ask_again(turn: Turn, item: Item, circumstance: Circumstance) -> Outcome:
    """Once more, twice at most; then the ways out: another wording, leaving it open, a person."""
    voice, asked = voice_of(turn), turn.dialog.asked + 1
    if asked < MOST_ASKED_AGAIN:
        reply = question(turn, item, circumstance, key="ask.not_understood")
        reply = replace(reply, choices=(*_other_matters(turn, item), *reply.choices))
        return Outcome((reply,), replace(turn.dialog, asked=asked))
    choices = buttons.of_circumstance(voice, item.code, circumstance)
    if asked == MOST_ASKED_AGAIN:
        reply = Reply(voice("ask.ways_out", question=circumstance.question), choices=choices, kind="question")
        return Outcome((reply,), replace(turn.dialog, asked=asked))
    left = memory.answer(turn.dialog, circumstance.id, ())
    return carry_on(turn, replace(left, asking=None, asked=0), Reply(voice("ask.moving_on")))


def _other_matters(turn: Turn, item: Item) -> tuple[Choice, ...]:
    """What else a longer message may be about, so that changing the subject is one tap."""
    items, judgement = turn.library.catalogue.items, judged(turn)
    if judgement.outcome == "unknown" or len(compact(turn.message.text)) < SHORTEST_MATTER:
        return ()
    others = [c for c in judgement.items if c != item.code and c in items][:2]
    voice = voice_of(turn)
    return tuple(Choice(f"item:{c}", voice("button.other_item", name=items[c].item_name)) for c in others)
