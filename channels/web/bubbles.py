"""One bubble of the talk, as the templates draw it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.messages import Reply
from assistant.records import Utterance
from channels.web.render import reply_of


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble to be drawn; ``reply`` is None when a citizen spoke."""

    speaker: str
    text: str
    reply: Reply | None = None


def bubble_of(utterance: Utterance) -> Bubble:
    """The bubble of something kept."""
    reply = reply_of(utterance)
    return Bubble(utterance.speaker, reply.text if reply else utterance.text, reply)
