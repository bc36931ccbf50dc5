"""P7: on a full, failing or read-only disk and under a held lock an act is refused in words, and reading goes on."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from careplan.errors import OnlyReading
from careplan.store import Store, engine
from tests.faults.kept import what_is_wrong
from tests.faults.tracing import fault_at, traced
from tests.faults.writers import keep, writing
from tests.serving import ROOT

SENTENCES = {
    "ENOSPC": ("The disk is full. Nothing was saved.", "The disk failed. Nothing was saved."),
    "EIO": ("The disk failed. Nothing was saved.",),
    "EROFS": ("The disk failed. Nothing was saved.", "The database can only be read. Nothing was saved."),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A clinic that nobody has open."""
    Store.open(str(tmp_path / "clinic.db")).close()
    return tmp_path / "clinic.db"


def test_a_disk_of_four_megabytes_becomes_full_and_read_only_and_sound_again(tmp_path: Path) -> None:
    own = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    (tmp_path / "disk").mkdir()
    line = [*own, sys.executable, "-m", "tests.faults.full_disk", str(tmp_path / "disk")]
    ran = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ran.stdout == "all of it held\n", ran.stderr


def _met(file: Path, error: str, calls: str, number: int) -> None:
    """Let the n-th call of a writer fail; raise AssertionError unless it is refused in words and all else is kept."""
    name, acts = f"{error}{number}", number + 4
    with writing(file, name, acts=acts) as [writer]:
        with traced(writer.pid, *fault_at(number, f"error={error}", calls)):
            writer.go()
            writer.process.join(60)
        assert writer.process.exitcode == 0
        kept, refused = writer.told("kept"), writer.told("refused")
    assert len(kept) + len(refused) == acts
    assert kept[-1:] == [f"{name}-{acts - 1}"], "what came after the fault was not kept"
    assert all(sentence.startswith(SENTENCES[error]) for sentence in refused), refused
    assert what_is_wrong(file, kept) == []


CASES = [("ENOSPC", "pwrite64"), ("EIO", "pwrite64"), ("EIO", "fdatasync,fsync"), ("EROFS", "unlink,ftruncate")]


@pytest.mark.parametrize(("error", "calls"), CASES)
def test_a_call_that_fails_refuses_its_act_and_nothing_more(file: Path, error: str, calls: str) -> None:
    for number in range(1, 9):
        _met(file, error, calls, number)


@pytest.mark.long
@pytest.mark.parametrize(("error", "calls"), CASES)
def test_each_of_four_hundred_calls_that_fails_refuses_its_act_and_nothing_more(
    file: Path, error: str, calls: str
) -> None:
    for number in range(1, 401):
        _met(file, error, calls, number)


@contextmanager
def _held(file: Path) -> Iterator[None]:
    """Hold the lock for writing as another program does."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


def _refused_in(store: Store) -> float:
    begun = time.monotonic()
    with pytest.raises(OnlyReading, match="in use by another program"):
        keep(store, "held", 0)
    return time.monotonic() - begun


def _under_a_held_lock(file: Path) -> list[float]:
    """Return how long two acts in a row waited for a lock that is held; reading goes on meanwhile."""
    store = Store.open(str(file))
    keep(store, "before", 0)
    with _held(file):
        waited = [_refused_in(store), _refused_in(store)]
        assert store.only_reading.startswith("Only reading is possible: the database is in use by another program.")
        with store.reading() as records:
            assert records.keys.result("before-0", "before") is not None
    keep(store, "after", 0)
    assert store.only_reading == ""
    store.close()
    assert what_is_wrong(file, ["before-0", "after-0"]) == []
    return waited


def test_a_held_lock_is_waited_for_once_and_reading_goes_on(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 1000)
    first, second = _under_a_held_lock(file)
    assert first >= 1 > second


@pytest.mark.long
def test_a_lock_that_is_held_beyond_the_whole_wait(file: Path) -> None:
    first, second = _under_a_held_lock(file)
    assert 9 < first < 30
    assert second < 2
