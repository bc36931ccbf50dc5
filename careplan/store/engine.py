"""Opening a database: everything that is special to SQLite or PostgreSQL, and the plain words for its errors."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import StaticPool

from careplan.errors import InvalidInput, NotReady
from careplan.store.nul import refuse_nul
from careplan.store.write_queue import queue_for

BUSY_MS: Final = 10_000
_CACHE_KIB: Final = 16_384

_MESSAGES: Final = {
    sqlite3.SQLITE_FULL: "The disk is full. Nothing was saved. Free some space, then try again.",
    sqlite3.SQLITE_BUSY: "The database is in use by another program. Nothing was saved. Try again in a moment.",
    sqlite3.SQLITE_LOCKED: "The database is in use by another program. Nothing was saved. Try again in a moment.",
    sqlite3.SQLITE_READONLY: "The database can only be read. Nothing was saved. Check who may write to its folder.",
    sqlite3.SQLITE_IOERR: "The disk failed. Nothing was saved. Check the disk, then start careplan again.",
    sqlite3.SQLITE_CORRUPT: "The database file is damaged. Stop here and restore the last backup.",
    sqlite3.SQLITE_NOTADB: "This file is not a careplan database. Check the path that was given.",
    sqlite3.SQLITE_CANTOPEN: "The database cannot be opened. Check that its folder exists and may be written to.",
}
_NO_ANSWER: Final = "The database server does not answer. Nothing was saved. Check that it runs, then try again."


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: one engine that only reads, one that writes, and the queue of its writers."""

    url: URL
    reader: Engine
    writer: Engine
    file: Path | None
    alone: RLock | None

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
            NotReady: the database cannot be written.
        """
        with plain_errors(), self.turn(), self.writer.connect() as connection:
            with connection.begin():
                yield connection

    def turn(self) -> AbstractContextManager[Any]:
        """Wait for one's turn to write."""
        if self.alone or not self.file:
            return self.alone or nullcontext()
        with plain_disk_errors():
            return queue_for(self.file).turn()

    def close(self) -> None:
        """Let go of every connection."""
        self.reader.dispose()
        if self.writer is not self.reader:
            self.writer.dispose()


def open_database(url: str) -> Database:
    """Open what a URL or a file path names; nothing is read or written yet.

    Raises:
        NotReady: the URL cannot be read, or names another kind of database.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    if parsed.get_backend_name() != "sqlite":
        raise NotReady(
            f"careplan keeps its records in SQLite or PostgreSQL, not in {parsed.get_backend_name()}. "
            "Begin the URL with sqlite:/// or postgresql+psycopg://."
        )
    if parsed.database in (None, "", ":memory:"):
        engine = _listening(create_engine("sqlite://", poolclass=StaticPool, connect_args=_anywhere()), _prepare)
        event.listen(engine, "before_cursor_execute", _refuse_nul)
        return Database(parsed, engine, engine, None, RLock())
    file = Path(str(parsed.database)).absolute()
    writer = _listening(create_engine(parsed, connect_args=_anywhere(), pool_size=1), _prepare, begin="BEGIN IMMEDIATE")
    event.listen(writer, "before_cursor_execute", _refuse_nul)
    reader = _listening(create_engine(parsed, connect_args=_anywhere(), pool_size=8, max_overflow=56), _prepare_reader)
    return Database(parsed, reader, writer, file, None)


def _parsed(url: str) -> URL:
    try:
        return make_url(url if "://" in url else f"sqlite:///{url}")
    except ArgumentError:
        raise NotReady(
            f"{url!r} names no database. Give a file path, sqlite:///PATH or postgresql+psycopg://…"
        ) from None


def _anywhere() -> dict[str, Any]:
    return {"check_same_thread": False, "timeout": BUSY_MS / 1000}


def _postgresql(url: URL) -> Database:
    writer = create_engine(url, pool_pre_ping=True)
    event.listen(writer, "before_cursor_execute", _refuse_nul)
    reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(url, reader, writer, None, None)


def _refuse_nul(
    _connection: Connection, _cursor: object, statement: str, given: Any, _context: object, many: bool
) -> None:
    """Refuse to write a text with a NUL character, whoever entered it and wherever; nothing of the act is kept."""
    if statement.startswith("SELECT"):
        return
    for row in given if many else (given,):
        refuse_nul(row.values() if isinstance(row, dict) else row or ())


def _listening(engine: Engine, prepare: Any, *, begin: str = "BEGIN") -> Engine:
    event.listen(engine, "connect", prepare)
    # by the driver itself: SQLAlchemy would make a statement of these few letters anew for each transaction
    event.listen(engine, "begin", lambda connection: connection.connection.driver_connection.execute(begin))
    return engine


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is free of the WAL bug that can lose commits of two connections (SAFETY 4)."""
    fixed_series = {(3, 50): 7, (3, 44): 6}
    since = fixed_series.get(version[:2])
    return version >= (3, 51, 3) or (since is not None and version[2] >= since)


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
        f"cache_size=-{_CACHE_KIB}",
    )
    for setting in settings:
        connection.execute(f"PRAGMA {setting}")


def _prepare_reader(connection: sqlite3.Connection, record: object) -> None:
    _prepare(connection, record)
    connection.execute("PRAGMA query_only=ON")


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what a failing disk, a held lock, a damaged file or no text at all makes SQLite raise into a sentence."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        message = _message(error)
        if message is None:
            raise
        raise NotReady(message) from error
    except UnicodeEncodeError as error:  # half of a pair of surrogates, which only a program sends
        raise InvalidInput("A text holds half a character, which nothing can show. Type the text anew.") from error


@contextmanager
def plain_disk_errors() -> Iterator[None]:
    """The same for files beside the database; only around what we do with them ourselves."""
    try:
        yield
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise NotReady(_MESSAGES[sqlite3.SQLITE_FULL if full else sqlite3.SQLITE_READONLY]) from error


def _message(error: DatabaseError | sqlite3.DatabaseError) -> str | None:
    cause = error.orig if isinstance(error, DatabaseError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _MESSAGES.get(code & 0xFF)
    return _NO_ANSWER if isinstance(error, OperationalError) else None
