"""The help desk as fifty plain lines: what the real one is compared with, move by move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

OWNED = ("claimed", "active", "wrap_up")


@dataclass
class Talk:
    """One citizen: where the ticket stands, who has it, and every word said by either side."""

    state: str = "none"
    agent: str | None = None
    department: str = "rs"
    words: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Model:
    """Which moves are allowed to whom, without a database, a clock of its own or a queue."""

    talks: dict[str, Talk] = field(default_factory=dict)
    present: dict[str, datetime] = field(default_factory=dict)

    def anybody(self, department: str, staff: dict[str, str | None], now: datetime) -> bool:
        """Somebody of the department, or the duty officer, whose lease runs."""
        return any(until > now and staff[who] in (department, None) for who, until in self.present.items())

    def call(self, person: str, somebody: bool) -> None:
        talk = self.talks[person]
        if talk.state in ("none", "closed", "returned"):
            talk.state, talk.agent, talk.department = ("queued" if somebody else "callback"), None, "rs"

    def may_take(self, person: str, who: str, fresh: bool) -> bool:
        talk = self.talks[person]
        return talk.state in ("queued", "callback") and fresh

    def may_speak(self, person: str, who: str) -> bool:
        talk = self.talks[person]
        return talk.state in OWNED and talk.agent == who

    def give(self, person: str, who: str) -> None:
        self.talks[person].state, self.talks[person].agent = "claimed", who

    def free(self, person: str, state: str) -> None:
        self.talks[person].state, self.talks[person].agent = state, None

    def bot_answers(self, person: str) -> bool:
        return self.talks[person].state not in OWNED
