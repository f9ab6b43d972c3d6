"""The order in which a message is considered: ``decide`` takes the first of STEPS that knows an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.dialogs import memory, privacy
from assistant.dialogs.answering import answer_circumstance
from assistant.dialogs.bundles import offer_bundle, tend_bundle
from assistant.dialogs.case_talk import take_number, tend_case
from assistant.dialogs.changes import change_answer, wrong_matter
from assistant.dialogs.commands import obey_command
from assistant.dialogs.following import answer_aspects, note_circumstances, stay_with_matter
from assistant.dialogs.greeting import greeting, start
from assistant.dialogs.kept import take_kept
from assistant.dialogs.list_now import list_now
from assistant.dialogs.manners import agree, mind_manners, stay_calm
from assistant.dialogs.pause import reminded
from assistant.dialogs.picking import pick_both, pick_offered
from assistant.dialogs.pointing import follow_pointer
from assistant.dialogs.pressing import press_button
from assistant.dialogs.rating import PERHAPS, take_rating
from assistant.dialogs.returning import return_to_past
from assistant.dialogs.romanised import written_out
from assistant.dialogs.safety import guard_life
from assistant.dialogs.searching import admit_ignorance, answer_question
from assistant.dialogs.telling_apart import tell_apart
from assistant.dialogs.trouble import hear_trouble
from assistant.dialogs.turn import KeepContact, Outcome, Turn
from assistant.dialogs.variants import what_it_is
from assistant.dialogs.while_choosing import choose_before_asking, told_while_choosing
from assistant.dialogs.whom import ABOUT

Step = Callable[[Turn], Outcome | None]

STEPS: tuple[Step, ...] = (
    take_number,
    start,
    guard_life,
    obey_command,
    take_rating,
    tend_case,
    privacy.only_a_number,
    hear_trouble,
    wrong_matter,
    return_to_past,
    tend_bundle,
    press_button,
    list_now,
    change_answer,
    mind_manners,
    take_kept,
    pick_both,
    tell_apart,
    what_it_is,
    follow_pointer,
    answer_circumstance,
    agree,
    offer_bundle,
    answer_aspects,
    pick_offered,
    told_while_choosing,
    note_circumstances,
    stay_with_matter,
    answer_question,
    choose_before_asking,
    stay_calm,
    admit_ignorance,
)


def decide(turn: Turn) -> Outcome:
    """What one message is answered with, what is remembered and what is to be done: a pure function of the turn."""
    turn, hidden = privacy.covered(turn)
    turn = written_out(turn)
    outcome = next(found for step in STEPS if (found := step(turn)) is not None)
    return _dressed(turn, reminded(turn, _not_in_a_row(turn, outcome)), hidden)


def _not_in_a_row(turn: Turn, outcome: Outcome) -> Outcome:
    """Forget what holds for the very next message only, unless it was noted again just now: how often in a row nothing
    was written on what was asked, and that the reason of a poor rating may come."""
    before, after = turn.dialog.memo, outcome.dialog.memo
    stale = [note for note in ("beside", PERHAPS, ABOUT) if after.get(note) == before.get(note)]
    return replace(outcome, dialog=memory.forget(outcome.dialog, *stale))


def _dressed(turn: Turn, outcome: Outcome, hidden: bool) -> Outcome:
    """The greeting before the very first answer, and a word about hidden numbers."""
    lead = () if outcome.dialog.greeted else (greeting(turn, alone=False),)
    asked_for = any(isinstance(effect, KeepContact) for effect in outcome.effects)
    told = (privacy.notice(turn),) if hidden and not asked_for else ()
    return Outcome((*lead, *told, *outcome.replies), replace(outcome.dialog, greeted=True), outcome.effects)
