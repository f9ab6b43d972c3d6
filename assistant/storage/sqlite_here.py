"""SQLite in the event loop's own thread: a statement takes microseconds, handing it to a thread and back far longer.

Every hand-over waits for the interpreter lock and for its turn in the loop; a message has dozens of statements, all
under the one write lock of the database, so that under load the hand-overs were nearly all of the time. Only what
really waits – for another process that writes – gives way to the others.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from time import monotonic
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util import await_only

PURPOSE = "linban_purpose"
"""Execution option of a connection: ``read`` takes no write lock."""

NAME = "sqlite.here"
LONGEST_NAP = 0.02
"""Seconds between two looks whether another process has finished writing."""


class SqliteHere(SQLiteDialect_pysqlite):
    """The standard library's driver, offered to asyncio as it is."""

    driver = "here"
    is_async = True
    has_terminate = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        await_only(_at_once())  # SQLAlchemy takes a driver for asynchronous only when something was awaited
        cursor.execute(statement, parameters)

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        await_only(_at_once())
        cursor.executemany(statement, parameters)


class _Cursor(sqlite3.Cursor):
    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks this of the cursors of asynchronous drivers."""


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


registry.register(NAME, __name__, SqliteHere.__name__)


def open_sqlite(address: str, wait_seconds: float) -> AsyncEngine:
    """An engine on this file for many readers and one careful writer, who waits so long for other processes."""
    url = make_url(address).set(drivername=NAME.replace(".", "+"))
    # Parameters are what people said: an error must not carry them into the log.
    settings = {"timeout": wait_seconds, "check_same_thread": False, "factory": _Connection}
    engine = create_async_engine(url, connect_args=settings, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "begin", lambda connection: _begin(connection, wait_seconds))
    return engine


async def _at_once() -> None:
    """Awaited without a pause."""


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN is deferred: two writers that have both read would refuse each other. We begin ourselves.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection, wait_seconds: float) -> None:
    driver: Any = connection.connection.dbapi_connection
    if connection.get_execution_options().get(PURPOSE) == "read":
        driver.execute("BEGIN").close()
        return
    until = monotonic() + wait_seconds
    # SQLite's own way of waiting would stop the whole loop: it is told not to wait, and asked again.
    driver.execute("PRAGMA busy_timeout=0").close()
    try:
        while not _writes_now(driver) and monotonic() < until:
            await_only(asyncio.sleep(LONGEST_NAP * random.random()))  # no secret, only not in step
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(1000 * wait_seconds)}").close()
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # waits no more than it has to for the right error


def _writes_now(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE").close()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
