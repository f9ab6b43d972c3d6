"""Danger to life comes before everything: 110 · 119 · 120 at once, whatever was being talked about."""

from __future__ import annotations

from dataclasses import replace

from assistant.dialogs import buttons
from assistant.dialogs.elsewhere import send_elsewhere
from assistant.dialogs.hearing import compact, heard
from assistant.dialogs.searching import judged
from assistant.dialogs.turn import Outcome, Turn
from assistant.dialogs.wording import voice_of
from assistant.messages import Choice, Reply

SHORT = 10
DANGERS = (
    "suicide-crisis",
    "fire",
    "drowning",
    "gas-leak",
    "ambulance",
    "domestic-violence",
    "missing-person",
    "fraud",
    "police",
)
"""Ids of the emergency topics, gravest first; the phrases by which each is heard are ``hear.danger.<id>``."""


def guard_life(turn: Turn) -> Outcome | None:
    """Send a person in danger to the emergency numbers; the matter talked about waits."""
    words, said = turn.library.catalogue.wording, turn.message.text
    if turn.message.choice:
        return None
    calmer = next((name for name in ("reported", "found_again") if heard(words, name, said)), None)
    if calmer and len(compact(said)) <= SHORT:
        voice = voice_of(turn)
        return Outcome((Reply(voice(f"safety.{calmer}"), choices=(buttons.human(voice),)),), turn.dialog)
    if heard(words, "danger_past", said):
        return None
    topics = turn.library.catalogue.elsewhere
    danger = next((d for d in DANGERS if d in topics and heard(words, f"danger.{d}", said)), None)
    if danger is None:
        return None
    outcome = send_elsewhere(turn, topics[danger])
    judgement = judged(turn)
    if judgement.outcome != "sure" or not judgement.items:
        return outcome
    item = turn.library.catalogue.items[judgement.items[0]]
    also = Choice(f"item:{item.code}", voice_of(turn)("button.later", name=item.item_name))
    reply = replace(outcome.replies[0], choices=(also, buttons.human(voice_of(turn))))
    return replace(outcome, replies=(reply,))
