"""The store: opened once, read and written in transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy import event as sqlalchemy_event

from careplan.errors import NotReady
from careplan.store.audit_chain import keyed_hash, make_key, new_key, read_key
from careplan.store.chain_heads import ROOM, ChainHeads
from careplan.store.copying import copy
from careplan.store.engine import Database, open_database, plain_disk_errors, plain_errors
from careplan.store.recent_plans import RecentPlans
from careplan.store.records import Records
from careplan.store.schema import REVISION, event

_VERSION = text("select version_num from alembic_version")


class Store:
    """An open database of the clinic. Use `Store.open`, then `reading` and `writing`."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key
        self._recent = RecentPlans()
        self._heads = ChainHeads(ROOM)
        self._demo: bool | None = None

    @classmethod
    def open(cls, url: str, *, home: Path | None = None) -> Store:
        """Open the database that a URL or file path names; make it, or bring it up to date, where needed.

        `home` is the folder of the audit key; the folder of the database file where it is not given.

        Raises:
            NotReady: it cannot be opened, was made by a newer careplan, or its audit key is gone.
        """
        database = open_database(url)
        try:
            with plain_errors(), plain_disk_errors():
                _bring_up_to_date(database)
                return cls(database, _key(database, home))
        except BaseException:
            database.close()
            raise

    @staticmethod
    def revision_of(url: str) -> str | None:
        """Return the revision that a database is at, and leave it there; None where it has no tables yet.

        Raises:
            NotReady: it cannot be read, or holds tables of another program.
        """
        database = open_database(url)
        try:
            with plain_errors():
                return schema_version(database)
        finally:
            database.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def keyed_hash(self, *words: str) -> str:
        """Return what only this clinic can compute of some words: 64 hexadecimal digits."""
        return keyed_hash(self._key, *words)

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """Give the records as they are at one moment; they cannot be written."""
        with self._database.reading() as connection:
            yield Records(connection, self._key, self._recent, self._heads)

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """Give the records to change, in turn with other writers; all is kept at the end, or nothing.

        Raises:
            NotReady: the database cannot be written; the sentence says why.
        """
        with self._recent.while_writing() as recent, self._database.writing() as connection:
            yield Records(connection, self._key, recent, self._heads)

    @property
    def in_file(self) -> bool:
        """Whether the records are in a SQLite file, and not in memory or on a server."""
        return self._database.file is not None

    def is_demo(self) -> bool:
        """Whether every patient here is invented, which never changes once the clinic has been set up."""
        if self._demo is None:
            with self.reading() as records:
                facts = records.clinic.find()
            self._demo = facts.demo if facts else None
        return bool(self._demo)

    def copy_into(self, target: Store) -> None:
        """Make another store, whose records are in a file, hold exactly what this one in memory or a file holds.

        Both must have the same audit key. Raises NotReady where the file cannot be written; then it is as it was.
        """
        copy(self._database, target._database)
        target._recent.forget()
        target._demo = None

    @contextmanager
    def count_queries(self) -> Iterator[list[str]]:
        """Collect the statements that are run while the block lasts, without begin and commit, to hold their number."""
        ran: list[str] = []

        def note(_connection: Connection, _cursor: object, statement: str, *_rest: Any) -> None:
            ran.append(statement)

        engines = {id(e): e for e in (self._database.reader, self._database.writer)}.values()
        for engine in engines:
            sqlalchemy_event.listen(engine, "before_cursor_execute", note)
        try:
            yield ran
        finally:
            for engine in engines:
                sqlalchemy_event.remove(engine, "before_cursor_execute", note)


def _bring_up_to_date(database: Database) -> None:
    found = schema_version(database)
    if found == REVISION:
        return
    if found is not None and found > REVISION:
        raise NotReady("This database was made by a newer careplan. Update careplan, then open it again.")
    if database.file:
        database.file.parent.mkdir(parents=True, exist_ok=True)
        database.file.touch(mode=0o600)  # patients' records: for the owner of the program only
    from careplan.store.migrations import migrate  # alembic takes 0.4 s to import and is seldom needed

    migrate(database)


def schema_version(database: Database) -> str | None:
    """Return the revision that a database is at; None where it has no tables yet."""
    if database.file and not database.file.exists():
        return None
    with database.reading() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            return connection.execute(_VERSION).scalar()
    if tables:
        raise NotReady("This database holds tables of another program. Give careplan a database of its own.")
    return None


def _key(database: Database, home: Path | None) -> bytes:
    folder = home or (database.file.parent if database.file else None)
    if folder is None:
        return new_key()
    key = read_key(folder)
    if key:
        return key
    with database.reading() as connection:
        if connection.execute(select(event.c.id).limit(1)).first():
            raise NotReady(f"The audit key of this database is not in {folder.name}. Put it back, then try again.")
    return make_key(folder)
