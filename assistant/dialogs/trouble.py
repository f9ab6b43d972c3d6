"""办不成事: who ran three times and was sent away needs no further list but somebody who takes the case."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.asking import asks
from assistant.dialogs.aspects import asked_aspects
from assistant.dialogs.circumstances import continue_question
from assistant.dialogs.following import answer_aspects
from assistant.dialogs.hearing import compact, heard, pattern, whole
from assistant.dialogs.human import call_human, current_item
from assistant.dialogs.searching import judged
from assistant.dialogs.turn import CallAgent, OpenCase, Outcome, Turn
from assistant.dialogs.whom import department_now, turn_to_it
from assistant.dialogs.wording import voice_of
from assistant.messages import Choice, Reply
from assistant.records import Dialog

SHORTEST_TOLD, LONGEST_TOLD = 6, 500
LONGEST_QUESTION = 12


def hear_trouble(turn: Turn) -> Outcome | None:
    """Acknowledge, give no list, offer to take the case; open it when the person agrees."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if _declined(turn):
        return _respected(turn)
    if turn.message.choice == "case" or _agreed(turn):
        department = turn.dialog.memo.get("case") or None
        called = call_human(turn, "cannot_get_done", voice_of(turn)("trouble.taken"), department)
        calls = [e for e in called.effects if isinstance(e, CallAgent)]
        told = str(turn.dialog.memo.get("trouble", ""))
        cases = tuple(OpenCase(call.department, call.item, told) for call in calls)
        settled = memory.forget(called.dialog, "case", "trouble")
        return replace(called, dialog=settled, effects=(*called.effects, *cases))
    if turn.message.choice:
        return None
    if not heard(words, "trouble", said):
        return _told_more(turn) if "case" in turn.dialog.memo else None
    voice = voice_of(turn)
    choices = (Choice("case", voice("button.case")), buttons.human(voice))
    turned = turn_to_it(turn)
    dialog = memory.note(turned.dialog, case=_department(turn, turned) or "", trouble=said)
    return Outcome((Reply(voice("trouble.heard"), choices=choices, phones=("12345",), kind="trouble"),), dialog)


def _told_more(turn: Turn) -> Outcome | None:
    """What went wrong, told in more words: it goes along with the case; the offer stands."""
    words, said = turn.library.catalogue.wording, turn.message.text
    manners = any(whole(words, f"manners.{name}", said) for name in ("thanks", "goodbye", "hello"))
    short = len(compact(said)) < SHORTEST_TOLD
    asked = bool(asked_aspects(words, said)) and len(compact(said)) <= LONGEST_QUESTION
    other = judged(turn).outcome == "sure" or asked or heard(words, "open_case", said)
    if manners or short or other or turn.dialog.asking or turn.dialog.offered:
        return None
    voice = voice_of(turn)
    choices = (Choice("case", voice("button.case")), buttons.human(voice))
    return Outcome((Reply(voice("trouble.more"), choices=choices, phones=("12345",), kind="trouble"),), _added(turn))


def _added(turn: Turn) -> Dialog:
    """The dialog that remembers these words as well for the case."""
    told = str(turn.dialog.memo.get("trouble", ""))
    return memory.note(turn.dialog, trouble=f"{told} {turn.message.text}".strip()[-LONGEST_TOLD:])


def _agreed(turn: Turn) -> bool:
    """Whether the person takes the offer to open a case."""
    words, said = turn.library.catalogue.wording, turn.message.text
    offered = "case" in turn.dialog.memo and not turn.message.choice
    asked = asks(words, said)
    return offered and (
        whole(words, "yes", said) or whole(words, "ok", said) or (heard(words, "open_case", said) and not asked)
    )


def _declined(turn: Turn) -> bool:
    """Whether the person does not want a case."""
    words, said = turn.library.catalogue.wording, turn.message.text
    offered = "case" in turn.dialog.memo and not turn.message.choice
    return offered and (heard(words, "no_case", said) or whole(words, "no", said))


def _respected(turn: Turn) -> Outcome | None:
    """No case: what else the message says is answered as if nothing had been offered; nothing else: we go on."""
    dialog = memory.forget(turn.dialog, "case")
    rest = pattern(turn.library.catalogue.wording.get("hear.no_case", "")).sub("", compact(turn.message.text))
    going_on = continue_question(turn, dialog)
    told = Reply(voice_of(turn)("trouble.declined"))
    if asked_aspects(turn.library.catalogue.wording, rest) and current_item(turn):
        plain = replace(turn, dialog=dialog, message=replace(turn.message, text=rest))
        outcome = answer_aspects(plain)
        if outcome:
            return replace(outcome, replies=(told, *outcome.replies))
    return Outcome((told, going_on) if going_on else (told,), dialog)


def _department(turn: Turn, turned: Turn) -> str | None:
    """The department in charge: of the matter named now, of the subject named, else of the matter talked about."""
    item = current_item(turned)
    named = department_now(turn) if turned is turn else None
    return named or (item.department if item else None)
