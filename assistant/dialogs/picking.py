"""A free-text pick among the items offered: by name, by place, by what is true of one of them alone, by 都不是."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.dialogs import memory
from assistant.dialogs.aspects import asked_aspects
from assistant.dialogs.choose import offer_items
from assistant.dialogs.circumstances import carry_on
from assistant.dialogs.clauses import may_be_another
from assistant.dialogs.content import names_of, pairs, text_of
from assistant.dialogs.distinguish import case_of
from assistant.dialogs.hearing import compact, heard, whole
from assistant.dialogs.human import current_item
from assistant.dialogs.items import take_item
from assistant.dialogs.pressing import press_button
from assistant.dialogs.searching import first_of, judged, named_item, wanted
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.twofold import ASKED, told_which
from assistant.dialogs.understand import by_place, by_words, named_option
from assistant.dialogs.wording import voice_of
from assistant.knowledge.schema import Circumstance, Item, Option
from assistant.messages import Reply

LONGEST_PICK = 18
LONGEST_BOTH = 10
LONGEST_SAID = 200
_CLAUSES = re.compile(r"[，,。；;！!？?\s]+")
_DENIED = re.compile(r"(?:不是|勿是|弗是)")
ANOTHER = 0.5
"""From this probability on, an item that is not offered is a new matter rather than a word about those offered."""
AHEAD = 1.5
LONG_NAME = 3.0
NAMED, CASE, TOLD = 3.0, 2.0, 1.0
"""Weights of a pair of signs that only one candidate's names, its case against the others, or its texts have."""


def pick_offered(turn: Turn) -> Outcome | None:
    """Take the message as a choice among the items offered last."""
    items = turn.library.catalogue.items
    offered = tuple(c for c in turn.dialog.offered if c in items)
    if not offered or turn.message.choice:
        return None
    words, said = turn.library.catalogue.wording, turn.message.text
    if whole(words, "none_of_them", said):
        return press_button(replace(turn, message=replace(turn.message, choice="none")))
    if len(offered) == 1:
        return None
    if heard(words, "both", said) and not named_item(turn):
        return first_of(turn, offered[:2])
    options = tuple(_option(turn, n, code, offered) for n, code in enumerate(offered))
    shown = Circumstance(id="offered", question="?", options=options)
    place = by_place(words, shown, said)
    if ASKED in turn.dialog.memo and not place:
        return _behind_the_word(turn, offered)
    judgement = judged(turn)
    if not place and judgement.outcome == "sure" and judgement.items[0] not in offered:
        return None
    option = place or named_option(words, shown, said)
    clear = place or max(by_words(words, shown, said, asked=True).values()) >= LONG_NAME
    told = None if clear else by_what_is_told(turn, offered)
    code = told or (offered[int(option[1:])] if option else None)
    code = code or (None if _another(turn, offered) else _nearest(turn, offered))
    if code is None:
        return None
    return take_item(turn, memory.forget(turn.dialog, "wish", "rest"), code, wanted(turn))


def _behind_the_word(turn: Turn, offered: tuple[str, ...]) -> Outcome | None:
    """The answer to the question which matter a word means; what does not say it is heard, and the question stands."""
    judgement = judged(turn)
    among = told_which(turn) or (judgement.items[0] if judgement.outcome == "sure" else None)
    if among in offered and among:
        return take_item(turn, memory.forget(turn.dialog, "wish", "rest"), among, wanted(turn))
    if among or may_be_another(turn) or asked_aspects(turn.library.catalogue.wording, turn.message.text):
        return None
    said = f"{turn.dialog.memo.get('said', '')}，{turn.message.text}"[-LONGEST_SAID:]
    return offer_items(turn, memory.note(turn.dialog, said=said), offered, voice_of(turn)("choose.told"))


def pick_both(turn: Turn) -> Outcome | None:
    """两个都要, after one of the two was taken already: the other is kept."""
    item, shown = current_item(turn), tuple(turn.dialog.memo.get("shown", ()))
    words, said = turn.library.catalogue.wording, turn.message.text
    other = [code for code in shown if item and code != item.code and code in turn.library.catalogue.items]
    if item is None or turn.message.choice or turn.dialog.offered or len(shown) != 2 or len(other) != 1:
        return None
    if len(compact(said)) > LONGEST_BOTH or not heard(words, "both", said) or named_item(turn):
        return None
    kept = tuple(dict.fromkeys((other[0], *turn.dialog.kept)))[: memory.MOST_KEPT]
    dialog = memory.forget(replace(turn.dialog, kept=kept), "shown")
    name = turn.library.catalogue.items[other[0]].item_name
    told = Reply(voice_of(turn)("kept.told", first=item.item_name, others=name), kind="notice")
    return carry_on(turn, dialog, told)


def _option(turn: Turn, number: int, code: str, offered: tuple[str, ...]) -> Option:
    """An offered item as an option: known by its names and by its case against the others."""
    items = turn.library.catalogue.items
    cases = tuple(filter(None, (case_of(items, code, other) for other in offered if other != code)))
    return Option(id=f"o{number}", label=items[code].item_name, words=(*items[code].aliases, *cases))


def _another(turn: Turn, offered: tuple[str, ...]) -> bool:
    """Whether the message names a matter that is not on the table."""
    judgement = judged(turn)
    best = judgement.ranking[0] if judgement.ranking else None
    words, said = turn.library.catalogue.wording, turn.message.text
    asked = bool(asked_aspects(words, said)) or len(compact(turn.message.text)) > LONGEST_PICK
    return best is not None and asked and best.code not in offered and best.probability >= ANOTHER


def _nearest(turn: Turn, offered: tuple[str, ...]) -> str | None:
    """The offered item that the search finds first of all for this message, well ahead of the next."""
    judgement = judged(turn)
    best = judgement.ranking[0] if judgement.ranking else None
    if best is None or best.code not in offered or judgement.outcome == "unknown":
        return None
    second = judgement.ranking[1].probability if len(judgement.ranking) > 1 else 0.0
    return best.code if best.probability >= AHEAD * second else None


def by_what_is_told(turn: Turn, offered: tuple[str, ...]) -> str | None:
    """The one candidate of which something said is true and of no other (退休职工 · 已经评过)."""
    words, items = turn.library.catalogue.wording, turn.library.catalogue.items
    clauses = [piece for piece in _CLAUSES.split(turn.message.text) if piece and not _DENIED.match(piece)]
    said = compact(" ".join(clauses) or turn.message.text)
    told = pairs(words, said)
    every = {said[i : i + 2] for i in range(len(said) - 1)}
    if not every or len(said) > LONGEST_PICK:
        return None
    texts = {code: _texts(turn, items[code], offered) for code in offered}
    scores = dict.fromkeys(offered, 0.0)
    # in the short line that tells them apart every sign counts (已经有 · 还没有); elsewhere only those with content
    for place, (weight, counted) in enumerate(((NAMED, told), (CASE, every), (TOLD, told))):
        for pair in counted:
            having = [code for code in offered if pair in texts[code][place]]
            if len(having) == 1:
                scores[having[0]] += weight
    best = max(offered, key=lambda code: scores[code])
    clear = scores[best] >= CASE and all(scores[best] >= 2 * scores[c] for c in offered if c != best)
    return best if clear else None


def _texts(turn: Turn, item: Item, offered: tuple[str, ...]) -> tuple[str, str, str]:
    """Names, case against the others, and all texts of an item."""
    items = turn.library.catalogue.items
    others = [items[c] for c in offered if c != item.code]
    cases = [n.how for other in others for n in other.confusable if n.code == item.code]
    return compact("。".join(names_of(item))), compact("。".join([*cases, item.summary.text])), text_of(item)
