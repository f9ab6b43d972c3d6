"""Thanks, greetings, 好的, goodbye, scolding: answered shortly, without losing the thread."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.cards import name_in_sentence
from assistant.dialogs.circumstances import carry_on, continue_question
from assistant.dialogs.clauses import POLITE, clauses
from assistant.dialogs.hearing import compact, heard, whole
from assistant.dialogs.human import current_item
from assistant.dialogs.pressing import press_button
from assistant.dialogs.searching import judged
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Reply

SHORT = 14


def mind_manners(turn: Turn) -> Outcome | None:
    """Answer a message that is nothing but politeness; then go on where we were."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if turn.message.choice:
        return None
    name = next((n for n in POLITE if whole(words, f"manners.{n}", said)), None)
    if name is None and all(clause.kind == "polite" for clause in clauses(turn)):
        name = next((n for n in POLITE if heard(words, f"manners.{n}", said)), None)
    if name is None:
        name = _by_the_way(turn)
    if name is None:
        name = "abuse" if _grumbles(turn) else "sad" if _is_sad(turn) else None
    if name is None and heard(words, "by_typing", said) and len(compact(said)) <= SHORT:
        name = "by_typing"
    if name is None:
        return None
    voice = voice_of(turn)
    going_on = continue_question(turn, turn.dialog)
    if going_on:
        return Outcome((Reply(voice(f"manners.{name}")), going_on), turn.dialog)
    item = current_item(turn)
    if name == "sad":
        return Outcome((Reply(voice("manners.sad"), choices=(buttons.human(voice),), phones=("12356",)),), turn.dialog)
    text = voice(f"manners.{name}")
    if name == "hello" and item:
        text = voice("greeting.back", name=name_in_sentence(item))
    ways = () if name not in ("thanks", "goodbye") else (buttons.quiet(voice, "rate"),)
    return Outcome((Reply(text, choices=ways),), turn.dialog)


def _by_the_way(turn: Turn) -> str | None:
    """A promise wanted, somebody who begins to explain, or who waits to be called: a sentence each."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if heard(words, "promise", said) and len(compact(said)) <= SHORT:
        return "promise"
    if turn.dialog.memo.get("called") and heard(words, "when_called", said):
        return "when_called"
    opens = len(compact(said)) <= SHORT and heard(words, "introduces", said) and judged(turn).outcome == "unknown"
    return "go_ahead" if opens and not turn.dialog.asking else None


def _is_sad(turn: Turn) -> bool:
    """A short word of grief or loneliness, in which no matter and no danger is named."""
    words, said = turn.library.catalogue.wording, turn.message.text
    return heard(words, "sad", said) and len(compact(said)) <= SHORT and judged(turn).outcome == "unknown"


def agree(turn: Turn) -> Outcome | None:
    """好 · 嗯 · 要, when nothing was asked: what lies nearest – the list, the next matter, or nothing more."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if turn.message.choice or turn.dialog.asking or turn.dialog.offered:
        return None
    if turn.dialog.memo.get("called") and _consents(turn):
        return Outcome((Reply(voice_of(turn)("manners.fine")),), memory.forget(turn.dialog, "called"))
    if whole(words, "unsure", said):
        return Outcome(
            (Reply(voice_of(turn)("manners.unsure"), choices=(buttons.human(voice_of(turn)),)),), turn.dialog
        )
    if turn.dialog.kept and (heard(words, "next_matter", said) or (_listed(turn) and _consents(turn))):
        return press_button(replace(turn, message=replace(turn.message, choice=f"kept:{turn.dialog.kept[0]}", text="")))
    if _consents(turn) and current_item(turn) and not _listed(turn):
        return carry_on(turn, turn.dialog)
    if _consents(turn) or whole(words, "no", said):
        return Outcome((Reply(voice_of(turn)("manners.fine")),), turn.dialog)
    return None


def _consents(turn: Turn) -> bool:
    words, said = turn.library.catalogue.wording, turn.message.text
    return whole(words, "yes", said) or whole(words, "ok", said)


def _grumbles(turn: Turn) -> bool:
    """A short word of anger that is no complaint to be passed on."""
    words, said = turn.library.catalogue.wording, turn.message.text
    angry = heard(words, "grumble", said) or heard(words, "abuse", said)
    return angry and len(compact(said)) <= SHORT and not heard(words, "complaint", said)


def _listed(turn: Turn) -> bool:
    return bool(turn.dialog.matter and turn.dialog.matter.listed)


def stay_calm(turn: Turn) -> Outcome | None:
    """Scolding and attempts to turn the machine into something else, when no matter was recognised in them."""
    words, said = turn.library.catalogue.wording, turn.message.text
    voice = voice_of(turn)
    if turn.message.choice:
        return None
    for name in ("abuse", "injection"):
        if heard(words, name, said):
            going_on = continue_question(turn, turn.dialog)
            reply = Reply(voice(f"manners.{name}"), choices=(buttons.human(voice),), phones=("12345",))
            return Outcome((reply, going_on) if going_on else (reply,), memory.forget(turn.dialog, "case"))
    return None
