"""What a bundle asks before its one list: circumstances that several items share first, then those that decide most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.dialogs import buttons
from assistant.dialogs.bundle_list import list_reply
from assistant.dialogs.bundle_memory import Tray, asked_now, kept
from assistant.dialogs.hearing import heard, whole
from assistant.dialogs.names import short_name
from assistant.dialogs.searching import judged
from assistant.dialogs.subject import wants_something
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.understand import understand, volunteered
from assistant.dialogs.wording import voice_of
from assistant.knowledge.bundle import bundle_circumstances, shared_circumstances
from assistant.knowledge.schema import Circumstance
from assistant.messages import Choice, Reply

MOST_BEFORE_LIST = 5
MOST_ASKED_AGAIN = 2


def open_questions(turn: Turn, on_table: Tray) -> tuple[tuple[str, Circumstance], ...]:
    """(item, circumstance) still open: shared ones first, then by how many papers hang on them."""
    catalogue = turn.library.catalogue
    every = bundle_circumstances(catalogue, on_table.bundle, on_table.answers, on_table.chosen)
    shared = {c.id for _, c in shared_circumstances(catalogue, on_table.bundle, on_table.answers, on_table.chosen)}

    def weight(one: tuple[str, Circumstance]) -> tuple[bool, int]:
        papers = sum(one[1].id in m.when for m in catalogue.items[one[0]].materials)
        return one[1].id not in shared, -papers

    return tuple(sorted(every, key=weight))


def begin(turn: Turn, on_table: Tray) -> Outcome:
    """The list is wanted: a few questions first, so that little is left open on it."""
    told = replace(
        on_table,
        answers={**volunteered_for(turn, on_table, str(turn.dialog.memo.get("event", ""))), **on_table.answers},
        left=MOST_BEFORE_LIST,
    )
    return go_on(turn, told)


def go_on(turn: Turn, on_table: Tray, *lead: Reply) -> Outcome:
    """The next question, or the list when none is open or enough were asked."""
    still_open = open_questions(turn, on_table)
    if not still_open or on_table.left <= 0:
        done = replace(on_table, asking=None, asked=0, left=0)
        return Outcome((*lead, list_reply(turn, done, len(still_open))), kept(turn.dialog, done))
    code, circumstance = still_open[0]
    asking = replace(on_table, asking=(code, circumstance.id), asked=0, left=on_table.left - 1)
    return Outcome((*lead, question(turn, asking, code, circumstance)), kept(turn.dialog, asking))


def question(turn: Turn, on_table: Tray, code: str, circumstance: Circumstance, key: str = "bundle.ask") -> Reply:
    """A circumstance as a question; one that a single item asks names it."""
    voice, bundle, items = voice_of(turn), on_table.bundle.id, turn.library.catalogue.items
    alone = sum(any(c.id == circumstance.id for c in items[i].circumstances) for i in on_table.chosen) < 2
    asked = circumstance.question
    if alone:
        asked = voice("bundle.ask_of", name=short_name(items[code].item_name), question=asked)
    ways = [Choice(f"bopt:{bundle}:{code}:{circumstance.id}:{o.id}", o.label) for o in circumstance.options]
    skip = Choice(f"bskip:{bundle}:{code}:{circumstance.id}", voice("button.skip"), quiet=True)
    now = Choice(f"bundlenow:{bundle}", voice("button.list_now"), quiet=True)
    return Reply(voice(key, question=asked), choices=(*ways, skip, now, buttons.human(voice)), kind="question")


def answered(turn: Turn, on_table: Tray, code: str, name: str, options: tuple[str, ...]) -> Outcome:
    """Note the answer (empty: left open) for every item that asks the same, and go on.

    Items may call different questions by one name: an answer counts only where its options are known.
    """
    asked = _options(turn, code, name)
    others = {c: _options(turn, c, name) for c in on_table.chosen}
    same = [c for c, known in others.items() if (known >= {*options} if options else known == asked)]
    noted = {f"{c}:{name}": options for c in dict.fromkeys((code, *same))}
    return go_on(turn, replace(on_table, answers={**on_table.answers, **noted}, asking=None))


def _options(turn: Turn, code: str, name: str) -> frozenset[str]:
    """The ids of the options of an item's circumstance; none when it has no such circumstance."""
    circumstances = turn.library.catalogue.items[code].circumstances
    return frozenset(o.id for c in circumstances if c.id == name for o in c.options)


def answer_in_words(turn: Turn, on_table: Tray) -> Outcome | None:
    """The message as the answer to the open question; ``None`` when it is about something else."""
    words, said, circumstance = turn.library.catalogue.wording, turn.message.text, asked_now(turn, on_table)
    if circumstance is None or on_table.asking is None:
        return None
    code = on_table.asking[0]
    meant = understand(words, circumstance, said, turn.today.year)
    if meant.options or meant.open:
        return answered(turn, on_table, code, circumstance.id, meant.options)
    polite = any(whole(words, f"manners.{name}", said) for name in ("thanks", "hello", "goodbye"))
    if wants_something(turn) or polite or heard(words, "leave_out", said):
        return None
    judgement = judged(turn)
    if judgement.outcome == "sure" and judgement.items[0] not in on_table.chosen:
        return None
    told = {k: v for k, v in volunteered_for(turn, on_table, said).items() if k != circumstance.id}
    if told:
        wiser = replace(on_table, answers={**told, **on_table.answers})
        noted = Reply(voice_of(turn)("bundle.told", told="；".join(labels_of(turn, on_table, told))))
        return Outcome((noted, question(turn, wiser, code, circumstance, "bundle.ask_again")), kept(turn.dialog, wiser))
    again = replace(on_table, asked=on_table.asked + 1)
    if again.asked > MOST_ASKED_AGAIN:
        return answered(turn, on_table, code, circumstance.id, ())
    key = "bundle.ask_again" if again.asked < MOST_ASKED_AGAIN else "bundle.ask_last"
    return Outcome((question(turn, again, code, circumstance, key),), kept(turn.dialog, again))


def volunteered_for(turn: Turn, on_table: Tray, said: str) -> dict[str, tuple[str, ...]]:
    """What some words tell of the circumstances still open: those that named the event, or an answer to another one."""
    words = turn.library.catalogue.wording
    told = (
        {c.id: volunteered(words, c, said, turn.today.year) for _, c in open_questions(turn, on_table)} if said else {}
    )
    return {name: options for name, options in told.items() if options}


def labels_of(turn: Turn, on_table: Tray, told: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The answers told, in the words of their options."""
    every = [c for _, c in open_questions(turn, on_table) if c.id in told]
    return tuple(o.label for c in every for o in c.options if o.id in told[c.id])
