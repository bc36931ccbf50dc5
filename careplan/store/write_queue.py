"""One writer at a time, first come first served, over all threads and processes that write one file.

SQLite lets one writer in and leaves the others to try again after ever longer sleeps, so a process that
writes without a pause starves the rest. Here writers queue before they ask SQLite.

Between processes the queue is a file beside the database, used through byte-range locks alone. A writer
takes a number under the door lock (byte 0), keeps byte *number* locked until it has written, and waits
until no lower number is locked. The kernel frees the bytes of a process that dies, so a killed writer
never holds up the rest.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from functools import cache
from pathlib import Path
from typing import Final, Protocol

try:
    import fcntl
except ImportError:  # Windows: threads queue here, processes by SQLite's own waiting
    fcntl = None  # type: ignore[assignment]

_DOOR: Final = 0
_COUNTER_BYTES: Final = 8


class _Turn(Protocol):
    def take(self) -> None: ...

    def give(self) -> None: ...


class ThreadQueue:
    """A lock that threads get in the order in which they asked for it."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def take(self) -> None:
        """Wait for one's turn."""
        with self._door:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def give(self) -> None:
        """Let the next one in."""
        with self._door:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class ProcessQueue:
    """A lock that processes get in the order in which they asked; one thread of each may ask at a time."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._number = 0

    def take(self) -> None:
        """Wait for one's turn."""
        self._lock(_DOOR, 1, fcntl.LOCK_EX)
        try:
            last = int.from_bytes(os.pread(self._file, _COUNTER_BYTES, 0), "little")
            self._number = last + 1
            os.pwrite(self._file, self._number.to_bytes(_COUNTER_BYTES, "little"), 0)
            self._lock(self._number, 1, fcntl.LOCK_EX)
        finally:
            self._lock(_DOOR, 1, fcntl.LOCK_UN)
        if self._number > 1:  # a shared lock: those who wait do not keep one another waiting
            self._lock(1, self._number - 1, fcntl.LOCK_SH)
            self._lock(1, self._number - 1, fcntl.LOCK_UN)

    def give(self) -> None:
        """Let the next one in."""
        self._lock(self._number, 1, fcntl.LOCK_UN)

    def _lock(self, start: int, length: int, kind: int) -> None:
        fcntl.lockf(self._file, kind, length, start)


class WriteQueue:
    """The queue of everybody who writes one database: threads first, then processes.

    `beside` is the file for the queue between processes; None for a database of this process alone.
    """

    def __init__(self, beside: Path | None) -> None:
        self._threads = ThreadQueue()
        self._processes: _Turn | None = ProcessQueue(beside) if beside and fcntl else None

    def take(self) -> None:
        """Wait for one's turn; raises OSError where the file of the queue cannot be written."""
        self._threads.take()
        try:
            if self._processes:
                self._processes.take()
        except BaseException:
            self._threads.give()
            raise

    def give(self) -> None:
        """Let the next one in."""
        try:
            if self._processes:
                self._processes.give()
        finally:
            self._threads.give()


_queues: dict[tuple[int, Path], WriteQueue] = {}
_queues_door = threading.Lock()


def queue_for(database: Path) -> WriteQueue:
    """Return the one queue that this process has for a database file, named by its whole path.

    File locks belong to the process: two queues on one file would not see one another. After a fork the
    child gets its own.
    """
    path = _resolved(database)
    key = (os.getpid(), path)
    with _queues_door:
        if key not in _queues:
            _queues[key] = WriteQueue(path.with_name(path.name + "-queue"))
        return _queues[key]


@cache
def _resolved(database: Path) -> Path:
    """Return the path without links; asked of the disk once, because each act stands in line."""
    return database.resolve()
