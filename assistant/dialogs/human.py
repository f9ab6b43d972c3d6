"""A person, on request, in every state: whom to reach, when they are there, and the effect that calls them."""

from __future__ import annotations

from assistant.dialogs import buttons, memory
from assistant.dialogs.turn import CallAgent, Outcome, Turn
from assistant.dialogs.wording import Voice, voice_of
from assistant.knowledge.hours import is_open, next_opening
from assistant.knowledge.office import opening_hours
from assistant.knowledge.schema import Department, Item
from assistant.messages import Choice, Reply

HOTLINE = "12345"


def department_of(turn: Turn, item: Item | None) -> Department | None:
    """The department in charge of an item, by name."""
    return office_named(turn, item.department if item else None)


def office_named(turn: Turn, name: str | None) -> Department | None:
    """A department by its name."""
    return next((d for d in turn.library.catalogue.departments.values() if d.name == name), None)


def current_item(turn: Turn) -> Item | None:
    """The item talked about, if it (still) exists."""
    matter = turn.dialog.matter
    return turn.library.catalogue.items.get(matter.item) if matter else None


def office_lines(turn: Turn, office: Department) -> str:
    """Name, telephone, place and hours of a department and whether somebody is there now, each on its own line."""
    voice = voice_of(turn)
    return "\n".join(
        (
            voice("human.office", name=office.name),
            voice("human.phone", phone=office.phone),
            voice("human.place", place=_place(office)),
            voice("human.hours", hours=opening_hours(turn.library.catalogue, office)),
            opening_line(turn, office, voice),
        )
    )


def _place(office: Department) -> str:
    return office.address if office.hall in office.address else f"{office.hall}，{office.address}"


def opening_line(turn: Turn, office: Department, voice: Voice) -> str:
    """现在有人 until …, or when it opens next."""
    holidays = turn.library.catalogue.holidays
    if is_open(office.hours, holidays, turn.now):
        return voice("human.open_now")
    opening = next_opening(office.hours, holidays, turn.now)
    if opening is None:
        return voice("human.closed")
    day = voice(f"day.{opening.isoweekday()}")
    return voice("human.opens", month=opening.month, day=opening.day, weekday=day, time=f"{opening:%H:%M}")


def call_human(turn: Turn, reason: str, lead: str = "", department: str | None = None) -> Outcome:
    """Offer a person of the department in charge (12345 when none is known) and ask for the hand-over."""
    voice = voice_of(turn)
    item = current_item(turn)
    offered = _offered_departments(turn)
    if item and offered and item.department not in offered:
        item = None  # what is on the table now counts, not the matter before it
    shared = next(iter(offered)) if len(offered) == 1 else None
    office = office_named(turn, department or shared or (item.department if item else None))
    if item and office and department and item.department != office.name:
        item = None  # the department of something else that was named
    where = office_lines(turn, office) if office else voice("human.hotline")
    text = "\n".join(part for part in (lead or voice("human.coming"), where, voice("human.meanwhile")) if part)
    phones = tuple(dict.fromkeys((office.phone, HOTLINE))) if office else (HOTLINE,)
    effect = CallAgent(office.name if office else None, item.code if item else None, reason)
    reply = Reply(text, choices=_ways_on(voice, turn), phones=phones, kind="human")
    return Outcome((reply,), memory.note(turn.dialog, called=True), (effect,))


def _offered_departments(turn: Turn) -> frozenset[str]:
    """The departments of the items offered to choose from; empty when no choice is shown."""
    items = turn.library.catalogue.items
    return frozenset(items[c].department for c in turn.dialog.offered if c in items)


def _ways_on(voice: Voice, turn: Turn) -> tuple[Choice, ...]:
    names = ("list", "restart") if turn.dialog.matter and turn.dialog.matter.listed else ("restart",)
    return tuple(buttons.quiet(voice, name) for name in names)
