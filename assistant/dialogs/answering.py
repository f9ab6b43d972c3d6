"""The message after a question of ours: the answer to it, an aside, or something else altogether."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.asking import asks
from assistant.dialogs.aspects import only_weakly
from assistant.dialogs.circumstances import carry_on, continue_question, named, question
from assistant.dialogs.clauses import asked_here, clauses, turns_away
from assistant.dialogs.elsewhere import send_elsewhere
from assistant.dialogs.facts import answer_aspects_of, answer_question_of, with_note
from assistant.dialogs.faq import nearest_question
from assistant.dialogs.following import half_told
from assistant.dialogs.hearing import compact, heard, whole
from assistant.dialogs.human import current_item
from assistant.dialogs.items import take_up_told, told_line
from assistant.dialogs.pressing import chosen
from assistant.dialogs.searching import another_item
from assistant.dialogs.straying import LOOSE, beside, off_the_point, sensible, small_talk, switched, told_before
from assistant.dialogs.subject import other_matter, wants_something
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.understand import Understood, by_label_part, by_words, understand, volunteered
from assistant.dialogs.wording import voice_of
from assistant.knowledge.schema import Circumstance, Item
from assistant.messages import Reply
from assistant.records import Dialog

MOST_ASKED_AGAIN = 2
LONGEST_PLAIN_ANSWER = 8
SMALL_PART = 0.34
SHORTEST_QUESTION = 6


def answer_circumstance(turn: Turn) -> Outcome | None:
    """Take the message as the answer to the circumstance asked; an aside is answered and the question continued."""
    item = current_item(turn)
    circumstance = named(item, turn.dialog.asking) if item else None
    if item is None or circumstance is None or turn.message.choice:
        return None
    words, said = turn.library.catalogue.wording, turn.message.text
    asides = () if only_weakly(words, said) else asked_here(turn)
    part = by_label_part(circumstance, said, tuple(turn.dialog.memo.get("narrowed", ())))
    meant = Understood((part,)) if part else understand(words, circumstance, said, turn.today.year)
    if meant.options and not part and _only_asks(turn, circumstance):
        meant = Understood()
    announced = turns_away(turn) and any(clause.kind in ("ask", "want") for clause in clauses(turn))
    if announced or (not meant and wants_something(turn) and take_up_told(turn, turn.dialog, item) == turn.dialog):
        new = another_item(turn, item.code)
        if new:
            return switched(turn, new)
    other = another_item(turn, item.code) if meant.options and _by_the_way(words, circumstance, said) else None
    if other:
        return switched(turn, other)
    if asides and not meant.options:
        return _aside(turn, item, asides)
    if meant.open:
        return carry_on(turn, memory.answer(turn.dialog, circumstance.id, ()), Reply(voice_of(turn)("ask.left_open")))
    if meant.options:
        judging = turn.dialog.memo.get("judging") == circumstance.id
        beside = [a for a in asides if a != "materials" and not (a == "eligible" and judging)]
        lead = answer_aspects_of(turn, turn.dialog, item, beside)
        told = take_up_told(turn, memory.answer(turn.dialog, circumstance.id, meant.options), item)
        done = chosen(turn, told, circumstance, meant.options)
        return replace(done, replies=(*lead, *done.replies))
    if meant.narrowed:
        dialog = memory.note(turn.dialog, narrowed=list(meant.narrowed))
        return Outcome((question(turn, item, circumstance, meant.narrowed, "ask.narrowed"),), dialog)
    return _something_else(turn, item, circumstance)


def _only_asks(turn: Turn, circumstance: Circumstance) -> bool:
    """Whether the message is a question of its own, in which a word of an option merely occurs (没转过来怎么看病)."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if any(clause.kind != "ask" for clause in clauses(turn)) or len(compact(said)) < SHORTEST_QUESTION:
        return False
    clear = volunteered(words, circumstance, said, turn.today.year)
    fitting = max(by_words(words, circumstance, said, asked=False).values(), default=0.0)
    return not clear or fitting < SMALL_PART * len(compact(said))


def _by_the_way(words: Mapping[str, str], circumstance: Circumstance, said: str) -> bool:
    """Whether the words that fit an option are a small part of a longer message (老板欠我三个月工钱)."""
    text = compact(said)
    fitting = max(by_words(words, circumstance, said, asked=True).values(), default=0.0)
    return len(text) > LONGEST_PLAIN_ANSWER and fitting < SMALL_PART * len(text)


def _aside(turn: Turn, item: Item, asides: tuple[str, ...]) -> Outcome:
    """A question in between: about this item unless another is named; then 继续：…"""
    other = other_matter(turn, item)
    if other.code:
        return switched(turn, other.code)
    dialog = take_up_told(turn, turn.dialog, item)
    if asides == ("materials",) and not other.among:
        return carry_on(turn, dialog)
    loose = (other.among and set(asides) <= LOOSE) or off_the_point(turn, item, asides)
    if loose and not nearest_question(turn, item):
        return _continued(turn, item, _about(dialog, other.among), beside(turn, item, other.among))
    answers = answer_aspects_of(turn, dialog, item, [name for name in asides if name != "materials"])
    return _continued(turn, item, dialog, *answers)


def _about(dialog: Dialog, among: tuple[str, ...]) -> Dialog:
    """The dialog that remembers, for the next message, which other matter was perhaps meant."""
    return memory.note(dialog, about=among[0]) if among else dialog


def _continued(turn: Turn, item: Item, dialog: Dialog, *answers: Reply) -> Outcome:
    """The answers to something in between, then the question that is open."""
    if dialog.asking and dialog.matter and dialog.asking in dialog.matter.answers:
        return carry_on(turn, dialog, *answers)  # it was told in the same breath
    going_on = continue_question(turn, dialog)
    return Outcome((*answers, going_on) if going_on else answers, dialog)


def _something_else(turn: Turn, item: Item, circumstance: Circumstance) -> Outcome | None:
    """Not an answer: another circumstance of this item, another matter, a side question, or not understood."""
    told = take_up_told(turn, turn.dialog, item)
    half = half_told(turn, told, item)
    if half:
        return half
    if told.matter and turn.dialog.matter and told.matter.answers != turn.dialog.matter.answers:
        return carry_on(turn, told, Reply(told_line(turn, told, item, turn.dialog)))
    other = other_matter(turn, item)
    if other.code:
        return switched(turn, other.code)
    if told_before(turn, item, circumstance):
        return _ask_again(turn, item, circumstance, "item.noted_before")
    written = nearest_question(turn, item)
    if written:
        return _continued(turn, item, turn.dialog, *with_note(turn, item, [answer_question_of(turn, item, written)]))
    chat = small_talk(turn)
    if chat and wants_something(turn):
        return _continued(turn, item, turn.dialog, *send_elsewhere(turn, chat).replies)
    asked = asks(turn.library.catalogue.wording, turn.message.text) or (wants_something(turn) and sensible(turn, item))
    if other.among or asked:
        return _continued(turn, item, _about(turn.dialog, other.among), beside(turn, item, other.among))
    known = sensible(turn, item) or heard(turn.library.catalogue.wording, "changed", turn.message.text)
    words, said = turn.library.catalogue.wording, turn.message.text
    if whole(words, "ok", said) or whole(words, "yes", said):
        return _ask_again(turn, item, circumstance, key="ask.ok")
    return _ask_again(turn, item, circumstance, "item.background" if known else "")


def _ask_again(
    turn: Turn, item: Item, circumstance: Circumstance, heard_as: str = "", key: str = "ask.not_understood"
) -> Outcome:
    """Once more, twice at most; then the ways out: another wording, leaving it open, a person.

    ``heard_as`` is the sentence that takes note of what was said.
    """
    voice, asked = voice_of(turn), turn.dialog.asked + 1
    again = replace(turn.dialog, asked=asked)
    lead = (Reply(voice(heard_as)),) if heard_as else ()
    if asked < MOST_ASKED_AGAIN:
        going_on = continue_question(turn, turn.dialog) if lead else None
        return Outcome((*lead, going_on or question(turn, item, circumstance, key=key)), again)
    choices = buttons.of_circumstance(voice, item.code, circumstance)
    if asked == MOST_ASKED_AGAIN:
        key = "ask.not_answered" if lead or key == "ask.ok" else "ask.ways_out"
        reply = Reply(voice(key, question=circumstance.question), choices=choices, kind="question")
        return Outcome((*lead, reply), again)
    left = memory.answer(turn.dialog, circumstance.id, ())
    return carry_on(turn, replace(left, asking=None, asked=0), *lead, Reply(voice("ask.moving_on")))
