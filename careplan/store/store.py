"""The store: opened once, read and written in transactions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import event as sqlalchemy_event

from careplan.store.audit_chain import keyed_hash
from careplan.store.backups import copy_out
from careplan.store.chain_heads import ROOM, ChainHeads
from careplan.store.copying import copy
from careplan.store.disk_errors import CHANGED, plain_errors
from careplan.store.engine import Database, open_database
from careplan.store.opening import open_as_it_is, open_up_to_date, schema_version
from careplan.store.recent_plans import RecentPlans
from careplan.store.records import Records
from careplan.store.verify import Pause, Verified, verify


class _Moment(threading.local):
    """The records that a thread reads while `Store.one_moment` lasts."""

    records: Records | None = None


class Store:
    """An open database of the clinic. Use `Store.open`, then `reading` and `writing`."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key
        self._recent = RecentPlans()
        self._heads = ChainHeads(ROOM)
        self._demo: bool | None = None
        self._moment = _Moment()

    @classmethod
    def open(cls, url: str, *, home: Path | None = None, any_file_system: bool = False) -> Store:
        """Open the database that a URL or file path names; make it, or bring it up to date, where needed.

        `home` is the folder of the audit key; the folder of the database file where it is not given.
        `any_file_system`: also one of another machine, whose locks are known to hold.

        Raises:
            NotReady: it cannot be opened or written, was made by a newer careplan, or its audit key is gone.
        """
        return cls(*open_up_to_date(url, home, any_file_system=any_file_system))

    @classmethod
    def open_as_it_is(cls, url: str, *, home: Path | None = None) -> Store:
        """Open a database to look at it: nothing is made, brought up to date or written.

        Raises:
            NotReady: it is missing, of another program or version, or its audit key is gone.
        """
        return cls(*open_as_it_is(url, home))

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
        if self._moment.records:
            yield self._moment.records
            return
        with self._database.reading() as connection:
            yield Records(connection, self._key, self._recent, self._heads)

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Let all that this thread reads while the block lasts be of one moment, in one transaction.

        Whatever is written in it ends that moment: what is read after it is as it is then.
        """
        with self.reading() as records:
            before, self._moment.records = self._moment.records, records
            try:
                yield
            finally:
                self._moment.records = before

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """Give the records to change, in turn with other writers; all is kept at the end, or nothing.

        Raises:
            OnlyReading: the database cannot be written; the sentence says why.
        """
        with (
            self._moment_let_go(),
            self._recent.while_writing() as recent,
            self._database.writing() as connection,
        ):
            yield Records(connection, self._key, recent, self._heads)

    @contextmanager
    def _moment_let_go(self) -> Iterator[None]:
        """End the moment in which this thread reads, and let it read apart meanwhile: else it would wait for itself."""
        before, self._moment.records = self._moment.records, None
        if before:
            before.let_go()
        try:
            yield
        finally:
            self._moment.records = before

    @property
    def only_reading(self) -> str:
        """Why nothing can be saved at present, in a sentence for every screen; empty until a write was refused."""
        cause = self._database.trouble.cause
        return cause.while_it_lasts if cause else ""

    def verify(self, *, pause: Pause = lambda: None) -> Verified:
        """Hold the whole database against its chains and seals; raises NotReady where it cannot be read.

        `pause` is called now and then, to let others work.
        """
        with plain_errors():
            return verify(self._database, self._key, pause=pause)

    def copy_out(self, file: Path) -> Verified:
        """Write what the store holds at this moment into a new file, checked; raises NotReady, then none is left."""
        return copy_out(self._database, self._key, file)

    def stop_writing(self) -> None:
        """Refuse every write from now on, because of damage that `verify` found."""
        self._database.trouble.lasting = CHANGED

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
