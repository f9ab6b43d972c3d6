"""Settings → Services: the one place where parts are chosen and joined."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType

import structlog
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.ext.asyncio import AsyncEngine

from assistant.conversation import Assistant
from assistant.conversation.lists import bundle_list
from assistant.conversation.lobby import Lobby
from assistant.errors import AssistantError
from assistant.helpdesk.after_close import ask_rating, unsolved_case
from assistant.helpdesk.case_desk import CaseDesk
from assistant.helpdesk.desk import Desk
from assistant.helpdesk.hall_now import HallNow
from assistant.helpdesk.hints import Hints
from assistant.helpdesk.papers import Papers
from assistant.helpdesk.personal import PersonalData
from assistant.helpdesk.rating_export import RatingExport
from assistant.helpdesk.retention import Retention
from assistant.helpdesk.vault import Vault
from assistant.housekeeping import Housekeeping
from assistant.knowledge.hours import SHANGHAI
from assistant.learning.desk import Learning
from assistant.library import Librarian
from assistant.logs import set_up_logging
from assistant.ports import Clock, Stores
from assistant.publishing.desk import Publishing
from assistant.publishing.gating import RECENT
from assistant.publishing.reminders import Reminders
from assistant.publishing.starting import served_at_start
from assistant.settings import Settings
from assistant.staff.accounts import Accounts
from assistant.staff.demo import Made, make_demo
from assistant.staff.exporting import Exports
from assistant.staff.outside import OutsideSignIns
from assistant.staff.second_factor import SecondFactor
from assistant.staff.switching import Switching
from assistant.storage.memory import SqlMemory, open_engine
from assistant.storage.schema import bring_up_to_date
from assistant.storage.wakes import PostgresWakes
from assistant.switches import Switchboard

_log = structlog.get_logger(__name__)

KEY_FILE = "vault.key"
"""In the data folder: the key under which call-back numbers and papers lie encrypted."""


class CannotStart(AssistantError):
    """Something that the program needs is missing; the sentence says what and what to do."""


class WallClock:
    """The time of day from the machine, as the clocks in Shanghai show it."""

    def now(self) -> datetime:
        return datetime.now(SHANGHAI)


@dataclass(slots=True)
class Services:
    """All that a door needs. Close it, or use it with ``async with``."""

    assistant: Assistant
    librarian: Librarian
    memory: SqlMemory
    settings: Settings
    watcher: asyncio.Task[None] | None = None
    clock: Clock = field(default_factory=WallClock)
    hints: Hints = field(default_factory=Hints)
    waker: asyncio.Task[None] | None = None
    hall: HallNow = field(default_factory=HallNow)
    board: Switchboard | None = None
    publishing: Publishing = field(init=False)

    def __post_init__(self) -> None:
        self.publishing = Publishing(self.memory, self.librarian, self.clock, self.settings, recent=_asked_lately)

    @property
    def learning(self) -> Learning:
        """What officers make of the questions that were not understood."""
        return Learning(self.memory, self.librarian, self.clock, self.publishing)

    @property
    def switchboard(self) -> Switchboard:
        """What is turned off, for pages."""
        if self.board is None:
            self.board = Switchboard(self.memory, self.clock)
        return self.board

    @property
    def switching(self) -> Switching:
        """What administrators do with switches."""
        return Switching(self.memory, self.clock)

    @property
    def desk(self) -> Desk:
        """What officers do with tickets."""
        return Desk(
            self.memory,
            self.librarian,
            self.clock,
            self.settings,
            hints=self.hints,
            vault=self.vault,
            after_close=(unsolved_case, ask_rating),
            hall=self.hall,
            merged=bundle_list,
        )

    @property
    def vault(self) -> Vault:
        """What lies encrypted, under the key file in the data folder."""
        return Vault(self.settings.data / KEY_FILE)

    @property
    def cases(self) -> CaseDesk:
        """What officers do with poor ratings and what could not be done."""
        return CaseDesk(self.memory, self.librarian, self.clock, self.settings, self.vault)

    @property
    def lobby(self) -> Lobby:
        """What a citizen's page asks while somebody is waited for."""
        return Lobby(self.memory, self.librarian, self.clock, self.settings, self.hints, self.hall)

    @property
    def papers(self) -> Papers:
        """Photos and PDFs that citizens send to officers."""
        return Papers(self.memory, self.librarian, self.clock, self.settings, self.vault)

    @property
    def personal(self) -> PersonalData:
        """What is kept of one citizen: shown, copied, deleted."""
        return PersonalData(self.memory, self.librarian, self.clock, self.papers, self.vault)

    @property
    def retention(self) -> Retention:
        """What is forgotten by the clock."""
        return Retention(self.memory, self.settings, self.papers, self.personal)

    @property
    def rating_export(self) -> RatingExport:
        """The files for the city's 好差评 system."""
        return RatingExport(self.memory, self.librarian, self.clock, self.settings)

    @property
    def reminders(self) -> Reminders:
        """The daily word to departments that have something to verify."""
        return Reminders(self.memory, self.librarian)

    @property
    def housekeeping(self) -> Housekeeping:
        """What happens by the clock."""
        return Housekeeping(
            self.memory,
            self.librarian,
            self.clock,
            self.settings,
            self.hints,
            after_close=(unsolved_case, ask_rating),
            chores=(
                self.cases.once,
                self.rating_export.once,
                self.retention.once,
                self.reminders.once,
                self.publishing.once,
            ),
        )

    @property
    def accounts(self) -> Accounts:
        """Sign-ins and accounts of the staff."""
        return Accounts(self.memory, self.clock, self.settings)

    @property
    def second_factor(self) -> SecondFactor:
        """Six digits beside the password."""
        return SecondFactor(self.memory, self.clock, self.settings, self.vault)

    @property
    def outside_sign_ins(self) -> OutsideSignIns:
        """Sign-ins by the identity provider."""
        return OutsideSignIns(self.memory, self.clock, self.settings, self.accounts)

    @property
    def exports(self) -> Exports:
        """What leaves the house only with somebody else's consent."""
        return Exports(self.memory, self.clock)

    async def make_demo(self) -> tuple[Made, ...]:
        """Demonstration accounts, where they are wanted and there are none; each with its one-time password."""
        if not self.settings.is_demo:
            return ()
        return await make_demo(self.memory, self.clock, self.librarian.library.catalogue)

    async def aclose(self) -> None:
        """Let go of whoever waits for news, stop watching the knowledge and let the database go."""
        self.hints.close()
        for task in (self.watcher, self.waker):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        await self.publishing.aclose()
        await self.memory.close()

    async def __aenter__(self) -> Services:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


async def _asked_lately(stores: Stores) -> tuple[str, ...]:
    """Masked questions of citizens, for the check before publishing."""
    return await stores.asked.recent(RECENT)


async def open_services(settings: Settings, clock: Clock | None = None) -> Services:
    """Everything opened, checked and up to date; raises an :class:`AssistantError` that says what is wrong.

    ``async with await open_services(settings) as services: …``
    """
    set_up_logging(settings.log_level)
    check_data_folder(settings)
    memory = SqlMemory(await open_database(settings))
    try:
        librarian = await Librarian.open(settings, texts=await served_at_start(memory, settings))
    except BaseException:
        await memory.close()
        raise
    clock = clock or WallClock()
    hints, safe = Hints(), Vault(settings.data / KEY_FILE)
    assistant = Assistant(memory, librarian, clock, settings, hints=hints, safe=safe)
    watcher = asyncio.create_task(librarian.watch()) if settings.reload_seconds > 0 else None
    several = settings.database.startswith("postgresql")
    waker = asyncio.create_task(PostgresWakes(settings.database, hints).run()) if several else None
    services = Services(assistant, librarian, memory, settings, watcher, clock, hints, waker)
    librarian.admit = services.publishing.admit
    return services


async def open_memory(settings: Settings) -> SqlMemory:
    """The memory alone, for a command that needs no knowledge; to be closed."""
    check_data_folder(settings)
    return SqlMemory(await open_database(settings))


async def migrate_database(settings: Settings) -> tuple[str | None, str | None]:
    """Bring the database up to date; the revisions before and after."""
    check_data_folder(settings)
    engine, revisions = await _opened(settings)
    await engine.dispose()
    return revisions


def check_data_folder(settings: Settings) -> None:
    """The folder of everything written exists, can be written, and its disk has room."""
    folder = settings.data
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, probe = tempfile.mkstemp(dir=folder, prefix=".probe-")
        os.close(handle)
        Path(probe).unlink()
    except OSError as error:
        raise CannotStart(
            f"数据文件夹 {folder} 不能写入（{error.strerror}）。请改权限，或用 LINBAN_DATA 换一个文件夹。"
        ) from None
    free = shutil.disk_usage(folder).free // 2**20
    if free < settings.disk_free_mb:
        raise CannotStart(
            f"数据文件夹 {folder} 所在的磁盘只剩 {free} MB，少于 {settings.disk_free_mb} MB。请清理磁盘后再启动。"
        )


async def open_database(settings: Settings) -> AsyncEngine:
    """The engine on the configured database, with its tables up to date."""
    engine, (before, after) = await _opened(settings)
    if before != after:
        _log.info("database_migrated", before=before, after=after)
    return engine


async def _opened(settings: Settings) -> tuple[AsyncEngine, tuple[str | None, str | None]]:
    try:
        engine = open_engine(settings.database, settings.database_wait_seconds)
    except (ArgumentError, ImportError, ModuleNotFoundError) as error:
        raise CannotStart(f"数据库地址（LINBAN_DATABASE_URL）不能用：{error}") from None
    try:
        return engine, await bring_up_to_date(engine)
    except (DatabaseError, OSError) as error:
        await engine.dispose()
        cause = error.orig if isinstance(error, DatabaseError) else error
        raise CannotStart(f"数据库打不开：{cause}。请检查 LINBAN_DATA 和 LINBAN_DATABASE_URL。") from None
    except BaseException:
        await engine.dispose()
        raise
