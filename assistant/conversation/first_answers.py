"""What a turn was the first answer to, and what it makes of the question before it: read off the turn's result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from assistant.conversation.at_desk import Visit
from assistant.dialogs.hearing import compact, heard, whole
from assistant.dialogs.privacy import covered
from assistant.dialogs.searching import SHORT_ADDITION, judged, named_item
from assistant.dialogs.turn import CallAgent, Outcome, Rate, Turn
from assistant.helpdesk.opening import POINTS
from assistant.helpdesk.ratings import POOR
from assistant.knowledge.text_keys import key_of
from assistant.ports_learning import Became, Ended, FirstAnswer
from assistant.records import Dialog
from assistant.text.nameless import nameless
from assistant.text.tongue import tongue_of

LONGEST = 500
"""Characters that are kept of a question."""

CANDIDATES = 5
SAME_TALK = timedelta(days=1)
"""What comes later than this is about something else."""

_WEIGHT: Mapping[Became, int] = {
    "answered": 0,
    "open": 0,
    "none": 1,
    "chosen": 2,
    "corrected": 3,
    "handed": 4,
    "poor": 5,
}
"""What came of a question is never replaced by something lesser."""


@dataclass(frozen=True, slots=True)
class Sequel:
    """What a turn makes of the question before it."""

    became: Became
    chosen: str | None = None
    reason: str = ""


async def note_first_answer(visit: Visit, outcome: Outcome) -> None:
    """Keep the question with its first answer, and what came of the one before; in the turn's own transaction."""
    asked = visit.scene.stores.asked
    sequel = sequel_of(visit.turn, outcome)
    if sequel is not None:
        last = await asked.last_of(visit.conversation.id)
        if last is not None and visit.scene.now - last.at < SAME_TALK:
            values = changed(last, sequel)
            if values:
                await asked.change(last.id, **values)
    fresh = first_answer(visit, outcome)
    if fresh is not None:
        await asked.add(fresh)


def changed(last: FirstAnswer, sequel: Sequel) -> dict[str, Any]:
    """The fields of the question before that are other now."""
    values: dict[str, Any] = {}
    if _WEIGHT[sequel.became] > _WEIGHT[last.became] and not (sequel.became == "chosen" and last.outcome != "unsure"):
        values["became"] = sequel.became
        if sequel.reason:
            values["reason"] = sequel.reason
    if sequel.chosen and last.chosen is None and sequel.chosen not in (last.told if last.outcome == "sure" else ()):
        values["chosen"] = sequel.chosen
    return values


def sequel_of(turn: Turn, outcome: Outcome) -> Sequel | None:
    """Whether the citizen corrected, chose, refused, called a person or rated poorly."""
    calls = [e for e in outcome.effects if isinstance(e, CallAgent)]
    if any(isinstance(e, Rate) and e.service.startswith("bot:") and e.level in POOR for e in outcome.effects):
        return Sequel("poor")
    if calls:
        return Sequel("handed", reason=calls[0].reason)
    if _corrects(turn, outcome.dialog):
        return Sequel("corrected")
    if _refuses(turn):
        return Sequel("none")
    taken = _taken(turn.dialog, outcome.dialog)
    if taken and (turn.message.choice == f"item:{taken}" or taken in turn.dialog.offered):
        return Sequel("chosen", taken)
    return None


def first_answer(visit: Visit, outcome: Outcome) -> FirstAnswer | None:
    """The question of this turn with its first answer; ``None`` where the turn goes on with what was asked before."""
    turn, _ = covered(visit.turn)
    text = turn.message.text.strip()
    if not text or turn.message.choice or not key_of(text):
        return None
    found = _ended(turn, outcome)
    if found is None:
        return None
    ended, told = found
    judgement = judged(turn)
    if ended == "elsewhere" and judgement.elsewhere:
        told = (judgement.elsewhere,)
    question = nameless(text)[:LONGEST]
    became: Became = "open" if ended in ("unsure", "unknown", "beside") else "answered"
    channel = turn.message.address.channel
    return FirstAnswer(
        id=uuid4().hex,
        conversation=visit.conversation.id,
        at=visit.scene.now,
        question=question,
        key=key_of(question),
        outcome=ended,
        told=told,
        first=tuple((c.code, round(c.probability, 3)) for c in judgement.ranking[:CANDIDATES]),
        became=became,
        channel=channel,
        point=str(turn.dialog.memo.get("point", "")) if channel in POINTS else "",
        tongue=tongue_of(text, turn.library.catalogue.words.get("shanghainese", {})),
        version=turn.library.version,
    )


def _ended(turn: Turn, outcome: Outcome) -> tuple[Ended, tuple[str, ...]] | None:
    """How the question was answered first, and the codes told."""
    before, after = turn.dialog, outcome.dialog
    kinds = {reply.kind for reply in outcome.replies}
    if "sorry" in kinds:
        return "unknown", ()
    if kinds & {"elsewhere", "emergency"}:
        return "elsewhere", ()
    bundle = _bundle(after)
    if bundle and bundle != _bundle(before):
        return "bundle", (bundle,)
    if after.offered and after.offered != before.offered and "choice" in kinds and not _goes_on(turn):
        return "unsure", after.offered
    taken = _taken(before, after)
    if taken:
        return ("sure", (taken,)) if _asked_for(turn, taken) else None
    again = int(after.memo.get("beside", 0)) > int(before.memo.get("beside", 0))
    return ("beside", (after.matter.item,)) if again and after.matter else None


def _goes_on(turn: Turn) -> bool:
    """Whether the message only says more on what is on the table (要带什么, 到期了), or refuses it."""
    if _refuses(turn):
        return True
    short = len(compact(turn.message.text)) <= SHORT_ADDITION
    return bool(turn.dialog.offered) and short and named_item(turn) is None


def _asked_for(turn: Turn, taken: str) -> bool:
    """Whether the message itself led to the item, and it was not picked from those offered or taken up again."""
    before = turn.dialog
    if taken in before.offered and not _corrects_in_words(turn):
        return False
    known = {*before.kept, *(m.item for m in before.past)}
    return taken not in known or taken in [c.code for c in judged(turn).ranking[:3]]


def _taken(before: Dialog, after: Dialog) -> str | None:
    """The item that is talked about now and was not before."""
    now = after.matter.item if after.matter else None
    return now if now is not None and (before.matter is None or before.matter.item != now) else None


def _corrects(turn: Turn, after: Dialog) -> bool:
    if turn.message.choice == "wrong":
        return True
    gone = turn.dialog.matter is not None and (after.matter is None or after.matter.item != turn.dialog.matter.item)
    return gone and _corrects_in_words(turn)


def _corrects_in_words(turn: Turn) -> bool:
    return not turn.message.choice and heard(turn.library.catalogue.wording, "wrong_matter", turn.message.text)


def _refuses(turn: Turn) -> bool:
    """都不是, pressed or said."""
    if turn.message.choice == "none":
        return True
    words = turn.library.catalogue.wording
    return bool(turn.dialog.offered) and not turn.message.choice and whole(words, "none_of_them", turn.message.text)


def _bundle(dialog: Dialog) -> str:
    noted = dialog.memo.get("bundle")
    return str(noted.get("id", "")) if isinstance(noted, dict) else ""
