"""Matters that are not ours: the topic's own words on where to go, its numbers, and a person one tap away."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.knowledge.schema import Elsewhere
from assistant.messages import Choice, Reply


def send_elsewhere(turn: Turn, topic: Elsewhere) -> Outcome:
    """Say that it is not handled here and where it is; offer what of ours lies near."""
    voice, items = voice_of(turn), turn.library.catalogue.items
    frame = f"elsewhere.{topic.kind}"
    text = voice(frame if voice.has(frame) else "elsewhere.agency", goto=topic.goto, title=topic.title)
    near = [Choice(f"item:{c}", items[c].item_name) for c in topic.near if c in items][:2]
    shown = near if topic.kind == "near_miss" and not turn.dialog.plain else []
    kind = "emergency" if topic.kind == "emergency" else "elsewhere"
    phones = topic.phone if topic.kind not in ("chitchat", "nonsense", "injection") else ()
    reply = Reply(text, choices=(*shown, buttons.human(voice)), phones=phones, sources=topic.source, kind=kind)
    return Outcome((reply,), replace(turn.dialog, misses=0))
