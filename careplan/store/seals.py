"""Seals of every row: whoever changes, adds or removes a row without careplan is found out.

Each row has a keyed hash; each table keeps the number of its rows and the sum of their hashes; one seal under the audit
key holds all these sums together. While careplan writes, triggers of its own connection tell each row that comes or
goes, and the sums are written once, before the commit. Another program has neither these triggers nor the key, and a
damaged page changes rows without either: then rows and sums no longer fit, which `verify` sees.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Final, NamedTuple

from careplan.errors import NotReady
from careplan.store.audit_chain import same
from careplan.store.row_forms import SHAPE, SHAPE_FORMS, sealed_tables

CHANGED_OUTSIDE: Final = (
    "The seal over the tables does not fit: the database was changed outside of careplan, or audit.key in "
    "CAREPLAN_HOME is another clinic's. Stop here; where the key is the right one, run careplan verify and restore the "
    "last backup."
)

_BYTES: Final = 32
_MODULUS: Final = 1 << (8 * _BYTES)
_READ: Final = "select sums, seal from table_seal where id = 1"
_BEGIN: Final = "insert or replace into table_seal (id, sums, seal) values (1, ?, ?)"
_MOVE: Final = "update table_seal set sums = ?, seal = ? where id = 1 and seal = ?"


class Sum(NamedTuple):
    """The rows of a table: how many they are, and the sum of their keyed hashes."""

    rows: int
    hashes: int

    def with_change(self, by: Sum) -> Sum:
        """Return the sum after rows came or went."""
        return Sum(self.rows + by.rows, (self.hashes + by.hashes) % _MODULUS)


NO_ROWS: Final = Sum(0, 0)
Sums = dict[str, Sum]
"""The sum of each table, by its name."""


class Sealer:
    """Makes the seals of one database under its audit key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._keys: dict[str, bytes] = {}

    def hashed(self, table: str, form: str) -> int:
        """Return the keyed hash of a row in its written form."""
        key = self._keys.get(table) or self._own_key(table)
        return int.from_bytes(blake2b(form.encode(), key=key, digest_size=_BYTES).digest(), "little")

    def sum_of(self, table: str, written: Iterable[str]) -> Sum:
        """Return the sum over rows in their written forms."""
        rows = hashes = 0
        for form in written:
            rows += 1
            hashes += self.hashed(table, form)
        return Sum(rows, hashes % _MODULUS)

    def seal(self, sums: str) -> str:
        """Return the seal over all sums in their written form."""
        return hmac.digest(self._key, b"tables\n" + sums.encode(), "sha256").hex()

    def read(self, connection: sqlite3.Connection) -> tuple[Sums, str] | None:
        """Return the sums that a database keeps, and their seal; None where the seal is not ours."""
        found = connection.execute(_READ).fetchone()
        if found is None or not same(found[1], self.seal(found[0])):
            return None
        return _parsed(found[0]), found[1]

    def seal_all(self, connection: sqlite3.Connection) -> None:
        """Seal every row as it is, in a database that was just made or migrated."""
        queries = {table.name: table.forms for table in sealed_tables(connection)} | {SHAPE: SHAPE_FORMS}
        sums = {name: self.sum_of(name, _texts(connection, query)) for name, query in queries.items()}
        text = _joined({name: _line(name, each) for name, each in sums.items()})
        connection.execute(_BEGIN, (text, self.seal(text)))

    def _own_key(self, table: str) -> bytes:
        key = self._keys[table] = hmac.digest(self._key, b"table " + table.encode(), "sha256")
        return key


class Seals:
    """Keeps the sums while one process writes; one writer at a time, as the queue lets them in."""

    def __init__(self, key: bytes) -> None:
        self._sealer = Sealer(key)
        self._changed: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        self._known: tuple[Sums, str] | None = None
        self._lines: dict[str, str] = {}

    def watch(self, connection: sqlite3.Connection) -> None:
        """Let a connection tell of each row that it writes; once, when it is new."""
        connection.create_function("careplan_row", 3, self._note)
        for table in sealed_tables(connection):
            for trigger in table.triggers():
                connection.execute(trigger)

    def begin(self) -> None:
        """Forget what a transaction that failed had changed."""
        self._changed.clear()

    def settle(self, connection: sqlite3.Connection) -> None:
        """Write the sums as this transaction leaves them.

        What is remembered may be outdated, by another process or by a transaction that failed: it is used only where
        the database still has its seal, else read anew.

        Raises:
            NotReady: the sums that the database keeps are not under our seal.
        """
        if not self._changed:
            return
        known = self._known or self._read(connection)
        while not self._move(connection, *known):
            known = self._read(connection)

    def _move(self, connection: sqlite3.Connection, sums: Sums, seal: str) -> bool:
        changed = {name: sums.get(name, NO_ROWS).with_change(Sum(*by)) for name, by in self._changed.items()}
        now, lines = sums | changed, self._lines | {name: _line(name, each) for name, each in changed.items()}
        text = _joined(lines)
        sealed = self._sealer.seal(text)
        if not connection.execute(_MOVE, (text, sealed, seal)).rowcount:
            return False
        self._known, self._lines = (now, sealed), lines
        return True

    def _read(self, connection: sqlite3.Connection) -> tuple[Sums, str]:
        found = self._sealer.read(connection)
        if found is None:
            raise NotReady(CHANGED_OUTSIDE)
        self._lines = {name: _line(name, each) for name, each in found[0].items()}
        return found

    def _note(self, table: str, old: str | None, new: str | None) -> None:
        if old == new:
            return
        changed, hashed = self._changed[table], self._sealer.hashed
        if old is not None:
            changed[0] -= 1
            changed[1] -= hashed(table, old)
        if new is not None:
            changed[0] += 1
            changed[1] += hashed(table, new)


def _texts(connection: sqlite3.Connection, query: str) -> Iterable[str]:
    return (form for (form,) in connection.execute(query))


def _line(name: str, each: Sum) -> str:
    return f"{name} {each.rows} {each.hashes:x}"


def _joined(lines: Mapping[str, str]) -> str:
    return "\n".join(lines.values())


def _parsed(text: str) -> Sums:
    split = (line.split(" ") for line in text.splitlines())
    return {name: Sum(int(rows), int(hashes, 16)) for name, rows, hashes in split}
