"""When a message strays from the matter: another one taken up with the old kept, or an honest word and the way back."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import ages, buttons, memory
from assistant.dialogs.cards import name_in_sentence
from assistant.dialogs.choose import offer_items
from assistant.dialogs.content import own_pairs, pairs, text_of
from assistant.dialogs.grounding import grounded
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.human import department_of
from assistant.dialogs.items import take_item
from assistant.dialogs.mentions import sentence_on
from assistant.dialogs.searching import judged, wanted
from assistant.dialogs.subject import beside_the_item
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.twofold import ask_which, twofold
from assistant.dialogs.understand import volunteered
from assistant.dialogs.wording import voice_of
from assistant.knowledge.office import opening_hours
from assistant.knowledge.schema import Circumstance, Elsewhere, Item
from assistant.messages import Choice, Reply
from assistant.records import Dialog

LONGEST_BACKGROUND = 14
SOMETHING_OF_OURS = 0.5
FEWEST_PAIRS = 3
CLEARLY_CHAT = 0.9
CHAT = ("chitchat", "nonsense", "injection")
LOOSE = frozenset({"eligible", "how", "lost", "effect", "deadline", "amount", "status"})
"""Aspects asked with words so common that they say little about what is wanted (能不能…… · 没有……怎么办)."""


def switched(turn: Turn, code: str, dialog: Dialog | None = None) -> Outcome:
    """Take up another matter; the one talked about is kept and offered again."""
    word = twofold(turn)
    if word and code in word.codes:
        return ask_which(turn, word)
    return take_item(turn, memory.put_aside(dialog or turn.dialog), code, wanted(turn))


def off_the_point(turn: Turn, item: Item, asked: tuple[str, ...]) -> bool:
    """Whether only loose words ask, and what they ask about is nothing that the item speaks of."""
    return set(asked) <= LOOSE and beside_the_item(turn, item, conditions=asked == ("eligible",))


def beside(turn: Turn, item: Item, among: tuple[str, ...] = ()) -> Reply:
    """The item says nothing on this: said so, with whom to ask, and what other matter may be meant."""
    voice, items, office = voice_of(turn), turn.library.catalogue.items, department_of(turn, item)
    ways = tuple(Choice(f"item:{c}", voice("button.other_item", name=items[c].item_name)) for c in among if c in items)
    told = None if ways else sentence_on(turn, item)
    if told:
        return told
    lines = [voice("stay.other" if ways else "stay.with", name=name_in_sentence(item))]
    if office:
        hours = voice("human.hours", hours=opening_hours(turn.library.catalogue, office))
        lines += [voice("human.office", name=office.name), voice("human.phone", phone=office.phone), hours]
    phones = (office.phone,) if office else ("12345",)
    return Reply("\n".join(lines), choices=ways, phones=phones, kind="choice" if ways else "answer")


def noted(turn: Turn, item: Item) -> Reply:
    """Something told that changes nothing here: heard, with the list and a person in reach."""
    voice = voice_of(turn)
    names = ("materials",) if turn.dialog.plain else ("materials", "how", "where")
    ways = tuple(buttons.aspect(voice, name, item.code) for name in names)
    text = voice("stay.told", name=name_in_sentence(item))
    return Reply(text, choices=(*ways, buttons.human(voice)))


def unclear(turn: Turn, item: Item, among: tuple[str, ...]) -> Outcome:
    """No question is open and the item does not speak of it: said so, with its aspects and what else it may be.

    The second time in a row what else it may be is offered as a choice, or a person, instead of the same words again.
    """
    voice, times = voice_of(turn), int(turn.dialog.memo.get("beside", 0)) + 1
    dialog = memory.note(turn.dialog, beside=times, **({"about": among[0]} if among else {}))
    if times > 1 and len(among) > 1:
        return offer_items(turn, memory.put_aside(dialog), among, voice("stay.which"))
    names = ("materials",) if turn.dialog.plain else ("materials", "how", "where")
    ways = tuple(buttons.aspect(voice, name, item.code) for name in names)
    reply = beside(turn, item, among)
    if times > 1 and not reply.sources:
        reply = replace(reply, text=voice("stay.again") + "\n" + "\n".join(reply.text.split("\n")[1:]))
    return Outcome((replace(reply, choices=(*reply.choices, *ways, buttons.human(voice)), kind="choice"),), dialog)


def sensible(turn: Turn, item: Item) -> bool:
    """Whether a message that is no answer is at least about something: the item, our matters, or the person's case."""
    words, said = turn.library.catalogue.wording, turn.message.text
    about_it = any(pair in text_of(item) for pair in own_pairs(words, said, item))
    short = len(compact(said)) <= LONGEST_BACKGROUND
    background = short and (heard(words, "background", said) or ages.span(said, turn.today.year) is not None)
    told = len(pairs(words, said)) >= FEWEST_PAIRS and small_talk(turn) is None
    return about_it or background or told or judged(turn).in_scope >= SOMETHING_OF_OURS


def told_before(turn: Turn, item: Item, asked: Circumstance) -> bool:
    """Whether the message repeats what was told before."""
    words, said, year = turn.library.catalogue.wording, turn.message.text, turn.today.year
    known = turn.dialog.matter.answers if turn.dialog.matter else {}
    others = [c for c in item.circumstances if c is not asked and c.id in known]
    return any(volunteered(words, c, said, year) for c in others)


def small_talk(turn: Turn) -> Elsewhere | None:
    """The topic of a message that is chat, nonsense or an attempt to misuse the machine; it names no matter at all."""
    judgement = judged(turn)
    topic = turn.library.catalogue.elsewhere.get(judgement.elsewhere or "")
    if topic is None or topic.kind not in CHAT or judgement.probability(topic.id) < CLEARLY_CHAT:
        return None
    return topic if grounded(turn, topic) else None
