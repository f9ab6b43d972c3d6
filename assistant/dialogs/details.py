"""Small things asked around a matter (照片几寸 · 哪天能去): what the item says of them, or plainly that it does not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from assistant.dialogs.cards import name_in_sentence
from assistant.dialogs.circumstances import computed
from assistant.dialogs.days import day_in
from assistant.dialogs.hearing import compact, find, heard
from assistant.dialogs.human import department_of, office_lines, opening_line
from assistant.dialogs.names import spell_out
from assistant.dialogs.turn import Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.hours import next_opening, opens_on
from assistant.knowledge.list_values import Said
from assistant.knowledge.office import opening_hours
from assistant.knowledge.schema import Department, Item, Sourced
from assistant.knowledge.speech import marks_of, said_or_expired
from assistant.messages import Reply
from assistant.records import Dialog

MOST_SENTENCES = 3
MOST_PAPERS = 12


def answer_detail(turn: Turn, dialog: Dialog, item: Item, name: str) -> Reply:
    """One detail answered from the item and the calendar alone."""
    if name == "open":
        return _open(turn, item)
    if name == "copies":
        return _copies(turn, dialog, item)
    said = _told(turn, item, f"subject.{name}")
    if not said:
        return not_written(turn, item, name)
    voice = voice_of(turn)
    lines = [
        voice("detail.head", name=name_in_sentence(item), aspect=voice(f"aspect_name.{name}")),
        *_lines(turn, said),
    ]
    missing = _not_told(turn, name, said)
    office = department_of(turn, item)
    if missing:
        lines.append(voice("detail.rest", asked=missing))
        lines += [office_lines(turn, office)] if office else [voice("human.hotline")]
    phones = (office.phone,) if missing and office else ()
    return Reply("\n".join(lines), phones=phones, sources=marks_of(s.source for s in said))


def not_written(turn: Turn, item: Item, name: str) -> Reply:
    """The item has no statement on this: said plainly, with whom to ask and when they are there."""
    voice, office = voice_of(turn), department_of(turn, item)
    lines = [voice("aspect.missing", name=name_in_sentence(item), aspect=voice(f"aspect_name.{name}"))]
    lines.append(office_lines(turn, office) if office else voice("human.hotline"))
    return Reply("\n".join(lines), phones=(office.phone,) if office else ("12345",))


def _not_told(turn: Turn, name: str, said: list[Said]) -> str:
    """The particular that was asked (几寸 · 底色) when nothing that is told speaks of it."""
    match = find(turn.library.catalogue.wording, f"particular.{name}", turn.message.text)
    if match is None or turn.message.choice:
        return ""
    asked, texts = match.group(), compact("。".join(s.text for s in said))
    return "" if any(sign in texts for sign in asked if sign not in "几要多少") else asked


def _told(turn: Turn, item: Item, key: str) -> list[Said]:
    """The sentences of the item that speak of it; of its questions only those that ask it."""
    words, voice = turn.library.catalogue.wording, voice_of(turn)
    if any(heard(words, key, name) for name in (item.item_name, *item.aliases)):
        return []  # 无障碍改造 is all about it and says nothing of the hall
    asked: list[tuple[Sourced, str]] = [
        (f, voice("aspect.faq", q=f.q, a=f.a)) for f in item.faq if heard(words, key, f.q)
    ]
    statements: list[tuple[Sourced, str]] = [
        *((s, s.text) for s in (*item.acceptance_conditions, *item.steps)),
        *((limit, limit.text) for limit in item.time_limits),
        *((s, s.text) for s in (item.result, *item.places)),
    ]
    papers: list[tuple[Sourced, str]] = [
        *((m, m.material_name) for m in item.materials),
        *((m, m.kind_note) for m in item.materials if m.kind_note),
    ]
    found = [(s, text) for s, text in statements if heard(words, key, text)]
    found = found or [(s, text) for s, text in papers if heard(words, key, text)]
    return [_say(turn, s, text) for s, text in (*asked, *found)][:MOST_SENTENCES]


def _say(turn: Turn, sourced: Sourced, text: str) -> Said:
    return said_or_expired(turn.library.catalogue, sourced, text, turn.today)


def _lines(turn: Turn, said: list[Said]) -> list[str]:
    voice, items = voice_of(turn), turn.library.catalogue.items
    texts = [spell_out(s.text, items) + (voice("note.doubtful") if s.doubtful else "") for s in said]
    texts = list(dict.fromkeys(texts))
    if len(texts) == 1:
        return texts
    return [voice("aspect.numbered", n=place, text=text) for place, text in enumerate(texts, start=1)]


def _open(turn: Turn, item: Item) -> Reply:
    """When somebody is at the window: what the item says of it, the department's hours, and the day that was named."""
    voice, office = voice_of(turn), department_of(turn, item)
    said = _told(turn, item, "subject.open")
    if office is None:
        return not_written(turn, item, "open")
    lines = [voice("open.head", name=name_in_sentence(item))]
    lines += [_lines(turn, said)[0]] if len(said) == 1 else _lines(turn, said)
    lines += [voice("human.office", name=office.name), voice("human.phone", phone=office.phone)]
    lines.append(voice("human.hours", hours=opening_hours(turn.library.catalogue, office)))
    catalogue = turn.library.catalogue
    day = None if turn.message.choice else day_in(catalogue.wording, catalogue.holidays, turn.message.text, turn.today)
    lines.append(_on_day(turn, office, day) if day else opening_line(turn, office, voice))
    lines.append(voice("open.other_places") if not said else "")
    text = "\n".join(line for line in lines if line)
    return Reply(text, phones=(office.phone,), sources=marks_of(s.source for s in said))


def _on_day(turn: Turn, office: Department, day: date) -> str:
    """Whether the window is open on a day; if not, when next."""
    voice, holidays = voice_of(turn), turn.library.catalogue.holidays
    year = holidays.get(day.year)
    named = {"month": day.month, "day": day.day, "weekday": voice(f"day.{day.isoweekday()}")}
    windows = opens_on(office.hours, holidays, day)
    unsure = "" if year and year.published else "\n" + voice("open.unpublished", year=day.year)
    if windows:
        times = "、".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in windows)
        return voice("open.on_day", times=times, **named) + unsure
    zone = turn.now.tzinfo
    after = next_opening(office.hours, holidays, datetime.combine(day, datetime.min.time(), tzinfo=zone))
    after = after or next_opening(office.hours, holidays, turn.now + timedelta(days=1))
    told = voice("open.not_on_day", **named)
    if after is None:
        return told + unsure
    opening = voice(
        "open.next", month=after.month, day=after.day, weekday=voice(f"day.{after.isoweekday()}"), time=f"{after:%H:%M}"
    )
    return told + opening + unsure


def _copies(turn: Turn, dialog: Dialog, item: Item) -> Reply:
    """Original or copy, paper by paper, as the list for this person says it."""
    voice = voice_of(turn)
    paper = computed(turn, dialog, item)
    lines = [line for line in paper.lines if line.need in ("must", "yours", "maybe")][:MOST_PAPERS]
    if not lines:
        return not_written(turn, item, "copies")
    rows = [voice("copies.line", n=n, name=line.name, how=line.hand_in) for n, line in enumerate(lines, start=1)]
    return Reply("\n".join([voice("copies.head", name=name_in_sentence(item)), *rows]), sources=paper.sources)
