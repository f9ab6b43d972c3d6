"""What an answer in free words means: the options of a circumstance it names, as a pure function of both.

Options are recognised by their labels and synonyms, by place (第二个 · 后面那个), by 是/否, by relation (帮我爸) and by
age. Longer matches outweigh shorter ones; a match that is denied (不是 · 没有) counts against its option.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.dialogs.age_options import option_of, options_left
from assistant.dialogs.hearing import compact, find, heard, pattern, whole
from assistant.knowledge.schema import Circumstance, Option

_DENIED = re.compile(r"(不是|没有|没|非|不|勿是|勿|覅|未|别)(给我|给|让|在|到|能|会|肯)?[我他她]?$")
_DENIED_AFTER = re.compile(r"(?:也|都|就|还|是)*(?:没有|没|无|不要)(?:的|了|啊|呀|过|额)?$")
_SPLIT = re.compile(r"[、，,（）()；;／/ ]|或者|或|和|以及")
_ORDINAL = re.compile(r"^(?:我?(?:选|要|是))?第?([一二三四五六七八九两1-9a-i])[个种项条号样]?[吧的呀啊]?$")
_NTH = re.compile(r"第([一二三四五六七八九1-9])[个种项条样]")
_EMPTY_SIGNS = set("的了是有没不和或在要已还都我您他她这那个把被给就也")
PAIR_WEIGHT = 1.5
SHORTEST_CORE = 2
SHORT_ANSWER = 8
CLEAR_WORDS = 3.0
_DIGITS = {c: i + 1 for row in ("一二三四五六七八九", "123456789", "abcdefghi") for i, c in enumerate(row)}


@dataclass(frozen=True, slots=True)
class Understood:
    """``options`` chosen (one, several for a multi circumstance); ``narrowed`` the two or more it might be; ``open``
    when the person does not know or says that both may be."""

    options: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()
    open: bool = False

    def __bool__(self) -> bool:
        return bool(self.options or self.open)


def understand(words: Mapping[str, str], circumstance: Circumstance, said: str, this_year: int) -> Understood:
    """Read ``said`` as the answer to a circumstance that was just asked. ``words`` is the catalogue's wording."""
    exact = [o for o in circumstance.options if compact(said) in (compact(o.label), *map(compact, o.words))]
    if len(exact) == 1:
        return Understood((exact[0].id,))
    place = by_place(words, circumstance, said)
    if place:
        return Understood((place,))
    scores = by_words(words, circumstance, said, asked=True)
    age = option_of(circumstance, said, this_year, asked=True)
    if age:
        scores[age] = scores.get(age, 0.0) + 3.0
    chosen = _best(circumstance, scores)
    if chosen is not None:
        return chosen
    left = options_left(circumstance, said, this_year)
    if left:
        return Understood(narrowed=left)
    if heard(words, "unsure", said) and (len(compact(said)) <= SHORT_ANSWER or _alone(words, said)):
        return Understood(open=True)
    polar = by_yes_no(words, circumstance, said) or by_core(words, circumstance, said)
    return Understood((polar,)) if polar else Understood()


def _alone(words: Mapping[str, str], said: str) -> bool:
    """Whether 不知道 stands for itself in a longer message, and is not of something else (不知道要备案)."""
    return any(whole(words, "unsure", piece) for piece in _SPLIT.split(said) if piece)


def volunteered(words: Mapping[str, str], circumstance: Circumstance, said: str, this_year: int) -> tuple[str, ...]:
    """Options that a message names without having been asked: only clear words count, no 是/否, no places."""
    scores = by_words(words, circumstance, said, asked=False)
    age = option_of(circumstance, said, this_year)
    if age:
        scores[age] = scores.get(age, 0.0) + 3.0
    chosen = _best(circumstance, scores)
    return chosen.options if chosen else ()


def narrowed_by(words: Mapping[str, str], circumstance: Circumstance, said: str) -> tuple[str, ...]:
    """Two or more options, but not all, that a message told unasked leaves equally likely; empty otherwise."""
    scores = by_words(words, circumstance, said, asked=False)
    clear = {k: v for k, v in scores.items() if v >= CLEAR_WORDS}
    chosen = _best(circumstance, clear) if clear else None
    return chosen.narrowed if chosen is not None and not circumstance.multi else ()


def _best(circumstance: Circumstance, scores: Mapping[str, float]) -> Understood | None:
    positive = {k: v for k, v in scores.items() if v > 0}
    if not positive:
        left = [o.id for o in circumstance.options if scores.get(o.id, 0.0) >= 0]
        denied = len(left) < len(circumstance.options)
        return Understood((left[0],)) if denied and len(left) == 1 else None
    top = max(positive.values())
    if circumstance.multi:
        some = tuple(o.id for o in circumstance.options if positive.get(o.id, 0.0) >= min(PAIR_WEIGHT, top))
        return Understood(some)
    best = tuple(o.id for o in circumstance.options if positive.get(o.id, 0.0) == top)
    if len(best) == 1:
        return Understood(best)
    return Understood(narrowed=best) if len(best) < len(circumstance.options) else None


def named_option(words: Mapping[str, str], circumstance: Circumstance, said: str) -> str | None:
    """The one option that a message names by its words; no 是/否, no places."""
    chosen = _best(circumstance, by_words(words, circumstance, said, asked=True))
    return chosen.options[0] if chosen and chosen.options else None


def by_label_part(circumstance: Circumstance, said: str, among: tuple[str, ...]) -> str | None:
    """The one of the options still possible of whose label a part is said that the others do not have (我是妈妈)."""
    text = compact(said)
    labels = {o.id: compact(o.label) for o in circumstance.options if o.id in among}
    if not SHORTEST_CORE <= len(text) <= SHORT_ANSWER or len(labels) < 2:
        return None
    whole_said = [i for i, label in labels.items() if text in label and not _DENIED.search(label[: label.find(text)])]
    pairs = {i: {label[n : n + 2] for n in range(len(label) - 1)} for i, label in labels.items()}
    own = {i: pairs[i].difference(*(pairs[j] for j in labels if j != i)) for i in labels}
    partly = [i for i in labels if any(pair in text for pair in own[i]) and text[0] not in "不没无非勿"]
    found = whole_said or partly
    return found[0] if len(found) == 1 else None


def by_words(words: Mapping[str, str], circumstance: Circumstance, said: str, *, asked: bool) -> dict[str, float]:
    """Option id → signs of its phrases that are said; negative when they are only denied."""
    text = compact(said)
    scores = {o.id: _weight(text, words, circumstance, o, asked) for o in circumstance.options}
    if asked and len(text) <= SHORT_ANSWER:
        for option in circumstance.options:
            if not scores[option.id] and any(pair in text for pair in own_pairs(circumstance, option)):
                scores[option.id] = PAIR_WEIGHT
    return scores


def _weight(text: str, words: Mapping[str, str], circumstance: Circumstance, option: Option, asked: bool) -> float:
    said: set[str] = set()
    denied: set[str] = set()
    for match in pattern(" ".join(phrases(words, circumstance, option, asked=asked))).finditer(text):
        no = _DENIED.search(text[: match.start()]) or (asked and _DENIED_AFTER.match(text[match.end() :]))
        (denied if no else said).add(match.group())
    return float(sum(len(m) for m in said) or -sum(len(m) for m in denied))


def own_pairs(circumstance: Circumstance, option: Option) -> set[str]:
    """Pairs of signs in the label that no other option's label and not the question has (学历 in 学历学位)."""
    labels = [compact(o.label) for o in circumstance.options if o.id != option.id]
    others = "".join((*labels, compact(circumstance.question)))
    label = compact(option.label)
    pairs = {label[i : i + 2] for i in range(len(label) - 1)}
    return {p for p in pairs if p not in others and not set(p) & _EMPTY_SIGNS}


def phrases(words: Mapping[str, str], circumstance: Circumstance, option: Option, *, asked: bool) -> tuple[str, ...]:
    """All phrases by which an option is known. Unasked, only those that are clear by themselves (two signs or more)."""
    labels = (compact(piece) for piece in _SPLIT.split(option.label))
    own = [compact(w) for w in option.words]
    shared = words.get(f"hear.option.{circumstance.id}.{option.id}", "").split()
    family = circumstance.id.rsplit("_", 1)[-1]
    if asked and family != circumstance.id:
        shared += words.get(f"hear.option.{family}.{option.id}", "").split()
    weak = set(words.get("hear.weak", "").split())
    least = 1 if asked else 2
    pieces = [p for p in (*labels, *own) if len(p) >= least and (asked or p not in weak)]
    return tuple(dict.fromkeys((*pieces, *shared)))


def by_place(words: Mapping[str, str], circumstance: Circumstance, said: str) -> str | None:
    """第二个 · 2 · 后面那个 · 最后一个: the option at that place."""
    text = compact(said)
    ids = [o.id for o in circumstance.options]
    match = _ORDINAL.match(text) or _NTH.search(text)
    if match:
        place = _DIGITS.get(match.group(1).replace("两", "二"), 0)
        return ids[place - 1] if 0 < place <= len(ids) else None
    if find(words, "last", said):
        return ids[-1]
    return ids[0] if find(words, "first", said) else None


def by_yes_no(words: Mapping[str, str], circumstance: Circumstance, said: str) -> str | None:
    """是/否 in its many forms, for a circumstance with two options of which one says yes."""
    if len(circumstance.options) != 2:
        return None
    yes, no = polarity(words, circumstance)
    if whole(words, "ok", said):
        return yes if heard(words, "offer", circumstance.question) else None
    if whole(words, "no", said) or heard(words, "no_clear", said):
        return no
    return yes if whole(words, "yes", said) or heard(words, "yes_clear", said) else None


def by_core(words: Mapping[str, str], circumstance: Circumstance, said: str) -> str | None:
    """Of 不一起迁 · 有人一起迁 the one meant by 要一起迁: what the labels share is said, denied or not."""
    if len(circumstance.options) != 2:
        return None
    first, second = (compact(o.label) for o in circumstance.options)
    common = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
    core, text = first[common.a : common.a + common.size], compact(said)
    if len(core) < SHORTEST_CORE or core not in text:
        return None
    yes, no = polarity(words, circumstance)
    return no if _DENIED.search(text[: text.index(core)]) else yes


def polarity(words: Mapping[str, str], circumstance: Circumstance) -> tuple[str, str]:
    """Which of two options means yes, which no: the one that repeats the question's words, or is not a denial."""
    first, second = circumstance.options
    asked = compact(circumstance.question)
    for one, other in ((first, second), (second, first)):
        if len(compact(one.label)) > 1 and compact(one.label) in asked and compact(other.label) not in asked:
            return one.id, other.id
    denials = [bool(find(words, "denial_start", o.label)) for o in (first, second)]
    return (second.id, first.id) if denials == [True, False] else (first.id, second.id)
