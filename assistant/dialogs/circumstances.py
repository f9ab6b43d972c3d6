"""Circumstances, one at a time, until the list is certain: the next question, or the checklist."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons, memory
from assistant.dialogs.cards import card, name_in_sentence
from assistant.dialogs.human import current_item
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.checklist import Checklist, checklist
from assistant.knowledge.relevant import open_circumstances
from assistant.knowledge.schema import Circumstance, Item
from assistant.messages import Choice, Reply
from assistant.records import Dialog

MOST_SHOWN = 2
"""How many of the matters kept are offered at a time."""


def next_circumstance(item: Item, dialog: Dialog) -> Circumstance | None:
    """The first circumstance whose answer would still change the list and that was not asked yet."""
    answers = dialog.matter.answers if dialog.matter else {}
    return next(iter(open_circumstances(item, answers)), None)


def named(item: Item, circumstance: str | None) -> Circumstance | None:
    """A circumstance of the item by its id."""
    return next((c for c in item.circumstances if c.id == circumstance), None)


def carry_on(turn: Turn, dialog: Dialog, *lead: Reply) -> Outcome:
    """Ask the next circumstance of the matter, or give the list when none is open."""
    item = turn.library.catalogue.items.get(dialog.matter.item) if dialog.matter else None
    if item is None:
        return Outcome(lead, dialog)
    following = next_circumstance(item, dialog)
    if following is None:
        return hand_over_list(turn, dialog, item, *lead)
    asking = replace(memory.forget(dialog, "narrowed", "more", "judging"), asking=following.id, asked=0, offered=())
    return Outcome((*lead, question(turn, item, following)), asking)


def question(
    turn: Turn, item: Item, circumstance: Circumstance, only: tuple[str, ...] = (), key: str = "ask.first"
) -> Reply:
    """The question with its answers as buttons. ``key`` is the sentence that frames it."""
    voice = voice_of(turn)
    text = voice(key, question=circumstance.question)
    if circumstance.why and key == "ask.first":
        text += "\n" + voice("ask.why", why=circumstance.why)
    return Reply(text, choices=buttons.of_circumstance(voice, item.code, circumstance, only), kind="question")


def continue_question(turn: Turn, dialog: Dialog) -> Reply | None:
    """继续：… – the question that was open before a side question, if there is one."""
    item = current_item(turn)
    circumstance = named(item, dialog.asking) if item else None
    if item is None or circumstance is None:
        return None
    return question(turn, item, circumstance, tuple(dialog.memo.get("narrowed", ())), "ask.continue")


def computed(turn: Turn, dialog: Dialog, item: Item) -> Checklist:
    """The pure function's list for the answers remembered."""
    answers = dialog.matter.answers if dialog.matter else {}
    return checklist(turn.library.catalogue, item, answers, turn.today)


def hand_over_list(turn: Turn, dialog: Dialog, item: Item, *lead: Reply) -> Outcome:
    """The checklist for the answers so far, and what can be done with it."""
    paper = computed(turn, dialog, item)
    listed = replace(dialog, matter=replace(dialog.matter, listed=True) if dialog.matter else None)
    done = replace(memory.forget(listed, "narrowed", "more", "judging"), asking=None, asked=0, offered=())
    reply = Reply(
        list_text(turn, item, paper),
        choices=after_list(turn, done),
        checklist=paper,
        items=(card(turn, item),),
        phones=(paper.phone,) if paper.phone else (),
        sources=paper.sources,
        kind="list",
    )
    return Outcome((*lead, reply), done)


def list_text(turn: Turn, item: Item, paper: Checklist) -> str:
    """A sentence over the list: how many papers in each group, and what is still open."""
    voice = voice_of(turn)
    count = {need: sum(line.need == need for line in paper.lines) for need in ("must", "yours", "maybe", "waived")}
    name = name_in_sentence(item)
    parts = [voice("list.head", name=name), voice("list.bring", n=count["must"] + count["yours"])]
    if count["must"] + count["yours"] == 0:
        parts[1] = voice("list.bring_nothing")
    parts += [voice(f"list.{need}", n=count[need]) for need in ("waived", "maybe") if count[need]]
    notes = [voice("list.note", text=said.text) for said in paper.notes]
    return "\n".join([*parts, *notes])


def after_list(turn: Turn, dialog: Dialog) -> tuple[Choice, ...]:
    """What can be done after the list: other aspects, change an answer, what was kept, a person."""
    voice = voice_of(turn)
    code = dialog.matter.item if dialog.matter else ""
    names = ("where",) if dialog.plain else ("where", "how", "eligible")
    ways = [buttons.aspect(voice, name, code) for name in names]
    change = [buttons.quiet(voice, "change")] if dialog.matter and dialog.matter.answers else []
    return (*ways_back(turn, dialog), *ways, *change, buttons.human(voice))


def ways_back(turn: Turn, dialog: Dialog) -> tuple[Choice, ...]:
    """What was kept, and the bundle that the item was taken from, each one tap away."""
    voice, catalogue = voice_of(turn), turn.library.catalogue
    now = dialog.matter.item if dialog.matter else ""
    kept = [c for c in dialog.kept if c in catalogue.items and c != now][:MOST_SHOWN]
    ways = [Choice(f"kept:{c}", voice("button.kept", name=catalogue.items[c].item_name)) for c in kept]
    bundle = catalogue.bundles.get(dialog.memo.get("bundle", {}).get("id", ""))
    if bundle:
        ways.append(Choice(f"bundle:{bundle.id}", voice("button.bundle_back", name=bundle.name)))
    return tuple(ways)
