"""Opening a database: everything that is special to SQLite or PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import Any, Final, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from careplan.errors import NotReady
from careplan.settings import shown_place
from careplan.store.disk_errors import Trouble, at_the_end, beside, plain_errors
from careplan.store.place import wal_is_safe
from careplan.store.seals import Seals
from careplan.store.unseen_text import refuse_unseen
from careplan.store.write_queue import WriteQueue, queue_for

BUSY_MS: Final = 10_000
_CACHE_KIB: Final = 16_384
_WATCHED: Final = "watched"
_PATIENCE: Final = "patience"

_IN_TURN: Final = (
    f"select set_config('lock_timeout', '{BUSY_MS}', true), set_config('idle_in_transaction_session_timeout', "
    f"'{BUSY_MS * 6}', true), pg_advisory_xact_lock(7125401)"
)
"""Waits in line with the writers of other programs, as SQLite's lock lets them: one at a time, until the end."""

_SHORT_MS: Final = 250
"""How long a lock is waited for while it was held just before: one person waits in full, the others need not."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: one engine that only reads, one that writes, and the queue of its writers.

    `seals` keeps the seals of what is written; None until the audit key is known, and on a server.
    """

    url: URL
    reader: Engine
    writer: Engine
    file: Path | None
    alone: RLock | None
    queue: WriteQueue = field(default_factory=lambda: WriteQueue(None))
    seals: Seals | None = None
    trouble: Trouble = field(default_factory=Trouble)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection whose transaction, begun by its first query, sees one state and cannot write.

        Raises:
            NotReady: the database cannot be read.
        """
        with plain_errors(), self.alone or nullcontext(), self.reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in one writing transaction, in turn; it is kept as a whole or not at all.

        Raises:
            OnlyReading: the database cannot be written, or a server was lost before it said that it was.
        """
        with plain_errors(), self.trouble.watched(), self.turn(), self.writer.connect() as connection:
            if self.seals:
                self._watch(connection, self.seals)
            if self.file:
                self._be_patient(connection)
            with connection.begin() as transaction:
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(_IN_TURN)
                yield connection
                if self.seals:
                    self.seals.settle(driver(connection))
                with at_the_end():
                    transaction.commit()

    def _watch(self, connection: Connection, seals: Seals) -> None:
        seals.begin()
        if connection.info.get(_WATCHED) is not seals:
            seals.watch(driver(connection))
            connection.info[_WATCHED] = seals

    def _be_patient(self, connection: Connection) -> None:
        patience = _SHORT_MS if self.trouble.cause else BUSY_MS
        if connection.info.get(_PATIENCE, BUSY_MS) != patience:
            driver(connection).execute(f"PRAGMA busy_timeout={patience}")
            connection.info[_PATIENCE] = patience

    def turn(self) -> AbstractContextManager[Any]:
        """Wait for one's turn to write."""
        return self.alone or _turn(self)

    def close(self) -> None:
        """Let go of every connection."""
        self.reader.dispose()
        if self.writer is not self.reader:
            self.writer.dispose()


@contextmanager
def _turn(database: Database) -> Iterator[None]:
    with beside():
        queue = queue_for(database.file) if database.file else database.queue
        queue.take()
    try:
        yield
    finally:
        queue.give()


def driver(connection: Connection) -> sqlite3.Connection:
    """Return SQLite's own connection behind one of SQLAlchemy's."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def run_by_driver(connection: Connection, text: str, values: Any, *, many: bool = False) -> sqlite3.Cursor:
    """Run a statement of a SQLite database by its own driver, with one row of values or many.

    Only SQLAlchemy begins a transaction, and who listens to its statements is told of this one as well.
    """
    if not connection.in_transaction():
        connection.begin()
    for tell in connection.dispatch.before_cursor_execute:
        tell(connection, None, text, values, None, many)
    own = driver(connection)
    return own.executemany(text, values) if many else own.execute(text, values)


def open_database(url: str) -> Database:
    """Open what a URL or a file path names; nothing is read or written yet.

    Raises:
        NotReady: the URL cannot be read, or names another kind of database.
    """
    parsed = _parsed(url)
    if parsed.drivername in ("postgresql", "postgresql+psycopg"):
        return _postgresql(parsed)
    if parsed.get_backend_name() != "sqlite":
        raise NotReady(
            f"careplan keeps its records in SQLite or PostgreSQL, not in {parsed.drivername}. "
            "Begin the URL with sqlite:/// or postgresql+psycopg://."
        )
    if parsed.database in (None, "", ":memory:"):
        engine = _listening(create_engine("sqlite://", poolclass=StaticPool, connect_args=_anywhere()), _prepare)
        event.listen(engine, "before_cursor_execute", _refuse_unseen)
        return Database(parsed, engine, engine, None, RLock())
    file = Path(str(parsed.database)).absolute()
    writer = _listening(create_engine(parsed, connect_args=_anywhere(), pool_size=1), _prepare, begin="BEGIN IMMEDIATE")
    event.listen(writer, "before_cursor_execute", _refuse_unseen)
    reader = _listening(create_engine(parsed, connect_args=_anywhere(), pool_size=8, max_overflow=56), _prepare_reader)
    return Database(parsed, reader, writer, file, None)


def _parsed(url: str) -> URL:
    try:
        return make_url(url if "://" in url else f"sqlite:///{url}")
    except (ArgumentError, ValueError):  # a port that is no number
        raise NotReady(
            f"“{shown_place(url)}” names no database. Give a file path, sqlite:///PATH or postgresql+psycopg://…"
        ) from None


def _anywhere() -> dict[str, Any]:
    return {"check_same_thread": False, "timeout": BUSY_MS / 1000}


def _postgresql(url: URL) -> Database:
    """Return a database on a server; its writers take turns, so that each sees what the one before it kept."""
    if find_spec("psycopg") is None:
        raise NotReady("A clinic on PostgreSQL needs the package psycopg. Install careplan[postgres], then try again.")
    writer = create_engine(url, pool_pre_ping=True, pool_size=1)
    event.listen(writer, "before_cursor_execute", _refuse_unseen)
    event.listen(writer, "before_cursor_execute", _without_zeros, retval=True)
    only_reads = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    reader = create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=24, execution_options=only_reads)
    event.listen(reader, "before_cursor_execute", _without_zeros, retval=True)
    return Database(url, reader, writer, None, None)


def _refuse_unseen(
    _connection: Connection, _cursor: object, statement: str, given: Any, _context: object, many: bool
) -> None:
    """Refuse to write a text with a character that nobody can see; nothing of the act is kept."""
    if statement.startswith("SELECT"):
        return
    for row in given if many else (given,):
        refuse_unseen(row.values() if isinstance(row, dict) else row or ())


def _without_zeros(
    _connection: Connection, _cursor: object, statement: str, given: Any, _context: object, many: bool
) -> tuple[str, Any]:
    """Look for U+FFFD in place of U+0000, which PostgreSQL keeps in no text: what is asked for is not there."""
    if not many and isinstance(given, dict) and any(isinstance(one, str) and "\0" in one for one in given.values()):
        given = {name: one.replace("\0", "\ufffd") if isinstance(one, str) else one for name, one in given.items()}
    return statement, given


def _listening(engine: Engine, prepare: Any, *, begin: str = "BEGIN") -> Engine:
    event.listen(engine, "connect", prepare)
    # by the driver itself: SQLAlchemy would make a statement of these few letters anew for each transaction
    event.listen(engine, "begin", lambda connection: connection.connection.driver_connection.execute(begin))
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set what SAFETY rule 4 asks for; transactions are begun by us, not by the driver."""
    connection.isolation_level = None
    journal, sync = ("WAL", "FULL") if wal_is_safe(sqlite3.sqlite_version_info) else ("DELETE", "EXTRA")
    settings = (
        f"busy_timeout={BUSY_MS}",
        f"journal_mode={journal}",
        f"synchronous={sync}",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "temp_store=MEMORY",  # nothing of a patient in other folders
        f"cache_size=-{_CACHE_KIB}",
    )
    for setting in settings:
        connection.execute(f"PRAGMA {setting}")


def _prepare_reader(connection: sqlite3.Connection, record: object) -> None:
    _prepare(connection, record)
    connection.execute("PRAGMA query_only=ON")
