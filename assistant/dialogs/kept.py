"""Matters named together and kept for later: taken up by a word of what was said about them (还有孙子的)."""

from __future__ import annotations

from assistant.dialogs.circumstances import named
from assistant.dialogs.content import names_of, pairs
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.human import current_item
from assistant.dialogs.items import take_item
from assistant.dialogs.memory import put_aside
from assistant.dialogs.searching import judged, wanted
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.understand import understand

LONGEST = 14
MOST_PAIRS = 5


def take_kept(turn: Turn) -> Outcome | None:
    """The kept matter that a short message points to, with the present one kept in its place."""
    catalogue, said = turn.library.catalogue, turn.message.text
    kept = [code for code in turn.dialog.kept if code in catalogue.items]
    if not kept or turn.message.choice or len(compact(said)) > LONGEST or _answers(turn):
        return None
    judgement = judged(turn)
    elsewhere = judgement.outcome == "sure" and judgement.items[0] not in kept
    if elsewhere or not heard(catalogue.wording, "points_back", said):
        return None
    told = pairs(catalogue.wording, said)
    if len(told) > MOST_PAIRS:
        return None
    pieces: dict[str, str] = turn.dialog.memo.get("pieces", {})
    texts = {c: compact(pieces.get(c, "") + "。" + "。".join(names_of(catalogue.items[c]))) for c in kept}
    present = current_item(turn)
    here = compact(pieces.get(present.code, "") + "。".join(names_of(present))) if present else ""
    shares = {c: sum(pair in texts[c] and pair not in here for pair in told) for c in kept}
    most = max(shares.values())
    best = [c for c in kept if shares[c] == most]
    return take_item(turn, put_aside(turn.dialog), best[0], wanted(turn)) if most and len(best) == 1 else None


def _answers(turn: Turn) -> bool:
    """Whether the message answers the question that is open."""
    item = current_item(turn)
    asked = named(item, turn.dialog.asking) if item else None
    words = turn.library.catalogue.wording
    return asked is not None and bool(understand(words, asked, turn.message.text, turn.today.year))
