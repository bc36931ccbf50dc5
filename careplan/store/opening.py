"""Opening a database as the store needs it: fit to be used here, brought up to date, with its audit key."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError

from careplan.errors import NotReady
from careplan.settings import shown_place
from careplan.store.audit_chain import make_key, new_key, read_key
from careplan.store.disk_errors import beside, plain_errors
from careplan.store.engine import Database, open_database
from careplan.store.place import refuse_unfit_place
from careplan.store.schema import REVISION, event
from careplan.store.seals import Seals

_BEFORE_REASON: Final = re.compile(r"FATAL: |connection is bad: |connection failed: ")
"""What PostgreSQL and its driver write before the reason for which no connection came about."""
_VERSION = text("select version_num from alembic_version")


def open_up_to_date(url: str, home: Path | None, *, any_file_system: bool) -> tuple[Database, bytes]:
    """Return the database that a URL or file path names, made or brought up to date where needed, and its audit key.

    Raises:
        NotReady: it cannot be used here; nothing was written.
    """
    database = open_database(url)
    try:
        with plain_errors():
            if database.file:
                refuse_unfit_place(database.file, any_file_system=any_file_system)
            found = schema_version(database)
            _refuse_newer(found)
            key = key_of(database, home, found)
            if key is None or found != REVISION:
                key = _bring_up_to_date(database, home, found, key)
            return _sealed(database, key), key
    except BaseException:
        database.close()
        raise


def open_as_it_is(url: str, home: Path | None) -> tuple[Database, bytes]:
    """Return a database that is up to date, and its key, to be looked at; nothing is made or written.

    Raises:
        NotReady: it is missing, of another program or version, or its key is.
    """
    database = open_database(url)
    try:
        with plain_errors():
            found = schema_version(database)
            if found is None:
                place = database.file or shown_place(url)
                raise NotReady(f"There is no clinic at {place}. Check --database, or where CAREPLAN_HOME points.")
            _refuse_newer(found)
            if found != REVISION:
                raise NotReady("This database was made by an older careplan. Run careplan migrate, then try again.")
            key = key_of(database, home, found)
            if key is None:
                raise NotReady(_NO_KEY.format(folder=_folder(database, home)))
            return database, key
    except BaseException:
        database.close()
        raise


_NO_KEY = "The audit key of this database is not in {folder}. Put it back, then try again."


def _refuse_newer(found: str | None) -> None:
    if found is not None and found > REVISION:
        raise NotReady("This database was made by a newer careplan. Update careplan, then open it again.")


def schema_version(database: Database) -> str | None:
    """Return the revision that a database is at; None where it has no tables yet."""
    if database.file and not database.file.exists():
        return None
    _knock(database)
    with database.reading() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            return connection.execute(_VERSION).scalar()
    if tables:
        raise NotReady("This database holds tables of another program. Give careplan a database of its own.")
    return None


def _knock(database: Database) -> None:
    """Raise NotReady with the reason for which a server cannot be reached or does not let careplan in."""
    if database.file or database.alone:
        return
    try:
        database.reader.connect().close()
    except DatabaseError as error:
        said = _BEFORE_REASON.split(str(error.orig))[-1].strip().splitlines()[0]
        raise NotReady(f"The database server cannot be used: {said}. Check that it runs, and the URL.") from error


def key_of(database: Database, home: Path | None, found: str | None) -> bytes | None:
    """Return the audit key of a database at the revision `found`, None where none was needed yet.

    Raises:
        NotReady: there are events or seals, and no key.
    """
    folder = _folder(database, home)
    key = read_key(folder) if folder else None
    if key is None and found is not None and folder is not None:
        with database.reading() as connection:
            sealed = connection.dialect.name == "sqlite" and found == REVISION
            if sealed or connection.execute(select(event.c.id).limit(1)).first():
                raise NotReady(_NO_KEY.format(folder=folder.name))
    return key


def _folder(database: Database, home: Path | None) -> Path | None:
    return home or (database.file.parent if database.file else None)


def _bring_up_to_date(database: Database, home: Path | None, found: str | None, key: bytes | None) -> bytes:
    with beside():
        if database.file:
            database.file.parent.mkdir(parents=True, exist_ok=True)
            database.file.touch(mode=0o600)  # patients' records: for the owner of the program only
        folder = _folder(database, home)
        key = key or (make_key(folder) if folder else new_key())
    if found is not None:
        _refuse_damaged(database, key)
    from careplan.store.migrations import migrate  # alembic takes 0.4 s to import and is seldom needed

    migrate(database, key)
    return key


def _refuse_damaged(database: Database, key: bytes) -> None:
    """Raise NotReady where the audit trail of an older database does not fit: migrating would hide it."""
    from careplan.store.verify import verify

    fault = verify(database, key).fault
    if fault:
        raise NotReady(f"{fault} The database was left as it was. Restore the last backup, then try again.")


def _sealed(database: Database, key: bytes) -> Database:
    """Return a database that keeps its seals; a server keeps none."""
    return database if database.url.get_backend_name() == "postgresql" else replace(database, seals=Seals(key))
