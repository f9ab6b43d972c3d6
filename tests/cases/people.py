"""People of these tests, and a case desk on a database of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from assistant.helpdesk.case_desk import CaseDesk
from assistant.helpdesk.case_opening import Cause, Frame, days_of, open_case
from assistant.helpdesk.vault import Vault
from assistant.library import Librarian, Library
from assistant.messages import Address
from assistant.people import Role, Staff
from assistant.settings import Settings
from assistant.storage.memory import SqlMemory
from assistant.tickets import Case, Rating
from tests.builders import NOON, Clock, settings_for


def officer(name: str, department: str | None = "rs", role: Role = "agent") -> Staff:
    """An account with this id."""
    return Staff(name, name, f"测试{name}", role, department, "", False, True, NOON)


ANNA = officer("anna")
BO = officer("bo")
LEAD = officer("lead", role="lead")
DUTY = officer("duty", None, "lead")
STRANGER = officer("stranger", "mz")


@dataclass
class Bench:
    """A case desk with its memory, clock and frame."""

    memory: SqlMemory
    library: Library
    clock: Clock
    settings: Settings
    vault: Vault
    desk: CaseDesk

    @property
    def frame(self) -> Frame:
        return Frame(self.library.catalogue.holidays, days_of(self.settings), self.settings.improvement_from)

    async def staffed(self) -> None:
        """The people's accounts."""
        async with self.memory.writing() as stores:
            for person in (ANNA, BO, LEAD, DUTY, STRANGER):
                await stores.staff.add(person)

    async def talk(self, person: str = "chen") -> str:
        """A conversation's id."""
        async with self.memory.writing() as stores:
            return (await stores.conversations.at(Address("web", person), self.clock.now())).id

    async def opened(
        self, kind: Literal["rating", "stuck"] = "stuck", *, about: str | None = None, item: str | None = None
    ) -> Case:
        """A new case of 区人社局."""
        cause = Cause(kind, await self.talk(), "跑了三趟", "rs", item, about=about, target="human" if about else "")
        async with self.memory.writing() as stores:
            return await open_case(stores, self.frame, cause, self.clock.now())


def bench_over(memory: SqlMemory, library: Library, folder: Path, at: datetime = NOON) -> Bench:
    """A bench on this memory."""
    settings, clock = settings_for(folder), Clock(at)
    vault = Vault(folder / "vault.key")
    desk = CaseDesk(memory, Librarian(settings, library, frozenset()), clock, settings, vault)
    return Bench(memory, library, clock, settings, vault, desk)


def rating(conversation: str, code: int, *, service: str = "ticket:t1", text: str = "", at: datetime = NOON) -> Rating:
    """A rating of Anna's service."""
    return Rating("", service, "human", code, text, "web", conversation, "t1", None, "rs", "anna", at)
