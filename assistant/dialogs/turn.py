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


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Effect: register 办不成事. What the citizen told comes along as the packet."""

    department: str | None
    item: str | None
    text: str


@dataclass(frozen=True, slots=True)
class CaseReason:
    """Effect: note why it could not be done (NB-01), as the citizen chose it; empty when she did not."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeepContact:
    """Effect: take the telephone number out of this message, where alone it stands unmasked, for this case."""

    code: str


@dataclass(frozen=True, slots=True)
class LookUpCase:
    """Effect: tell where this case stands, if it was opened in this conversation; all of them when there is no code."""

    code: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Effect: write a rating. ``service`` is the end of the button's id: ``human:<ticket>`` or ``bot:<day>``."""

    service: str
    level: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class RatingWords:
    """Effect: add the reason to a rating given before."""

    service: str
    text: str


Effect = CallAgent | OpenCase | CaseReason | KeepContact | LookUpCase | Rate | RatingWords


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step decided: what to say, what to remember, what to do. It did nothing yet."""

    replies: tuple[Reply, ...]
    dialog: Dialog
    effects: tuple[Effect, ...] = ()
