"""回到刚才那件事: a matter left behind or kept is taken up where it stood, and what is asked of it answered."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import memory
from assistant.dialogs.aspects import asked_aspects
from assistant.dialogs.bundle_memory import tray
from assistant.dialogs.bundles import offer_again
from assistant.dialogs.circumstances import carry_on, hand_over_list
from assistant.dialogs.content import names_of, pairs
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.human import current_item
from assistant.dialogs.items import take_item
from assistant.dialogs.pointing import nth_matter
from assistant.dialogs.searching import judged
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Reply

BUNDLE = "bundle"
MOST_NAMED = 3


def return_to_past(turn: Turn) -> Outcome | None:
    """回到刚才那件事: the matter left behind last – or the one named – where it stood."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if turn.message.choice or not heard(words, "previous_matter", said):
        return None
    present, items = current_item(turn), turn.library.catalogue.items
    known = [m.item for m in reversed(turn.dialog.past) if m.item in items]
    known += [code for code in turn.dialog.kept if code in items and code not in known]
    if present and present.code not in known:
        known.append(present.code)
    code = nth_matter(turn) or _meant(turn, known)
    if code == BUNDLE:
        return offer_again(turn)
    if present and code == present.code and len(pairs(words, said)) > MOST_NAMED:
        return None  # it is talked about already: the rest of the message is a question on it
    if code is None or (present and code == present.code and not known[:-1]):
        return Outcome((Reply(voice_of(turn)("past.only", name=present.item_name)),), turn.dialog) if present else None
    if present and code == present.code:
        return take_item(turn, turn.dialog, code)
    lead = Reply(voice_of(turn)("past.back", name=items[code].item_name))
    dialog = memory.take_up(memory.put_aside(turn.dialog), code)
    asked = asked_aspects(words, said)
    if asked:
        outcome = take_item(turn, dialog, code, asked)
        return replace(outcome, replies=(lead, *outcome.replies))
    if dialog.matter and dialog.matter.listed:
        return hand_over_list(turn, dialog, items[code], lead)
    return carry_on(turn, dialog, lead)


def _meant(turn: Turn, known: list[str]) -> str | None:
    """Which of the matters said before is meant: the one named, else the last that is not talked about now."""
    words, catalogue = turn.library.catalogue.wording, turn.library.catalogue
    told = pairs(words, turn.message.text)
    names = {
        code: compact("。".join((*names_of(catalogue.items[code]), catalogue.items[code].summary.text)))
        for code in known
    }
    on_table = tray(turn)
    if on_table:
        bundle = on_table.bundle
        names[BUNDLE] = compact("。".join((bundle.name, *bundle.aliases, *bundle.triggers)))
    shares = {code: sum(pair in name for pair in told) for code, name in names.items()}
    best = max(shares, key=lambda code: shares[code], default=None)
    if best and shares[best]:
        return best
    ranked = [c.code for c in judged(turn).ranking[:5] if c.code in known]
    present = turn.dialog.matter.item if turn.dialog.matter else ""
    return next(iter(ranked), None) or next((code for code in known if code != present), next(iter(known), None))
