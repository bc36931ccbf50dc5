"""Holds a whole database against its chains and seals, and says the first thing that does not fit (SAFETY 12).

A SQLite file is copied at one moment and the copy is looked at, so that nobody waits while that takes its time.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Final, NamedTuple

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from careplan.event import CLINIC
from careplan.store.audit_head import AuditHead, read_audit_head
from careplan.store.chain_heads import ROOM, ChainHeads
from careplan.store.disk_errors import DAMAGED, cause_of
from careplan.store.engine import Database, driver
from careplan.store.events import Events
from careplan.store.row_forms import SHAPE, SHAPE_FORMS, sealed_tables
from careplan.store.seals import NO_ROWS, Sealer

LOCKS: Final = ("event_no_update", "event_no_delete", "event_in_order")
"""The triggers that keep the audit trail from being changed."""
_ON_SERVER: Final = ("event_no_change", "event_no_truncate", "event_in_order")
"""The same on PostgreSQL."""
_KEPT_ON_SERVER: Final = text(
    "select tgname from pg_trigger where tgrelid = to_regclass('event') and tgenabled in ('O', 'A')"
)
NOTHING: Final = AuditHead({})

_AT_A_TIME: Final = 500
_IN_MEMORY_KIB: Final = 262_144
"""Of a larger database, what is beyond this goes to a file of SQLite's without a name."""
_REVISION: Final = text("select version_num from alembic_version")
_UNSEALED: Final = "0001"
_TRIGGERS: Final = "select name from sqlite_master where type = 'trigger'"

Pause = Callable[[], None]


class Verified(NamedTuple):
    """What came of it.

    Attributes:
        fault: a sentence naming the table or chain that does not fit, and where; empty where all fits.
        head: where the audit trail ends; nothing where it cannot be read.
        rows: how many rows are sealed; 0 on a server, which keeps no seals.
        seconds: how long it took.
    """

    fault: str
    head: AuditHead
    rows: int
    seconds: float


def verify(database: Database, key: bytes, *, pause: Pause = lambda: None) -> Verified:
    """Hold a database against its chains and seals; `pause` is called now and then, to let others work.

    Raises:
        DatabaseError: the disk is full or fails, or a lock is held, so that nothing can be said.
    """
    begun = time.perf_counter()
    head, rows = NOTHING, 0
    try:
        with _at_one_moment(database) as connection:
            fault = next(_faults(connection, key, pause), "")
            if not fault:
                head, rows = read_audit_head(connection), _sealed_rows(connection, key)
    except (DatabaseError, sqlite3.DatabaseError, ValueError, TypeError) as error:
        if cause_of(error) not in (None, DAMAGED):
            raise  # a full or failing disk, a held lock: that says nothing about the records
        # whatever a row that makes no sense any more does to who reads it
        fault = f"The database file is damaged: {_said(error)}."
    return Verified(fault, head, rows, time.perf_counter() - begun)


@contextmanager
def _at_one_moment(database: Database) -> Iterator[Connection]:
    """Give what the database holds now: of a SQLite file a copy in memory, or on disk where it is large."""
    if database.file is None:
        with database.reading() as connection:
            yield connection
        return
    with closing(sqlite3.connect("", check_same_thread=False, isolation_level=None)) as copied:
        copied.execute(f"pragma cache_size=-{_IN_MEMORY_KIB}")
        with database.reader.connect() as connection:
            driver(connection).backup(copied)
        engine = create_engine("sqlite://", creator=lambda: copied, poolclass=StaticPool)
        with engine.connect() as connection:
            yield connection


def _faults(connection: Connection, key: bytes, pause: Pause) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        yield from _structure(driver(connection))
    else:
        yield from _missing(_ON_SERVER, connection.scalars(_KEPT_ON_SERVER))
    pause()
    broken = Events(connection, key, ChainHeads(ROOM)).first_break(pause)
    if broken:
        whose = "of the clinic" if broken.chain == CLINIC else f"of patient {broken.chain}"
        yield f"The audit trail {whose} does not fit at event {broken.seq}: {broken.what}."
    if _keeps_seals(connection):
        yield from _seals(driver(connection), Sealer(key), pause)


def _structure(connection: sqlite3.Connection) -> Iterator[str]:
    [found] = connection.execute("pragma integrity_check(1)").fetchone()
    if found != "ok":
        yield f"The database file is damaged: {found.splitlines()[-1]}."
    loose = connection.execute("pragma foreign_key_check").fetchone()
    if loose:
        yield f"Row {loose[1]} of the table {loose[0]} names a row of {loose[2]} that is missing."
    yield from _missing(LOCKS, (name for (name,) in connection.execute(_TRIGGERS)))


def _missing(locks: Iterable[str], present: Iterable[str]) -> Iterator[str]:
    """Yield the first lock that is not there."""
    found = set(present)
    for name in locks:
        if name not in found:
            yield f"The lock {name} of the audit trail is missing."
            return


def _seals(connection: sqlite3.Connection, sealer: Sealer, pause: Pause) -> Iterator[str]:
    kept = sealer.read(connection)
    if kept is None:
        yield "The seal over all tables is missing, was changed, or was made with another audit key."
        return
    sums, _ = kept
    if sealer.sum_of(SHAPE, _texts(connection, SHAPE_FORMS, pause)) != sums.get(SHAPE):
        yield "A table, an index or a trigger of the database was changed, put in or taken out outside of careplan."
    for table in sealed_tables(connection):
        wanted = sums.get(table.name, NO_ROWS)
        found = sealer.sum_of(table.name, _texts(connection, table.forms, pause))
        if found.rows != wanted.rows:
            yield f"The table {table.name} has {found.rows} rows and should have {wanted.rows}."
        if found != wanted:
            yield f"A row of the table {table.name} was changed outside of careplan."
        [wrong] = connection.execute(table.misfits).fetchone()
        if wrong:
            yield f"A value in the table {table.name} is of another kind than its column."


def _texts(connection: sqlite3.Connection, query: str, pause: Pause) -> Iterable[str]:
    rows = connection.execute(query)
    while some := rows.fetchmany(_AT_A_TIME):
        yield from (form for (form,) in some)
        pause()


def _keeps_seals(connection: Connection) -> bool:
    """Whether rows are sealed here: not on a server, nor in a file of the first revision, before it is migrated."""
    return connection.dialect.name == "sqlite" and connection.scalar(_REVISION) != _UNSEALED


def _sealed_rows(connection: Connection, key: bytes) -> int:
    if not _keeps_seals(connection):
        return 0
    kept = Sealer(key).read(driver(connection))
    return sum(each.rows for name, each in kept[0].items() if name != SHAPE) if kept else 0


def _said(error: Exception) -> str:
    """Return what SQLite says of itself; what Python's driver says of a row may hold a patient's words."""
    cause = error.orig if isinstance(error, DatabaseError) else error
    of_sqlite = getattr(cause, "sqlite_errorcode", None) is not None
    return str(cause).splitlines()[0] if of_sqlite else "a row cannot be read"
