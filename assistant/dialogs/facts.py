"""What the item says on one aspect, with its sources; where it says nothing, the department's telephone instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.dialogs.cards import doubtful, honest_note, marks, name_in_sentence
from assistant.dialogs.circumstances import computed
from assistant.dialogs.hearing import heard
from assistant.dialogs.human import department_of, office_lines
from assistant.dialogs.names import spell_out
from assistant.dialogs.turn import Turn
from assistant.dialogs.wording import Voice, voice_of
from assistant.knowledge.schema import Item, Question, Sourced
from assistant.messages import Reply
from assistant.records import Dialog

Said = tuple[str, Sourced]
"""A sentence to be said and what it rests on."""


def answer_aspect(turn: Turn, dialog: Dialog, item: Item, name: str) -> Reply:
    """One aspect answered from this item alone, never from a neighbour."""
    voice = voice_of(turn)
    if name == "eligible":
        return _eligible(turn, dialog, item)
    if name == "contact":
        return _contact(turn, item)
    said = list(_FACTS[name](turn, item))
    if not said:
        return missing(turn, item, name)
    head = voice(f"aspect.{name}", name=name_in_sentence(item))
    lines = [head, *_lines(turn, said), honest_note(voice, item)]
    phones = ()
    office = department_of(turn, item)
    if name == "where" and office:
        lines[-1:-1] = [office_lines(turn, office)]
        phones = (office.phone,)
    return Reply("\n".join(lines), phones=phones, sources=marks(*(s for _, s in said)))


def missing(turn: Turn, item: Item, name: str) -> Reply:
    """The item has no statement on this aspect: said plainly, with whom to ask."""
    voice = voice_of(turn)
    office = department_of(turn, item)
    lines = [voice("aspect.missing", name=name_in_sentence(item), aspect=voice(f"aspect_name.{name}"))]
    if office:
        lines.append(office_lines(turn, office))
    return Reply("\n".join(lines), phones=(office.phone,) if office else ("12345",))


def _lines(turn: Turn, said: Sequence[Said]) -> list[str]:
    voice, items = voice_of(turn), turn.library.catalogue.items
    numbered = len(said) > 1
    lines = []
    for place, (text, source) in enumerate(said, start=1):
        line = spell_out(text, items) + (voice("note.doubtful") if doubtful(source) else "")
        lines.append(voice("aspect.numbered", n=place, text=line) if numbered else line)
    return lines


def _eligible(turn: Turn, dialog: Dialog, item: Item) -> Reply:
    """The conditions as they stand for this person; never a verdict."""
    voice, items = voice_of(turn), turn.library.catalogue.items
    conditions = computed(turn, dialog, item).conditions
    lines = [voice("eligible.head", name=name_in_sentence(item))]
    for place, condition in enumerate(conditions, start=1):
        text = spell_out(condition.text, items) + (voice("note.doubtful") if condition.doubtful else "")
        lines.append(voice(f"eligible.{condition.state}", n=place, text=text))
        others = [items[c].item_name for c in condition.otherwise if c in items]
        if condition.state == "failed" and others:
            lines.append(voice("eligible.otherwise", names="、".join(others)))
    still = [place for place, condition in enumerate(conditions, start=1) if condition.state == "open"]
    if still:
        lines.append(voice("eligible.open_points", points="、".join(str(n) for n in still)))
    lines += [voice("eligible.no_verdict"), honest_note(voice, item)]
    sources = tuple(dict.fromkeys(mark for c in conditions for mark in c.source))
    return Reply("\n".join(lines), sources=sources)


def _contact(turn: Turn, item: Item) -> Reply:
    office = department_of(turn, item)
    voice = voice_of(turn)
    if office is None:
        return missing(turn, item, "contact")
    head = voice("aspect.contact", name=name_in_sentence(item))
    return Reply(head + "\n" + office_lines(turn, office), phones=(office.phone,), sources=office.phone_source)


def _spoken(statements: Sequence[Sourced]) -> list[Said]:
    return [(s.text, s) for s in statements]


def _touching(turn: Turn, item: Item, key: str, *, steps: bool = True) -> list[Said]:
    """Sentences of the item that speak of a subject: questions and answers first, then the other statements."""
    words = turn.library.catalogue.wording
    asked = [_answered(voice_of(turn), f) for f in item.faq if heard(words, key, f.q) or heard(words, key, f.a)]
    others = (*item.acceptance_conditions, *(item.steps if steps else ()), *item.time_limits, item.result, *item.places)
    return [*asked, *((s.text, s) for s in others if heard(words, key, s.text))][:4]


def _answered(voice: Voice, faq: Question) -> Said:
    return voice("aspect.faq", q=faq.q, a=faq.a), faq


def _proxy(turn: Turn, item: Item) -> list[Said]:
    """Who may come: the papers of a proxy, whether the person has to be there, and what the item says about it."""
    voice = voice_of(turn)
    there = [m for m in item.materials if m.material_kind == "本人到场"]
    present = [(voice("aspect.in_person", name=m.material_name), m) for m in there]
    papers = [m for m in item.materials if "agent" in m.when]
    names = "、".join(m.material_name for m in papers)
    proxies = [(voice("aspect.proxy_papers", papers=names), papers[0])] if papers else []
    allowed = [] if papers or not _has_proxy(item) else [(voice("aspect.proxy_no_papers"), item.summary)]
    return [*present, *proxies, *allowed, *_touching(turn, item, "subject.proxy")]


def _has_proxy(item: Item) -> bool:
    return any(c.id == "agent" for c in item.circumstances)


def _about(key: str) -> Callable[[Turn, Item], list[Said]]:
    return lambda turn, item: _touching(turn, item, key)


_FACTS: dict[str, Callable[[Turn, Item], list[Said]]] = {
    "how": lambda turn, item: _spoken(item.steps),
    "where": lambda turn, item: _spoken(item.places),
    "time": lambda turn, item: _spoken(item.time_limits),
    "fee": lambda turn, item: [(item.fee.text, item.fee)],
    "why": lambda turn, item: _spoken(item.legal_basis),
    "elsewhere": _about("subject.elsewhere"),
    "amount": lambda turn, item: _touching(turn, item, "subject.amount", steps=False),
    "effect": _about("subject.effect"),
    "online": _about("subject.online"),
    "status": _about("subject.status"),
    "deadline": _about("subject.deadline"),
    "lost": _about("subject.lost"),
    "proxy": _proxy,
}
