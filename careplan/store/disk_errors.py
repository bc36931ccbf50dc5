"""What a failing disk, a held lock, a damaged file or a server that is gone makes a database raise, in plain words."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from sqlalchemy.exc import DatabaseError, OperationalError

from careplan.errors import GaveWay, InvalidInput, NotReady, OnlyReading


class OSErrorBeside(Exception):
    """An error of a file beside the database, met by the store itself."""


class LostAtTheEnd(OperationalError):
    """The connection to a server broke while it was asked to keep a transaction: it may have been kept, or not."""


class Cause(NamedTuple):
    """Why nothing can be saved, as a clause, what to do, and what became of what was to be saved."""

    what: str
    then: str
    kept: str = "Nothing was saved."

    @property
    def refusal(self) -> str:
        """The sentence for an act that was refused."""
        return f"{self.what[0].upper()}{self.what[1:]}. {self.kept} {self.then}"

    @property
    def while_it_lasts(self) -> str:
        """The sentence for every screen, as long as it is so."""
        return f"Only reading is possible: {self.what}. What you enter now is not saved."


IN_USE: Final = Cause("the database is in use by another program", "Try again in a moment.")
FULL: Final = Cause("the disk is full", "Free some space, then try again.")
READ_ONLY: Final = Cause("the database can only be read", "Check who may write to its folder.")
FAILED: Final = Cause("the disk failed", "Check the disk, then start careplan again.")
DAMAGED: Final = Cause("the database file is damaged", "Stop here and restore the last backup.")
CHANGED: Final = Cause(
    "the records are damaged or were changed outside of careplan",
    "Who runs careplan finds the place with careplan verify, and restores the last backup.",
)
CLOSED: Final = Cause("the database cannot be opened", "Check that its folder exists and may be written to.")
NO_ANSWER: Final = Cause(
    "the database server does not answer", "Check that it runs and that its URL is right, then try again."
)
LOST: Final = Cause(
    "the database server was lost in the middle of saving",
    "When it answers again, look whether it is there before you enter it once more.",
    "Whether it was saved is not known.",
)
NO_RIGHT: Final = Cause(
    "careplan's role on the database server lacks a right", "Who runs careplan finds the rights it needs in its guide."
)

_CAUSES: Final = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_BUSY: IN_USE,
    sqlite3.SQLITE_LOCKED: IN_USE,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: FAILED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_CANTOPEN: CLOSED,
}
_GAVE_WAY: Final = ("40001", "40P01")
"""serialization_failure, deadlock_detected"""
_OF_SERVER: Final = {
    "53100": FULL,  # disk_full
    "58030": FAILED,  # io_error
    "XX001": DAMAGED,  # data_corrupted
    "XX002": DAMAGED,  # index_corrupted
    "25006": READ_ONLY,  # read_only_sql_transaction
    "42501": NO_RIGHT,  # insufficient_privilege
    "55P03": IN_USE,  # lock_not_available
    **dict.fromkeys(_GAVE_WAY, IN_USE),
}
"""What PostgreSQL says by its codes; any other error of how it runs counts as no answer."""
_OF_FILES: Final = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EIO: FAILED}
_NOT_OURS: Final = "This file is not a careplan database. Check the path that was given."


class Trouble:
    """Whether the records can be written, as the last attempt showed; a write that succeeds ends it.

    `lasting` is set where damage was found: then nothing is written any more by this process.
    """

    def __init__(self) -> None:
        self.lasting: Cause | None = None
        self._last: Cause | None = None

    @property
    def cause(self) -> Cause | None:
        """Why nothing can be saved at present; None where nothing is known to stand in the way."""
        return self.lasting or self._last

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note how a write goes.

        Raises:
            OnlyReading, GaveWay: it cannot be written; nothing of it is kept, unless the sentence says that this is not
                known.
        """
        if self.lasting:
            raise OnlyReading(self.lasting.refusal)
        try:
            yield
        except (DatabaseError, sqlite3.DatabaseError, OSErrorBeside) as error:
            cause = cause_of(error)
            if cause is None:
                raise
            if _state(error) in _GAVE_WAY:
                raise GaveWay(cause.refusal) from error
            self._last = cause
            raise OnlyReading(cause.refusal) from error
        self._last = None


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what a failing disk, a held lock, a damaged file or no text at all makes SQLite raise into a sentence.

    Raises:
        NotReady, InvalidInput: with that sentence.
    """
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError, OSErrorBeside) as error:
        if _code(error) == sqlite3.SQLITE_NOTADB:
            raise NotReady(_NOT_OURS) from error
        cause = cause_of(error)
        if cause is None:
            raise
        raise NotReady(cause.refusal) from error
    except UnicodeEncodeError as error:  # half of a pair of surrogates, which only a program sends
        raise InvalidInput("A text holds half a character, which nothing can show. Type the text anew.") from error


@contextmanager
def at_the_end() -> Iterator[None]:
    """Mark a connection that breaks while a server is asked to keep a transaction."""
    try:
        yield
    except OperationalError as error:
        if cause_of(error) is not NO_ANSWER:
            raise
        raise LostAtTheEnd(error.statement, error.params, error.orig or error) from error


@contextmanager
def beside() -> Iterator[None]:
    """Mark what files beside the database raise; only around what we do with them ourselves."""
    try:
        yield
    except OSError as error:
        raise OSErrorBeside(str(error)) from error


def cause_of(error: BaseException) -> Cause | None:
    """Return what an error says about the disk or the database; None where it is no such error."""
    if isinstance(error, OSErrorBeside):
        met = error.__cause__
        return _OF_FILES.get(met.errno or 0, READ_ONLY) if isinstance(met, OSError) else READ_ONLY
    if isinstance(error, LostAtTheEnd):
        return LOST
    code = _code(error)
    if code is not None:
        return _CAUSES.get(code)
    known = _OF_SERVER.get(_state(error))
    of_server = isinstance(error, OperationalError) and not isinstance(error.orig, sqlite3.Error)
    return known or (NO_ANSWER if of_server else None)


def _state(error: BaseException) -> str:
    """Return the code that PostgreSQL gives an error; empty where there is none."""
    return getattr(error.orig, "sqlstate", None) or "" if isinstance(error, DatabaseError) else ""


def _code(error: BaseException) -> int | None:
    cause = error.orig if isinstance(error, DatabaseError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    return None if code is None else int(code) & 0xFF
