"""What a citizen's page asks between two messages: has anybody said something, where do I stand, is somebody typing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Literal

from assistant.helpdesk import waiting
from assistant.helpdesk.hall_now import HallNow, read_ranges
from assistant.helpdesk.hints import Hints
from assistant.helpdesk.lifecycle import OWNED
from assistant.helpdesk.scene import CITIZEN, Scene
from assistant.library import Librarian
from assistant.messages import Address, Choice
from assistant.ports import Clock, Memory
from assistant.records import Utterance
from assistant.settings import Settings
from assistant.tickets import OPEN_STATES, Ticket

LOOK_AGAIN_SECONDS = 3.0
"""Other processes may give no hints: the table is looked into this often."""

PLACES_SECONDS = 1.0
"""So old may the places and minutes be that are shown to who waits: they are read once for all."""

MOST = 100

Standing = Literal["none", "queued", "callback", "person"]


@dataclass(frozen=True, slots=True)
class News:
    """What officers and the desk said after a ``seq``, and how the citizen stands now (one line, with its buttons)."""

    said: tuple[Utterance, ...] = ()
    last: int = 0
    standing: Standing = "none"
    line: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def mark(self) -> str:
        """Equal as long as the page would look the same."""
        return f"{self.last}:{self.line}"


class Lobby:
    """Answers the page of one address; reads only."""

    def __init__(
        self,
        memory: Memory,
        librarian: Librarian,
        clock: Clock,
        settings: Settings,
        hints: Hints,
        hall: HallNow | None = None,
    ) -> None:
        self._memory = memory
        self._librarian = librarian
        self._clock = clock
        self._settings = settings
        self._hints = hints
        self._hall = hall or HallNow()

    async def news(self, address: Address, after: int, mark: str = "", patience: float = 0.0) -> News:
        """What came after ``after``: at once when the page would change (``mark`` is what it shows), else when
        something happens, and at the latest after about ``patience`` seconds."""
        looks = max(1, round(patience / LOOK_AGAIN_SECONDS))
        for look in range(looks):
            # A page that is drawn shows the place of this moment, one that waits need not be so exact.
            oldest = monotonic() - (PLACES_SECONDS if patience else 0.0)
            found, about = await self._look(address, after, oldest)
            if found.said or found.mark != mark or self._hints.closing or look == looks - 1:
                break
            await self._hints.news(LOOK_AGAIN_SECONDS, about)
        return found

    async def typing(self, address: Address) -> None:
        """The citizen is writing to the officer."""
        async with self._memory.reading() as stores:
            conversation = await stores.conversations.find(address)
            ticket = await stores.tickets.open_of(conversation.id) if conversation else None
        if ticket is not None and ticket.state in OWNED:
            self._hints.typing(ticket.id, CITIZEN)

    async def _look(self, address: Address, after: int, oldest: float) -> tuple[News, frozenset[str]]:
        """How things stand, and what would change them: words, somebody typing. The place is looked at again and
        again: who waits is not woken by everybody who comes or goes."""
        async with self._memory.reading() as stores:
            known = await stores.conversations.glance(address)
            if known is None:
                return News(), frozenset()
            conversation, last = known
            newer = await stores.conversations.said_after(conversation, after, MOST) if last > after else ()
            latest = await stores.tickets.latest_of(conversation)
            scene = Scene(stores, self._librarian.library, self._settings, self._now())
            ticket = latest if latest is not None and latest.state in OPEN_STATES else None
            standing, line, choices = await self._standing(scene, ticket, oldest)
        said = tuple(u for u in newer if u.speaker in ("agent", "system"))
        about = {conversation, *((ticket.id,) if ticket else ())}
        return News(said, newer[-1].seq if newer else after, standing, line, choices), frozenset(about)

    async def _standing(
        self, scene: Scene, ticket: Ticket | None, oldest: float
    ) -> tuple[Standing, str, tuple[Choice, ...]]:
        if ticket is None:
            return "none", "", ()
        name = scene.department_name(ticket.department)
        if ticket.state in OWNED:
            name = await _everybody(scene, ticket)
            key = "strip.typing" if self._hints.is_typing(ticket.id, "agent") else "strip.person"
            return "person", scene.words(key, name=name), ()
        leave = (Choice(waiting.LEAVE, scene.words("button.leave"), quiet=True),)
        if ticket.state == "callback":
            day = waiting.day_words(scene, ticket.promised_on) if ticket.promised_on else ""
            leave = (Choice(waiting.LEAVE, scene.words("button.leave_callback"), quiet=True),)
            return "callback", scene.words("strip.callback", name=name, day=day), leave
        ranges = await self._hall.ranges.since(oldest, lambda: read_ranges(scene))
        place, low, high = ranges.get(ticket.id) or await waiting.place_and_range(scene, ticket)
        key = "strip.queued" if low else "strip.queued_soon"
        return "queued", scene.words(key, name=name, place=place, low=low, high=high), leave

    def _now(self) -> datetime:
        return self._clock.now()


async def _everybody(scene: Scene, ticket: Ticket) -> str:
    """The departments that serve in this talk, the owner's first (AB-06)."""
    others = [p.department for p in await scene.stores.tickets.participants(ticket.id) if p.state == "joined"]
    names = dict.fromkeys(scene.department_name(d) for d in (ticket.department, *others))
    return scene.words("strip.and").join(names)
