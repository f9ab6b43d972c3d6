"""A paper that is not there yet: it holds up only the items that want it, told by department; the others go ahead."""

from __future__ import annotations

from assistant.dialogs import buttons
from assistant.dialogs.bundle_memory import Tray
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.names import short_name
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.bundle import Plan, plan
from assistant.knowledge.bundle_corrections import standing
from assistant.messages import Choice, Reply

LONGEST = 24
SHORTEST_NAME = 2


def what_lacks(turn: Turn, on_table: Tray) -> Outcome | None:
    """还没有…… · ……没带: what that holds up, and what does not wait for it."""
    words, said, catalogue = turn.library.catalogue.wording, turn.message.text, turn.library.catalogue
    if not heard(words, "lacking", said) or len(compact(said)) > LONGEST:
        return None
    whole = plan(catalogue, on_table.bundle, on_table.answers, turn.today, on_table.chosen)
    lacking = _papers_named(turn, whole)
    found = standing(whole, lacking)
    if not found.waiting:
        return None
    voice = voice_of(turn)
    lines = [voice("bundle.lacking", papers="、".join(sorted(lacking)))]
    lines += [voice("bundle.waiting", department=w.department, name=short_name(w.item_name)) for w in found.waiting]
    ready = "、".join(short_name(catalogue.items[code].item_name) for code in found.ready)
    lines.append(voice("bundle.ready", names=ready) if ready else voice("bundle.none_ready"))
    ways = (Choice(f"bundlelist:{on_table.bundle.id}", voice("button.bundle_list")), buttons.human(voice))
    return Outcome((Reply("\n".join(lines), choices=ways, sources=on_table.bundle.source),), turn.dialog)


def _papers_named(turn: Turn, whole: Plan) -> frozenset[str]:
    """The papers of the list of which a name stands in the message."""
    said, papers = compact(turn.message.text), turn.library.catalogue.papers
    found = set()
    for merged in whole.lines:
        paper = papers.get(merged.line.paper or "")
        names = (merged.line.name, *((paper.name, *paper.also) if paper else ()))
        if any(len(compact(n)) >= SHORTEST_NAME and compact(n) in said for n in names):
            found.add(merged.line.name)
    return frozenset(found)
