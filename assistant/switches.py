"""What is switched off at this moment: a value to be asked, and a board that looks it up every second or two."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.ports import Clock, Memory
from assistant.ports_switches import Switch, SwitchKind

FRESH_SECONDS = 1.5
"""So long what was looked up is taken as true where nothing is decided by it but what a page shows."""


@dataclass(frozen=True, slots=True)
class Switches:
    """The switches in effect, newest first."""

    open: tuple[Switch, ...] = ()

    def of(self, kind: SwitchKind, target: str = "") -> Switch | None:
        """The switch of this kind, if one is in effect."""
        return next((s for s in self.open if s.kind == kind and s.target == target), None)

    @property
    def items(self) -> frozenset[str]:
        """The codes of the items that are turned off."""
        return frozenset(s.target for s in self.open if s.kind == "item")

    def notice(self, otherwise: str = "") -> str:
        """The emergency notice: the one that an administrator put up, else the one of the settings."""
        put_up = self.of("notice")
        return put_up.text if put_up else otherwise


NOTHING_OFF = Switches()


class Switchboard:
    """The switches for pages: the table is the truth, and is asked again when the last answer is old."""

    def __init__(self, memory: Memory, clock: Clock, ticks: Callable[[], float] = time.monotonic) -> None:
        self._memory = memory
        self._clock = clock
        self._ticks = ticks
        self._looked: float | None = None
        self.seen = NOTHING_OFF
        """As last looked up."""

    async def look(self) -> Switches:
        """The switches in effect, at most :data:`FRESH_SECONDS` old."""
        if self._looked is None or self._ticks() - self._looked >= FRESH_SECONDS:
            async with self._memory.reading() as stores:
                found = await stores.switches.open(self._clock.now())
            self.seen, self._looked = Switches(found), self._ticks()
        return self.seen

    def forget(self) -> None:
        """Look again the next time: something was switched here."""
        self._looked = None
