"""Processes that write one clinic and say what was kept only after it was, until they are killed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CDLL, c_ulong
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from careplan.errors import CarePlanError
from careplan.event import Event
from careplan.store import Store
from tests.faults.processes import PROCESSES

_AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
_PAUSE = 0.001
"""Seconds between two acts: writers without a pause would keep readers of other processes waiting."""


def keep(store: Store, name: str, number: int) -> None:
    """Keep one act, in two tables: half of it would be torn."""
    act = f"{name}-{number}"
    with store.writing() as records:
        records.keys.keep(act, name, {"n": number}, at=_AT)
        records.events.add(Event("note.added", name, "nurse", _AT, act, f"P-{name}", reason="Seen " * 20))


def write(url: str, told: Path, name: str, go: Any, acts: int) -> None:
    """Write so many acts once `go` is set; each is told in a file after it was kept, or refused with its sentence."""
    _let_be_traced()
    said = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    store = Store.open(url, home=told.parent)
    os.write(said, b"here\n")
    go.wait()
    for number in range(acts):
        try:
            keep(store, name, number)
            os.write(said, f"kept {name}-{number}\n".encode())
        except CarePlanError as refusal:
            os.write(said, f"refused {refusal}\n".encode())
        time.sleep(_PAUSE)


def _let_be_traced() -> None:
    """Let a tracer in that did not start this process, where Linux asks for that (Yama)."""
    CDLL(None).prctl(0x59616D61, c_ulong(-1), 0, 0, 0)


class Writer:
    """One writing process."""

    def __init__(self, process: BaseProcess, told: Path, go: Any) -> None:
        self.process = process
        self._told = told
        self._go = go

    @property
    def pid(self) -> int:
        """Its number."""
        assert self.process.pid
        return self.process.pid

    def go(self) -> None:
        """Let it begin."""
        self._go.set()

    def told(self, what: str) -> list[str]:
        """Return what it has told: `kept` names acts, `refused` sentences."""
        lines = self._told.read_text().splitlines() if self._told.exists() else []
        return [line.removeprefix(f"{what} ") for line in lines if line.startswith(f"{what} ")]

    def is_here(self) -> bool:
        """Whether it waits for the word to begin, or has begun."""
        return self._told.exists() and self._told.stat().st_size > 0

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.join()


@contextmanager
def writing(file: Path, *names: str, acts: int = 1_000_000, url: str = "") -> Iterator[list[Writer]]:
    """Give processes that wait for their word to write; those that are left are killed at the end.

    They write the clinic that is in the file, or at `url` with its key beside the file.
    """
    writers = []
    for name in names:
        told, go = file.with_name(f"told-{name}"), PROCESSES.Event()
        process = PROCESSES.Process(target=write, args=(url or str(file), told, name, go, acts), daemon=True)
        process.start()
        writers.append(Writer(process, told, go))
    try:
        until(lambda: all(writer.is_here() for writer in writers))
        yield writers
    finally:
        for writer in writers:
            writer.kill()


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something holds."""
    last = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < last, "it never came to hold"
        time.sleep(0.002)
