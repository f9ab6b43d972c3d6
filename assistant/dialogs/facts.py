"""What the item says on one aspect, with its sources; where it says nothing, the department's telephone instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.dialogs.aspects import DETAILS
from assistant.dialogs.cards import honest_note, name_in_sentence
from assistant.dialogs.circumstances import computed
from assistant.dialogs.content import own_pairs
from assistant.dialogs.details import answer_detail, not_written
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.human import department_of, office_lines
from assistant.dialogs.names import spell_out
from assistant.dialogs.turn import Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.list_values import Said
from assistant.knowledge.schema import Item, Question, Sourced, Statement
from assistant.knowledge.speech import marks_of, said_or_expired
from assistant.messages import Reply
from assistant.records import Dialog

MOST_SENTENCES = 3
NARROW = ("subject.effect", "subject.amount", "subject.deadline")
"""Subjects on which only what speaks of the thing asked is an answer."""


def answer_aspects_of(turn: Turn, dialog: Dialog, item: Item, names: Sequence[str]) -> tuple[Reply, ...]:
    """The aspects one after the other; the last one closes with who vouches for the item."""
    return with_note(turn, item, [answer_aspect(turn, dialog, item, name) for name in names])


def answer_aspect(turn: Turn, dialog: Dialog, item: Item, name: str) -> Reply:
    """One aspect answered from this item alone, never from a neighbour."""
    if name == "eligible":
        return _eligible(turn, dialog, item)
    if name == "contact":
        return _contact(turn, item)
    if name in DETAILS:
        return answer_detail(turn, dialog, item, name)
    said = _FACTS[name](turn, item)
    if not said:
        return not_written(turn, item, name)
    voice, office = voice_of(turn), department_of(turn, item)
    lines = [voice(f"aspect.{name}", name=name_in_sentence(item)), *_lines(turn, said)]
    phones: tuple[str, ...] = ()
    if name == "where" and office:
        lines.append(office_lines(turn, office))
        phones = (office.phone,)
    return Reply("\n".join(lines), phones=phones, sources=marks_of(s.source for s in said))


def answer_question_of(turn: Turn, item: Item, question: Question) -> Reply:
    """A question that the item answers itself, told with the question so that a wrong guess is seen."""
    said = _say(turn, question, question.a)
    doubt = voice_of(turn)("note.doubtful") if said.doubtful else ""
    answer = spell_out(said.text, turn.library.catalogue.items) + doubt
    return Reply(voice_of(turn)("faq.answer", q=question.q, a=answer), sources=said.source)


def with_note(turn: Turn, item: Item, replies: Sequence[Reply]) -> tuple[Reply, ...]:
    """The replies, the last one closing with who vouches for the item when any states a fact."""
    if not any(reply.sources for reply in replies):
        return tuple(replies)
    return (*replies[:-1], replace(replies[-1], text=replies[-1].text + "\n" + honest_note(turn, item)))


def _lines(turn: Turn, said: Sequence[Said]) -> list[str]:
    voice, items = voice_of(turn), turn.library.catalogue.items
    texts = [spell_out(s.text, items) + (voice("note.doubtful") if s.doubtful else "") for s in said]
    if len(texts) == 1:
        return texts
    return [voice("aspect.numbered", n=place, text=text) for place, text in enumerate(texts, start=1)]


def _eligible(turn: Turn, dialog: Dialog, item: Item) -> Reply:
    """The conditions as they stand for this person; never a verdict (AI-03, PI-14)."""
    voice, items = voice_of(turn), turn.library.catalogue.items
    conditions = computed(turn, dialog, item).conditions
    lines = [voice("eligible.head", name=name_in_sentence(item))]
    for place, condition in enumerate(conditions, start=1):
        text = spell_out(condition.text, items) + (voice("note.doubtful") if condition.doubtful else "")
        lines.append(voice(f"eligible.{condition.state}", n=place, text=text))
        others = [items[c].item_name for c in condition.otherwise if c in items]
        if condition.state == "failed" and others:
            lines.append(voice("eligible.otherwise", names="、".join(others)))
    still = [str(place) for place, condition in enumerate(conditions, start=1) if condition.state == "open"]
    if still and len(still) < len(conditions):
        lines.append(voice("eligible.open_points", points="、".join(still)))
    lines.append(voice("eligible.no_verdict"))
    return Reply("\n".join(lines), sources=marks_of(c.source for c in conditions))


def _contact(turn: Turn, item: Item) -> Reply:
    office = department_of(turn, item)
    if office is None:
        return not_written(turn, item, "contact")
    head = voice_of(turn)("aspect.contact", name=name_in_sentence(item))
    return Reply(head + "\n" + office_lines(turn, office), phones=(office.phone,))


def _say(turn: Turn, sourced: Sourced, text: str) -> Said:
    return said_or_expired(turn.library.catalogue, sourced, text, turn.today)


def _all(turn: Turn, statements: Sequence[Statement]) -> list[Said]:
    return [_say(turn, s, s.text) for s in statements]


def _touching(turn: Turn, item: Item, key: str) -> list[Said]:
    """Sentences of the item that speak of a subject: questions and answers first, then the other statements."""
    words, voice = turn.library.catalogue.wording, voice_of(turn)

    def told(questions: Sequence[Question]) -> list[Said]:
        return [_say(turn, f, voice("aspect.faq", q=f.q, a=f.a)) for f in questions]

    statements: list[tuple[Sourced, str]] = [
        *((s, s.text) for s in (*item.acceptance_conditions, *item.steps)),
        *((limit, limit.text) for limit in item.time_limits),
        *((s, s.text) for s in (item.result, *item.places)),
    ]
    asked = (
        own_pairs(words, turn.message.text, item) if key == "subject.lost" and not turn.message.choice else frozenset()
    )

    subjects = own_pairs(words, turn.message.text, item) if key in NARROW and not turn.message.choice else frozenset()

    def speaks(text: str) -> bool:
        # of a paper named in the message (没有健康证怎么办) only what names it too is an answer
        return heard(words, key, text) and (not asked or any(pair in text for pair in asked))

    found = told([f for f in item.faq if speaks(f.q)])
    found += [_say(turn, s, text) for s, text in statements if speaks(text)]
    found = found or told([f for f in item.faq if speaks(f.a)])
    of_it = [s for s in found if any(pair in compact(s.text) for pair in subjects)]
    if subjects and (of_it or key == "subject.effect"):
        found = of_it  # 老婆孩子能一起转吗 is not answered by what is said of a gap in the permit
    return found[:MOST_SENTENCES]


def _proxy(turn: Turn, item: Item) -> list[Said]:
    """Who may come: whether the person has to be there, the papers of a proxy, and what the item says about it."""
    voice = voice_of(turn)
    there = [m for m in item.materials if m.material_kind == "本人到场"]
    found = [_say(turn, m, voice("aspect.in_person", name=m.material_name)) for m in there]
    papers = [m for m in item.materials if "agent" in m.when]
    if papers:
        names = "、".join(m.material_name for m in papers)
        found.append(_say(turn, papers[0], voice("aspect.proxy_papers", papers=names)))
    elif any(c.id == "agent" for c in item.circumstances):
        found.append(_say(turn, item.summary, voice("aspect.proxy_no_papers")))
    asked = _touching(turn, item, "subject.proxy")
    return [*found, *(asked[:1] if found else asked)]


def _about(key: str) -> Callable[[Turn, Item], list[Said]]:
    return lambda turn, item: _touching(turn, item, key)


_FACTS: dict[str, Callable[[Turn, Item], list[Said]]] = {
    "how": lambda turn, item: _all(turn, item.steps),
    "where": lambda turn, item: _all(turn, item.places),
    "time": lambda turn, item: [_say(turn, t, t.text) for t in item.time_limits],
    "fee": lambda turn, item: [_say(turn, item.fee, item.fee.text)],
    "why": lambda turn, item: _all(turn, item.legal_basis),
    "elsewhere": _about("subject.elsewhere"),
    "amount": _about("subject.amount"),
    "effect": _about("subject.effect"),
    "online": _about("subject.online"),
    "status": lambda turn, item: _touching(turn, item, "subject.status") or [_say(turn, item.result, item.result.text)],
    "deadline": _about("subject.deadline"),
    "lost": _about("subject.lost"),
    "proxy": _proxy,
}
