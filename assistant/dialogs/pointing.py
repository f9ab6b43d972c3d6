"""Words that only point (那医保呢 · 第二个要多久): another matter, an earlier one, or the same question again."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.dialogs import memory
from assistant.dialogs.aspects import matter_of, nothing_else
from assistant.dialogs.choose import offer_items
from assistant.dialogs.circumstances import carry_on, named
from assistant.dialogs.clauses import POLITE, asked_here
from assistant.dialogs.content import names_of, pairs
from assistant.dialogs.hearing import compact, heard, pattern, whole
from assistant.dialogs.human import current_item
from assistant.dialogs.items import take_item
from assistant.dialogs.searching import judged
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.twofold import ask_which, twofold
from assistant.dialogs.understand import understand
from assistant.dialogs.wording import voice_of
from assistant.messages import Reply
from assistant.retrieval.judgement import Judgement

_TOPIC = re.compile(
    r"^(?:那么|那|还有|对了|另外|哦|噢|嗯|然后)*(.{2,10}?)(?:那边|那个|的话|的事)?(?:呢|怎么说|怎么样|咋样|咋说)[啊呀]?$"
)
_AND_THAT = re.compile(r"^(?:那么|那|还有|另外)(.{2,6})$")
_NTH = re.compile(r"第([一二三四五六1-6])(?:个|件|户|样|家)")
_PLACES = {c: n for row in ("一二三四五六", "123456") for n, c in enumerate(row)}
CLEAR, AHEAD, CHOSEN_FROM = 0.35, 1.5, 3
LONGEST = 10


def follow_pointer(turn: Turn) -> Outcome | None:
    """Take a message that only points for what it points to."""
    if turn.message.choice or turn.dialog.offered or current_item(turn) is None or answers_question(turn):
        return None
    return _nth(turn) or _goes_first(turn) or _earlier(turn) or _and_that(turn)


def nth_matter(turn: Turn) -> str | None:
    """The matter meant by 第二个, counted in the order in which they came up."""
    match = _NTH.search(compact(turn.message.text))
    order = [code for code in turn.dialog.memo.get("order", ()) if code in turn.library.catalogue.items]
    place = _PLACES[match.group(1)] if match else 0
    return order[place] if match and len(order) > 1 and place < len(order) else None


def other_one(turn: Turn) -> str | None:
    """The matter beside the present one: kept for later, or left last."""
    items, present = turn.library.catalogue.items, current_item(turn)
    known = [*turn.dialog.kept, *(m.item for m in reversed(turn.dialog.past))]
    return next((code for code in known if code in items and (not present or code != present.code)), None)


def _nth(turn: Turn) -> Outcome | None:
    """第二个要多久: of the second matter that came up."""
    code, asked = nth_matter(turn), asked_here(turn)
    rest = _NTH.sub("", compact(turn.message.text))
    words, items = turn.library.catalogue.wording, turn.library.catalogue.items
    if code is None or not asked:
        return None
    names = compact("。".join(names_of(items[code])))
    if not nothing_else(words, rest) and not all(pair in names for pair in pairs(words, matter_of(words, rest))):
        return None
    return _taken(turn, code, asked)


def _goes_first(turn: Turn) -> Outcome | None:
    """养老的先说, when that is what is talked about already."""
    words, said, item = turn.library.catalogue.wording, turn.message.text, current_item(turn)
    if item is None or not heard(words, "goes_first", said) or asked_here(turn) or len(compact(said)) > LONGEST:
        return None
    rest = pattern(words.get("hear.goes_first", "")).sub("，", compact(said))
    told, names = pairs(words, rest), compact("。".join(names_of(item)))
    if not told or not all(pair in names for pair in told):
        return None
    return carry_on(turn, turn.dialog, Reply(voice_of(turn)("first.this", name=item.item_name)))


def _earlier(turn: Turn) -> Outcome | None:
    """排水的多久, of a matter that came up before: named by a word that the present one's names do not have."""
    words, items, present = turn.library.catalogue.wording, turn.library.catalogue.items, current_item(turn)
    asked, rest = asked_here(turn), matter_of(words, turn.message.text)
    told = pairs(words, rest)
    if not asked or not told or len(rest) > LONGEST or present is None:
        return None
    known = dict.fromkeys((*turn.dialog.kept, *(m.item for m in reversed(turn.dialog.past))))
    here = compact("。".join(names_of(present)))
    found = [c for c in known if c in items and all(p in compact("。".join(names_of(items[c]))) for p in told)]
    if len(found) != 1 or found[0] == present.code or any(pair in here for pair in told):
        return None
    return _taken(turn, found[0], asked)


def _and_that(turn: Turn) -> Outcome | None:
    """那医保呢: that matter, with the question asked last."""
    words, said = turn.library.catalogue.wording, compact(turn.message.text)
    match = _TOPIC.match(said) or _AND_THAT.match(said)
    topic = match.group(1) if match else ""
    if not topic or asked_here(turn) or any(whole(words, f"manners.{name}", topic) for name in POLITE):
        return None
    lately = tuple(turn.dialog.memo.get("lately", ()))
    present = current_item(turn)
    if whole(words, "this_one", topic) and present and lately:
        return _taken(turn, present.code, lately)
    if whole(words, "that_one", topic):
        other = other_one(turn)
        return _taken(turn, other, lately) if other else None
    word = twofold(replace(turn, message=replace(turn.message, text=topic)))
    if word and not (present and present.code in word.codes):
        return ask_which(turn, word)
    return _matter_called(turn, topic, lately)


def _matter_called(turn: Turn, topic: str, lately: tuple[str, ...]) -> Outcome | None:
    """Another matter named by a few signs: one that came up before, a clear one, or a choice of a few."""
    items, present, words = turn.library.catalogue.items, current_item(turn), turn.library.catalogue.wording
    known = dict.fromkeys((*turn.dialog.kept, *(m.item for m in reversed(turn.dialog.past))))
    here = compact("。".join(names_of(present))) if present else ""
    told = [pair for pair in pairs(words, topic) if pair not in here]
    before = [c for c in known if c in items and any(p in compact("。".join(names_of(items[c]))) for p in told)]
    if len(before) == 1 and present and before[0] != present.code:
        return _taken(turn, before[0], lately)
    near = [n.code for n in present.confusable if n.code in items] if present else []
    beside = [c for c in near if any(p in compact("。".join(names_of(items[c]))) for p in told)]
    if len(beside) == 1:
        return _taken(turn, beside[0], lately)
    judgement = judged(turn, topic)
    ranked = _called(turn, judgement, told)
    if present and judgement.ranking and judgement.ranking[0].code == present.code:
        return None
    if not ranked:
        return None
    first, second = ranked[0][1], ranked[1][1] if len(ranked) > 1 else 0.0
    if judgement.outcome == "sure" or (first >= CLEAR and first >= AHEAD * second):
        return _taken(turn, ranked[0][0], lately)
    codes = tuple(code for code, _ in ranked[:CHOSEN_FROM])
    return (
        offer_items(turn, memory.put_aside(turn.dialog), codes, voice_of(turn)("stay.which"))
        if len(codes) > 1
        else None
    )


def _called(turn: Turn, judgement: Judgement, told: list[str]) -> list[tuple[str, float]]:
    """The items found whose names have a word of the message, with their probabilities."""
    items, present = turn.library.catalogue.items, current_item(turn)
    found = [c for c in judgement.ranking[:6] if c.code in items and (not present or c.code != present.code)]
    named_so = [c for c in found if any(p in compact("。".join(names_of(items[c.code]))) for p in told)]
    return [(c.code, c.probability) for c in named_so]


def _taken(turn: Turn, code: str, asked: tuple[str, ...]) -> Outcome:
    return take_item(turn, memory.put_aside(turn.dialog), code, asked)


def answers_question(turn: Turn) -> bool:
    """Whether the message answers the question that is open."""
    item, words = current_item(turn), turn.library.catalogue.wording
    asked = named(item, turn.dialog.asking) if item else None
    if asked is None or (asked_here(turn) and not heard(words, "unsure", turn.message.text)):
        return False
    return bool(understand(words, asked, turn.message.text, turn.today.year))
