"""What the core asks of the world about switches: what an administrator turned off, and the book it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

SwitchKind = Literal["item", "channel", "bot", "handover", "notice"]
"""An item, a channel, the bot, hand-overs to persons turned off; or an emergency notice put up."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch. ``target`` is an item's code or a channel's name, empty for the others; ``text`` is what citizens are
    told besides (for a notice, the notice); ``reason`` is for colleagues. The row stays when it has ended."""

    id: str
    kind: SwitchKind
    target: str
    text: str
    reason: str
    by: str
    """An account's id, or ``cli``."""
    at: datetime
    until: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is in effect at this moment."""
        return self.ended_at is None and (self.until is None or now < self.until)


class SwitchBook(Protocol):
    """The switches."""

    async def open(self, now: datetime) -> tuple[Switch, ...]:
        """Those in effect, newest first."""
        ...

    async def put(self, switch: Switch) -> None:
        """Add one; an open one of the same kind and target ends with the new one's author and time."""
        ...

    async def end(self, identity: str, by: str, at: datetime) -> Switch | None:
        """End one; None when there is no such open switch."""
        ...

    async def history(self, most: int) -> tuple[Switch, ...]:
        """All, newest first, also those that ended."""
        ...
