"""Taking up an item: what the message already told about the case is noted, what it asked is answered."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.asking import asks
from assistant.dialogs.aspects import ASPECTS, asked_aspects
from assistant.dialogs.cards import card, honest_note, introduction
from assistant.dialogs.circumstances import carry_on, ways_back
from assistant.dialogs.clauses import asked_here
from assistant.dialogs.facts import answer_aspect, answer_question_of, with_note
from assistant.dialogs.faq import nearest_question
from assistant.dialogs.hearing import heard
from assistant.dialogs.judging import ask_deciding
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.understand import volunteered
from assistant.dialogs.wording import voice_of
from assistant.knowledge.relevant import open_circumstances
from assistant.knowledge.schema import Item
from assistant.messages import Choice, Reply
from assistant.records import Dialog

LONGEST_TOPIC = 60
ANSWERED_BY_QUESTIONS = ("elsewhere", "amount", "effect", "status", "deadline", "lost", "proxy", "online", "eligible")
"""Aspects that need no second answer when the item's own question was answered."""


def take_item(turn: Turn, dialog: Dialog, code: str, aspects: tuple[str, ...] | None = None) -> Outcome:
    """Talk about an item from now on: its card, then what was asked, then the next circumstance or what to ask next.

    ``aspects`` are those asked; when not given they are heard in the message.
    """
    item = turn.library.catalogue.items[code]
    words = turn.library.catalogue.wording
    asked = asked_aspects(words, turn.message.text) if aspects is None else aspects
    new = dialog.matter is None or dialog.matter.item != code
    dialog = take_up_told(turn, memory.take_up(dialog, code), item)
    if new and not turn.message.choice:
        dialog = memory.note(dialog, topic=turn.message.text[:LONGEST_TOPIC])
    lead = (opening(turn, dialog, item, asked),) if new else ()
    if not asked:
        return Outcome(lead or (opening(turn, dialog, item, asked),), dialog)
    return answer_all(turn, dialog, item, asked, lead)


def take_up_told(turn: Turn, dialog: Dialog, item: Item) -> Dialog:
    """Note the circumstances that the message tells by itself (我外地户口，帮我妈办)."""
    words, before = turn.library.catalogue.wording, turn.dialog.memo.get("said", "")
    said = f"{before}，{turn.message.text}" if before else turn.message.text
    if turn.message.choice or heard(words, "hypothetical", said):
        return dialog
    asked = asked_here(turn)
    asks_who = "proxy" in asked and not heard(words, "relation", turn.message.text)
    for circumstance in item.circumstances:
        who = circumstance.id.startswith("agent")
        if asks_who and who:
            continue
        known = dialog.matter.answers if dialog.matter else {}
        told = volunteered(words, circumstance, said, turn.today.year)
        if who and told == ("self",) and (asks_who or "proxy" in asked or asks(words, turn.message.text)):
            continue  # 要本人去吗 asks it and does not tell it
        if told and circumstance.id not in known and circumstance in open_circumstances(item, known):
            dialog = memory.answer(dialog, circumstance.id, told)
    return dialog


def opening(turn: Turn, dialog: Dialog, item: Item, asked: tuple[str, ...]) -> Reply:
    """The card of the item, what was noted, and – when nothing was asked – what can be asked."""
    voice = voice_of(turn)
    parts = [introduction(turn, item), told_line(turn, dialog, item)]
    choices: tuple[Choice, ...] = ()
    if not asked:
        parts += [voice("item.what_next"), honest_note(turn, item)]
        names = ("materials",) if dialog.plain else ("materials", "eligible", "how", "where", "time")
        ways = [buttons.aspect(voice, name, item.code) for name in names]
        choices = (*ways, *ways_back(turn, dialog), buttons.quiet(voice, "wrong"), buttons.human(voice))
    text = "\n".join(part for part in parts if part)
    return Reply(text, choices=choices, items=(card(turn, item),), sources=item.summary.source, kind="card")


def told_line(turn: Turn, dialog: Dialog, item: Item, before: Dialog | None = None) -> str:
    """记下了：… – the circumstances told (since ``before``), so that a wrong guess can be put right."""
    voice, answers = voice_of(turn), dialog.matter.answers if dialog.matter else {}
    old = before.matter.answers if before and before.matter else {}
    fresh = [c for c in item.circumstances if answers.get(c.id, ()) != old.get(c.id, ())]
    labels = [
        o.label if len(o.label) > 3 else voice("item.noted_pair", question=c.question, label=o.label)
        for c in fresh
        for o in c.options
        if o.id in answers.get(c.id, ())
    ]
    return voice("item.noted", told="；".join(labels)) if labels else ""


def answer_all(turn: Turn, dialog: Dialog, item: Item, asked: tuple[str, ...], lead: tuple[Reply, ...] = ()) -> Outcome:
    """All aspects in the order asked; the papers come with their questions, so they close the answer."""
    voice = voice_of(turn)
    known = None if turn.message.choice else nearest_question(turn, item)
    dialog = memory.note(dialog, lately=[name for name in asked if name in ASPECTS])
    plain = [n for n in asked if n != "materials" and not (known and n in ANSWERED_BY_QUESTIONS)]
    facts = [answer_question_of(turn, item, known)] if known else []
    facts += [answer_aspect(turn, dialog, item, name) for name in plain]
    replies = [*lead, *with_note(turn, item, facts)]
    if "materials" in asked:
        return carry_on(turn, replace(dialog, offered=()), *replies)
    questions, dialog = ask_deciding(turn, dialog, item) if "eligible" in asked else ((), dialog)
    if questions:
        return Outcome((*replies, *questions), dialog)
    names = [n for n in ("materials", "where", "how") if n not in asked][: 1 if dialog.plain else 2]
    ways = tuple(buttons.aspect(voice, n, item.code) for n in names)
    last = replies[-1]
    replies[-1] = replace(last, choices=(*last.choices, *ways, *ways_back(turn, dialog), buttons.human(voice)))
    return Outcome(tuple(replies), dialog)
