"""A message that names a matter: found, offered as a choice, sent elsewhere – or admitted not to be understood."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache
from typing import cast

from assistant.dialogs import buttons, memory
from assistant.dialogs.aspects import DETAILS, asked_aspects, matter_of
from assistant.dialogs.choose import ask_between, offer_items
from assistant.dialogs.clauses import clauses, gist, may_be_another, turns_away
from assistant.dialogs.content import pairs, text_of
from assistant.dialogs.elsewhere import send_elsewhere
from assistant.dialogs.grounding import CHAT, grounded
from assistant.dialogs.hearing import compact, heard, pattern
from assistant.dialogs.items import take_item
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.twofold import ask_which, twofold
from assistant.dialogs.wording import voice_of
from assistant.knowledge.schema import Elsewhere, Item
from assistant.messages import Reply
from assistant.records import Dialog
from assistant.retrieval.judgement import Judgement, Search

LONGEST_SEARCHED = 2000
LONGEST_CONTEXT = 200
MOST_CHOICES = 2
TWO_HOLD = 0.8
LIKELY_ENOUGH, FAR_AHEAD = 0.8, 5
NAMED_ENOUGH, NAMED_AHEAD = 0.6, 2.5
NAMED_FIRST = 0.4
"""Who says an item's name and nothing else beside what is asked means it, when the search finds it first."""
FIRST_OF_FAMILY, AHEAD_OF_FAMILY = 0.4, 1.5
"""Who says 长护险 and asks for papers means the item people come for first, not the reassessment after it."""
BOTH_MEANT = 0.2
SHORTEST_NAME = 2
SHORTEST_PIECE = 4
SHORT_ADDITION = 10
SURE_OF_ELSEWHERE = 0.3
CHAT_IN_PASSING = 0.9
IN_PASSING = ((0.97, 5), (0.95, 7))
"""How sure a topic must be in the middle of a matter, for messages of so many signs at least."""
FRAGMENT, SURE_OF_FRAGMENT = 4, 0.98
ENOUGH = 6
FEWEST_TOLD = 2
SURE_OF_DANGER = 0.6
"""Clear words of danger are heard before any search; a mere resemblance must not frighten anybody."""


def judged(turn: Turn, text: str | None = None) -> Judgement:
    """What the search thinks of the message, or of a part of it."""
    said = _searched(turn) if text is None else text
    return _search(cast(Hashable, turn.library.searcher), said[:LONGEST_SEARCHED])


def _searched(turn: Turn) -> str:
    """What is searched for: in the middle of a matter, what is asked or wanted without the story told around it."""
    said = _without_scolding(turn)
    aside = turn.dialog.matter and not turn.dialog.offered and not turns_away(turn)
    if aside and said == turn.message.text and len(compact(said)) > SHORT_ADDITION:
        parts = clauses(turn)
        asking = [part.text for part in parts if part.kind in ("ask", "want")]
        joined = "，".join(asking)
        said = joined if len(compact(joined)) >= ENOUGH and any(part.kind == "tell" for part in parts) else said
    return gist(turn.library.catalogue.wording, said)


def _without_scolding(turn: Turn) -> str:
    """The message without the words of anger in it: what is wanted counts (什么破机器人，居住证签注去哪里办)."""
    words, said = turn.library.catalogue.wording, turn.message.text
    calm = pattern(words.get("hear.abuse", "")).sub("", compact(said)) if heard(words, "abuse", said) else said
    return calm if len(calm) >= SHORTEST_PIECE else said


@lru_cache(maxsize=16)
def _search(searcher: Hashable, text: str) -> Judgement:
    # Several steps ask the same of one message; the cache is small so that an old library is soon let go.
    return cast(Search, searcher).search(text)


def named_item(turn: Turn) -> str | None:
    """The item of which a name or common name stands in the message word for word; the longest name counts."""
    said = compact(turn.message.text)
    names = ((compact(name), code) for name, code in turn.library.catalogue.by_alias.items())
    found = [(len(name), code) for name, code in names if len(name) >= SHORTEST_NAME and name in said]
    return max(found)[1] if found else None


def another_item(turn: Turn, code: str) -> str | None:
    """The item that the message is surely about, when it is not ``code`` – and not only because of what it asks."""
    if (not may_be_another(turn) and not _told_of_another(turn, code)) or asked_around(turn, code):
        return None  # what is merely told belongs to the matter talked about
    judgement, name = judged(turn), named_item(turn)
    if name and name != code and within_its_name(turn, name, code):
        return None
    if name and name != code and name in [c.code for c in judgement.ranking[:2]]:
        return name
    if judgement.outcome != "sure" or code in judgement.items:
        likely = likely_item(turn, judgement)
        return likely if likely != code and name == likely else None
    if not asked_aspects(turn.library.catalogue.wording, turn.message.text):
        return judgement.items[0]
    rest = matter_of(turn.library.catalogue.wording, turn.message.text)
    if len(rest) < 2:
        return None
    named = judged(turn, rest)
    return judgement.items[0] if judgement.items[0] in named.items else None


def _told_of_another(turn: Turn, code: str) -> bool:
    """Whether something told is surely another matter, of which the present one says nothing (老板欠我工钱)."""
    judgement, words = judged(turn), turn.library.catalogue.wording
    items, said = turn.library.catalogue.items, turn.message.text
    if judgement.outcome != "sure" or judgement.items[0] == code or asked_aspects(words, said) or code not in items:
        return False
    other = items[judgement.items[0]]
    here, there = (
        text_of(items[code]),
        text_of(other) + compact("。".join(e for es in other.examples.values() for e in es)),
    )
    told = pairs(words, said)
    fresh = sum(pair in there and pair not in here for pair in told)
    return fresh >= FEWEST_TOLD and fresh > sum(pair in here for pair in told)


def asked_around(turn: Turn, code: str) -> bool:
    """Whether a question is only about a paper of the item, or a small thing around it (要身份证原件吗)."""
    words, said = turn.library.catalogue.wording, turn.message.text
    item = turn.library.catalogue.items.get(code)
    if item is None or turns_away(turn) or heard(words, "wants", said):
        return False
    if any(name in DETAILS for name in asked_aspects(words, said)) and named_item(turn) is None:
        return True
    papers = compact("。".join(m.material_name for m in item.materials))
    name = compact(_name_said(turn))
    return bool(name) and name in papers and heard(words, "paper_asked", said)


def _name_said(turn: Turn) -> str:
    """The longest name of one of our matters in the message."""
    said = compact(turn.message.text)
    return max((n for n in turn.library.catalogue.by_alias if compact(n) in said), key=len, default="")


def within_its_name(turn: Turn, name: str, code: str) -> bool:
    """Whether what is named is a word of the present item's own name (居住证, while 港澳台居民居住证 is talked of)."""
    items, words = turn.library.catalogue.items, turn.library.catalogue.wording
    present, other = items.get(code), items.get(name)
    if present is None or other is None or present.family != other.family or present.family is None:
        return False
    if turns_away(turn) or heard(words, "wants", turn.message.text):
        return False
    said = compact(turn.message.text)
    longest = max((n for n in map(compact, (other.item_name, *other.aliases)) if n in said), key=len, default="")
    return bool(longest) and longest in compact(present.item_name)


def answer_question(turn: Turn) -> Outcome | None:
    """Search, and act on the outcome; None when nothing is recognised."""
    several = matters_in(turn)
    word = twofold(turn)
    if word and not (len(several) > 1 and set(several) - set(word.codes)):
        return ask_which(turn, word)
    if len(several) > 1:
        return first_of(turn, several)
    judgement, said = in_context(turn)
    items = tuple(c for c in judgement.items if c in turn.library.catalogue.items)
    if judgement.outcome == "sure" and items:
        return take_item(turn, memory.put_aside(memory.forget(turn.dialog, "said")), items[0], wanted(turn))
    likely = likely_item(turn, judgement)
    if likely:
        return _taken_for(turn, likely)
    if judgement.outcome == "unsure" and len(items) > 1:
        return _to_choose(turn, items, said)
    topic = turn.library.catalogue.elsewhere.get(judgement.elsewhere or "")
    if topic is None or not recognised(turn, judgement, topic):
        return None
    return send_elsewhere(turn, topic)


def recognised(turn: Turn, judgement: Judgement, topic: Elsewhere) -> bool:
    """Whether a matter that is not ours is named clearly enough – in the middle of one of ours, very clearly.

    Few words said in passing (住了8个月) resemble anything; clear words of danger were heard before any search.
    """
    sure = judgement.probability(topic.id)
    if turn.dialog.matter or turn.dialog.offered or turn.dialog.memo.get("bundle"):
        if not grounded(turn, topic):
            return False
        if topic.kind in CHAT:
            return sure >= CHAT_IN_PASSING
        if topic.kind == "other_city":
            return False
        signs = len(compact(turn.message.text))
        return any(sure >= enough and signs >= least for enough, least in IN_PASSING)
    if len(compact(turn.message.text)) <= FRAGMENT and topic.kind not in CHAT:
        return sure >= SURE_OF_FRAGMENT  # 我孩子 is the beginning of something
    return sure >= (SURE_OF_DANGER if topic.kind == "emergency" else SURE_OF_ELSEWHERE)


def likely_item(turn: Turn, judgement: Judgement) -> str | None:
    """The one candidate far ahead of the others – nearer still when its name is said and something is asked of it.

    To take it and say so costs the citizen less than a choice: 不是这件事 is one tap away.
    """
    best = [c for c in judgement.ranking if c.kind == "item"][:2]
    if judgement.outcome != "unsure" or not best or best[0].code != judgement.ranking[0].code:
        return None
    first, second = best[0].probability, best[1].probability if len(best) > 1 else 0.0
    if heard(turn.library.catalogue.wording, "which_ones", turn.message.text):
        return None
    exact = next((c for c in best if c.code == _named_alone(turn)), None)
    enough = NAMED_FIRST if exact is best[0] else NAMED_ENOUGH
    if exact and (turn.library.catalogue.items[exact.code].primary or exact.probability >= enough):
        return exact.code
    item = turn.library.catalogue.items.get(best[0].code)
    if item is None:
        return None
    named = named_item(turn) == item.code and (item.primary or bool(wanted(turn)))
    enough, times = (NAMED_ENOUGH, NAMED_AHEAD) if named else (LIKELY_ENOUGH, FAR_AHEAD)
    if named and item.primary and len(best) > 1 and _same_family(turn, item, best[1].code):
        enough, times = FIRST_OF_FAMILY, AHEAD_OF_FAMILY
    return item.code if first >= enough and first >= times * second else None


def _named_alone(turn: Turn) -> str | None:
    """The item whose name is all that the message says beside what it asks (离婚登记要带什么)."""
    code, said = named_item(turn), compact(turn.message.text)
    item = turn.library.catalogue.items.get(code or "")
    names = [n for n in map(compact, (item.item_name, *item.aliases) if item else ()) if n in said]
    rest = said.replace(max(names, key=len), "", 1) if names else said
    return code if names and len(matter_of(turn.library.catalogue.wording, rest)) <= 1 else None


def _same_family(turn: Turn, item: Item, code: str) -> bool:
    other = turn.library.catalogue.items.get(code)
    return other is not None and other.family == item.family


def _taken_for(turn: Turn, code: str) -> Outcome:
    """Take up the likely item, with the way back in sight."""
    outcome = take_item(turn, memory.put_aside(memory.forget(turn.dialog, "said")), code, wanted(turn))
    voice, last = voice_of(turn), outcome.replies[-1]
    if any(c.id == "wrong" for c in last.choices):
        return outcome
    marked = replace(last, choices=(*last.choices, buttons.quiet(voice, "wrong")))
    return replace(outcome, replies=(*outcome.replies[:-1], marked))


def in_context(turn: Turn) -> tuple[Judgement, str]:
    """What the message means; when it is not clear by itself, together with what was said just before it."""
    judgement, before = judged(turn), str(turn.dialog.memo.get("said", ""))
    short = turn.dialog.offered and len(compact(turn.message.text)) <= SHORT_ADDITION and not named_item(turn)
    if not before or (judgement.outcome == "sure" and not short) or (judgement.elsewhere and not short):
        return judgement, turn.message.text
    together = f"{before}，{turn.message.text}"[-LONGEST_CONTEXT:]
    both = judged(turn, together)
    return (both, together) if both.outcome != "unknown" else (judgement, turn.message.text)


def _to_choose(turn: Turn, items: tuple[str, ...], said: str) -> Outcome:
    """Items to choose from; when it stays unclear, a person is offered instead of a third choice (AI-05)."""
    rounds = int(turn.dialog.memo.get("rounds", 0)) + 1
    dialog = memory.note(turn.dialog, wish=list(wanted(turn)), said=said, rounds=rounds)
    if rounds <= MOST_CHOICES:
        return _one_question(turn, dialog, items, judged(turn, said)) or offer_items(turn, dialog, items)
    voice = voice_of(turn)
    return offer_items(turn, memory.forget(dialog, "rounds"), items, voice("choose.person_better"))


def _one_question(turn: Turn, dialog: Dialog, items: tuple[str, ...], judgement: Judgement) -> Outcome | None:
    """One question instead of a list, when two candidates hold nearly all the probability and it separates them."""
    if heard(turn.library.catalogue.wording, "which_ones", turn.message.text):
        return None
    shares = [judgement.probability(code) for code in items]
    if len(items) > 2 and sum(shares[:2]) < TWO_HOLD * sum(shares):
        return None
    return ask_between(turn, dialog, items[:2], items[2:])


def matters_in(turn: Turn) -> tuple[str, ...]:
    """The items of a message with several matters, in the order said, by the search itself or piece by piece."""
    items = turn.library.catalogue.items
    judgement = judged(turn)
    found = [m[0] for m in judgement.matters if m and m[0] in items]
    if len(found) < 2 and heard(turn.library.catalogue.wording, "together", turn.message.text):
        found = [c.code for c in judgement.ranking[:2] if c.code in items and c.probability >= BOTH_MEANT]
    if len(found) < 2:
        pieces = pattern(turn.library.catalogue.wording.get("hear.also", "")).split(compact(turn.message.text))
        pieces = [p for p in pieces if len(p) >= SHORTEST_PIECE]
        found = list(filter(None, (_clear(turn, p) for p in pieces))) if len(pieces) > 1 else []
    return tuple(dict.fromkeys(found))


def _clear(turn: Turn, piece: str) -> str | None:
    """The item that a piece of a message is about, when one is clearly ahead."""
    judgement = judged(turn, piece)
    best = [c for c in judgement.ranking[:2] if c.kind == "item" and c.code in turn.library.catalogue.items]
    if not best or best[0] is not judgement.ranking[0] or judgement.outcome == "unknown":
        return None
    second = judgement.ranking[1].probability if len(judgement.ranking) > 1 else 0.0
    ahead = best[0].probability >= NAMED_ENOUGH - 0.1 and best[0].probability >= NAMED_AHEAD * second
    return best[0].code if judgement.outcome == "sure" or ahead else None


def pieces_of(turn: Turn, several: tuple[str, ...]) -> dict[str, str]:
    """Which piece of the message speaks of which of its matters, so that a word of it is enough later."""
    cut = pattern(turn.library.catalogue.wording.get("hear.also", "")).split(compact(turn.message.text))
    found = {_clear(turn, piece): piece for piece in cut if len(piece) >= SHORTEST_PIECE}
    return {code: found[code] for code in several if code in found}


def first_of(turn: Turn, several: tuple[str, ...]) -> Outcome:
    """Both are named, the first is taken up, the others are kept and offered."""
    items, voice = turn.library.catalogue.items, voice_of(turn)
    kept = tuple(dict.fromkeys((*several[1:], *turn.dialog.kept)))[: memory.MOST_KEPT]
    order = list(dict.fromkeys((*turn.dialog.memo.get("order", ()), *several)))[-memory.MOST_ORDERED :]
    noted = memory.note(replace(turn.dialog, kept=kept), pieces=pieces_of(turn, several), order=order)
    outcome = take_item(turn, noted, several[0], wanted(turn))
    others = "、".join(items[c].item_name for c in several[1:])
    told = Reply(voice("kept.told", first=items[several[0]].item_name, others=others), kind="notice")
    return replace(outcome, replies=(told, *outcome.replies))


def wanted(turn: Turn) -> tuple[str, ...]:
    """The aspects asked in this message, else those asked before the item was known."""
    asked = asked_aspects(turn.library.catalogue.wording, turn.message.text)
    return asked or tuple(turn.dialog.memo.get("wish", ()))


def admit_ignorance(turn: Turn) -> Outcome:
    """Not understood: said so, with another wording, 12345 and a person as ways out."""
    voice = voice_of(turn)
    misses = turn.dialog.misses + 1
    key = "unknown.first" if misses == 1 else "unknown.again"
    choices = (buttons.human(voice), buttons.quiet(voice, "restart"))
    reply = Reply(voice(key), choices=choices, phones=("12345",), kind="sorry")
    dialog = memory.note(replace(turn.dialog, misses=misses), said=turn.message.text[-LONGEST_CONTEXT:])
    return Outcome((reply,), dialog)
