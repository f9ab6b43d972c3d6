"""One message's way through the house: Turn in, Outcome out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from assistant.knowledge.hours import SHANGHAI
from assistant.library import Library
from assistant.messages import IncomingMessage, Reply
from assistant.records import Dialog


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything a step may look at. Holds *this* library, so that a reload in the middle changes nothing."""

    message: IncomingMessage
    dialog: Dialog
    library: Library
    now: datetime

    @property
    def today(self) -> date:
        """The day in Shanghai; a naive moment is taken as local."""
        return (self.now.astimezone(SHANGHAI) if self.now.tzinfo else self.now).date()


@dataclass(frozen=True, slots=True)
class CallAgent:
    """Effect: hand the person over to a human of a department."""

    department: str | None
    item: str | None
    reason: str


Effect = CallAgent


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step decided: what to say, what to remember, what to do. It did nothing yet."""

    replies: tuple[Reply, ...]
    dialog: Dialog
    effects: tuple[Effect, ...] = ()
