"""What is said while several matters are offered and none of them is picked: a story, or a question on one of them."""

from __future__ import annotations

from assistant.dialogs import memory
from assistant.dialogs.aspects import asked_aspects
from assistant.dialogs.choose import offer_items
from assistant.dialogs.clauses import asked_here, clauses
from assistant.dialogs.following import of_which
from assistant.dialogs.grounding import CHAT
from assistant.dialogs.hearing import heard
from assistant.dialogs.items import take_item
from assistant.dialogs.searching import LONGEST_CONTEXT, judged, recognised, wanted
from assistant.dialogs.straying import small_talk
from assistant.dialogs.subject import wants_something
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.retrieval.judgement import Judgement

CHOICE = 2
LIKELY, AHEAD = 0.4, 2.5
TOLD = ("choose.told", "choose.person_better")
"""What is said the first and the second time that a story does not tell which is meant; then it is searched for."""


def told_while_choosing(turn: Turn) -> Outcome | None:
    """Something told that names none of the matters offered: it goes to what was said before, and they stand."""
    items, offered = turn.library.catalogue.items, turn.dialog.offered
    words, said = turn.library.catalogue.wording, turn.message.text
    if any(heard(words, name, said) for name in ("abuse", "injection")):
        return None
    if turn.message.choice or len(offered) < CHOICE or any(part.kind != "tell" for part in clauses(turn)):
        return None
    if not clauses(turn) or asked_aspects(words, said):
        return None
    alone = judged(turn)
    if (alone.outcome == "sure" and alone.items[0] not in offered) or _is_chat(turn, alone):
        return None
    said = f"{turn.dialog.memo.get('said', '')}，{said}"[-LONGEST_CONTEXT:]
    both = judged(turn, said)
    ranked = sorted((c for c in offered if c in items), key=lambda c: -both.probability(c))
    first, second = both.probability(ranked[0]), both.probability(ranked[1]) if len(ranked) > 1 else 0.0
    dialog = memory.note(turn.dialog, said=said)
    if first >= LIKELY and first >= AHEAD * second:
        return take_item(turn, dialog, ranked[0], wanted(turn))
    rounds = int(turn.dialog.memo.get("rounds", 0)) + 1
    if rounds > len(TOLD):
        return None
    key = TOLD[rounds - 1]
    return offer_items(turn, memory.note(dialog, rounds=rounds), tuple(offered), voice_of(turn)(key))


def _is_chat(turn: Turn, judgement: Judgement) -> bool:
    topic = turn.library.catalogue.elsewhere.get(judgement.elsewhere or "")
    return topic is not None and (topic.kind in CHAT or recognised(turn, judgement, topic))


def choose_before_asking(turn: Turn) -> Outcome | None:
    """A question of which nothing is known while several matters are offered: it is about one of them."""
    if turn.message.choice or len(turn.dialog.offered) < CHOICE or not wants_something(turn) or small_talk(turn):
        return None
    words, said = turn.library.catalogue.wording, turn.message.text
    if any(heard(words, name, said) for name in ("abuse", "injection")):
        return None
    return of_which(turn, asked_here(turn))
