"""Follow-ups that do not name the item: aspects and circumstances of the matter talked about."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.aspects import asked_aspects, nothing_else, only_weakly
from assistant.dialogs.choose import offer_items
from assistant.dialogs.circumstances import carry_on, question
from assistant.dialogs.clauses import asked_here, may_be_another
from assistant.dialogs.content import own_pairs
from assistant.dialogs.facts import answer_question_of, with_note
from assistant.dialogs.faq import nearest_question
from assistant.dialogs.hearing import heard
from assistant.dialogs.human import call_human, current_item
from assistant.dialogs.items import answer_all, take_item, take_up_told, told_line
from assistant.dialogs.searching import another_item, judged, named_item, recognised
from assistant.dialogs.straying import LOOSE, noted, off_the_point, sensible, small_talk, switched, unclear
from assistant.dialogs.subject import Other, beside_the_item, other_matter, wants_something
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.understand import narrowed_by
from assistant.dialogs.wording import voice_of
from assistant.knowledge.relevant import open_circumstances
from assistant.knowledge.schema import Item
from assistant.messages import Reply
from assistant.records import Dialog


def answer_aspects(turn: Turn) -> Outcome | None:
    """Answer what is asked about the current item, unless the message names another one for sure."""
    item = current_item(turn)
    asked = asked_here(turn)
    alone = nothing_else(turn.library.catalogue.wording, turn.message.text)
    if not asked or turn.message.choice:
        return None
    stays = alone or "effect" in asked  # 跟养老补贴能不能一起领 names another item and is still about this one
    no_other = alone or (turn.dialog.offered and judged(turn).outcome != "sure")
    if item is None and asked == ("contact",) and no_other:
        return call_human(turn, "asked_for_a_number")
    if item is None and not alone:
        return None
    if item is None:
        return of_which(turn, asked)
    if not alone and heard(turn.library.catalogue.wording, "switch", turn.message.text):
        return None
    if not stays and beside_the_item(turn, item) and elsewhere_named(turn):
        return None
    other = Other() if stays else other_matter(turn, item)
    if other.code:
        return switched(turn, other.code)
    weak = only_weakly(turn.library.catalogue.wording, turn.message.text) and named_item(turn) != item.code
    weak = weak and beside_the_item(turn, item)
    beside_it = weak or off_the_point(turn, item, asked) or (other.among and set(asked) <= LOOSE)
    if beside_it and not nearest_question(turn, item):
        return None if elsewhere_named(turn) else unclear(turn, item, other.among)
    return answer_all(turn, take_up_told(turn, turn.dialog, item), item, asked)


def of_which(turn: Turn, asked: tuple[str, ...]) -> Outcome | None:
    """Aspects of nothing yet: of which of the items offered, or of what at all."""
    dialog = memory.note(turn.dialog, wish=list(asked), pressed_for=True)
    likely = next((c for c in turn.dialog.offered if c in turn.library.catalogue.items), None)
    if likely and turn.dialog.memo.get("pressed_for"):
        # Asked a second time without choosing: the likeliest is answered rather than the choice repeated.
        name = turn.library.catalogue.items[likely].item_name
        outcome = take_item(turn, turn.dialog, likely, asked)
        return replace(outcome, replies=(Reply(voice_of(turn)("choose.likely", name=name)), *outcome.replies))
    if likely:
        return offer_items(turn, dialog, turn.dialog.offered, voice_of(turn)("choose.first"))
    voice = voice_of(turn)
    return Outcome((Reply(voice("aspect.of_what"), choices=(buttons.human(voice),)),), dialog)


def stay_with_matter(turn: Turn) -> Outcome | None:
    """A message that names no matter for sure is about the present one: its own answers, else what can be asked."""
    item = current_item(turn)
    if item is None or turn.message.choice or turn.dialog.offered or _named_for_sure(turn, item):
        return None
    if heard(turn.library.catalogue.wording, "switch", turn.message.text):
        return None
    known = nearest_question(turn, item)
    if known:
        return Outcome(with_note(turn, item, [answer_question_of(turn, item, known)]), turn.dialog)
    other = other_matter(turn, item)
    if other.code:
        return switched(turn, other.code)
    if not wants_something(turn) and not other.among:
        return Outcome((noted(turn, item),), turn.dialog) if sensible(turn, item) or not small_talk(turn) else None
    return None if elsewhere_named(turn) else unclear(turn, item, other.among)


def _named_for_sure(turn: Turn, item: Item) -> bool:
    """Whether the message surely names another matter, or is hardly more than the name of this one."""
    judgement = judged(turn)
    if judgement.outcome != "sure" or not may_be_another(turn):
        return False
    return judgement.items[0] != item.code or not own_pairs(turn.library.catalogue.wording, turn.message.text, item)


def elsewhere_named(turn: Turn) -> bool:
    """Whether the message clearly names a matter that is not ours."""
    judgement = judged(turn)
    topic = turn.library.catalogue.elsewhere.get(judgement.elsewhere or "")
    return topic is not None and recognised(turn, judgement, topic)


def note_circumstances(turn: Turn) -> Outcome | None:
    """A fact about the case told unasked (我跟他爸没领证的): noted, and the list continued."""
    item = current_item(turn)
    if item is None or (wants_something(turn) and another_item(turn, item.code)):
        return None
    told = take_up_told(turn, turn.dialog, item)
    half = half_told(turn, told, item)
    if half:
        return half
    if told.matter is None or turn.dialog.matter is None or told.matter.answers == turn.dialog.matter.answers:
        return None
    return carry_on(turn, told, Reply(told_line(turn, told, item, turn.dialog)))


def half_told(turn: Turn, dialog: Dialog, item: Item) -> Outcome | None:
    """A fact that leaves two of three options (没领证): the circumstance is asked with these alone."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if turn.message.choice or asked_aspects(words, said):
        return None
    for circumstance in open_circumstances(item, dialog.matter.answers if dialog.matter else {}):
        narrowed = narrowed_by(words, circumstance, said)
        if narrowed:
            asking = memory.note(replace(dialog, asking=circumstance.id, asked=0), narrowed=list(narrowed))
            return Outcome((question(turn, item, circumstance, narrowed, "ask.narrowed"),), asking)
    return None
