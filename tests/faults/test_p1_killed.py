"""P1 and P1b: no act that was told as kept is lost, none is half there, and each commit reaches the disk."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from careplan.store import Store
from tests.faults.kept import what_is_wrong
from tests.faults.tracing import fault_at, traced
from tests.faults.writers import keep, until, writing

ROUNDS_A_CLINIC = 20
COMMITS = 10


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A clinic that nobody has open."""
    Store.open(str(tmp_path / "clinic.db")).close()
    return tmp_path / "clinic.db"


def _round(file: Path, number: int, chance: random.Random) -> list[str]:
    """Let one to eight processes write, kill all of them at a random moment, and return what they told."""
    names = [f"{number}w{each}" for each in range(chance.randint(1, 8))]
    with writing(file, *names) as writers:
        for writer in writers:
            writer.go()
        until(lambda: all(writer.told("kept") for writer in writers))
        time.sleep(chance.random() * 0.05)
        for writer in writers:
            writer.kill()
        return [act for writer in writers for act in writer.told("kept")]


def _kill(folder: Path, rounds: int, seed: int) -> Iterator[int]:
    """Do so many rounds, each clinic checked after its own, and give how many acts each told."""
    chance = random.Random(seed)
    for first in range(0, rounds, ROUNDS_A_CLINIC):
        file = folder / f"clinic{first}" / "clinic.db"
        told: list[str] = []
        Store.open(str(file)).close()
        for number in range(first, min(first + ROUNDS_A_CLINIC, rounds)):
            new = _round(file, number, chance)
            yield len(new)
            told += new
            assert what_is_wrong(file, told) == []


def test_writers_killed_at_random_lose_nothing_and_tear_nothing(tmp_path: Path) -> None:
    assert sum(_kill(tmp_path, 8, seed=1)) > 8


@pytest.mark.long
def test_five_thousand_kills_at_random(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.perf_counter()
    acts = list(_kill(tmp_path, 5000, seed=2))
    seconds = time.perf_counter() - begun
    with capsys.disabled():
        print(f"\nP1: {len(acts)} kills, {sum(acts)} acts told, {sum(acts) / seconds:.0f} acts/s, 0 lost, 0 torn")


def _killed_at(file: Path, number: int, calls: str) -> list[str]:
    """Kill a writer at the n-th call by which it changes the disk, and return what it told."""
    with writing(file, f"n{number}") as [writer]:
        with traced(writer.pid, *fault_at(number, "signal=KILL", calls)):
            writer.go()
            writer.process.join(60)
        assert writer.process.exitcode == -9
        return writer.told("kept")


@pytest.mark.parametrize("calls", ["pwrite64", "fdatasync,fsync", "unlink,ftruncate"])
def test_a_writer_killed_in_the_middle_of_a_commit(file: Path, calls: str) -> None:
    told: list[str] = []
    for number in range(1, 9):
        told += _killed_at(file, number, calls)
        assert what_is_wrong(file, told) == []


@pytest.mark.long
@pytest.mark.parametrize("calls", ["pwrite64", "fdatasync,fsync", "unlink,ftruncate"])
def test_a_writer_killed_at_each_of_four_hundred_calls(file: Path, calls: str) -> None:
    told: list[str] = []
    for number in range(1, 401):
        told += _killed_at(file, number, calls)
        assert what_is_wrong(file, told) == []


def test_each_commit_reaches_the_disk(file: Path, tmp_path: Path) -> None:
    log = tmp_path / "syncs"
    with writing(file, "syncs", acts=COMMITS) as [writer]:
        with traced(writer.pid, "-o", str(log), "-e", "trace=fsync,fdatasync"):
            writer.go()
            writer.process.join(60)
        assert len(writer.told("kept")) == COMMITS
    with closing(sqlite3.connect(file)) as connection:
        [journal] = connection.execute("pragma journal_mode").fetchone()
    least = {"delete": 4, "wal": 1}[journal]
    assert log.read_text().count("sync(") >= least * COMMITS


def _a_few_acts(file: Path) -> list[str]:
    store = Store.open(str(file))
    for number in range(5):
        keep(store, "w", number)
    store.close()
    return [f"w-{number}" for number in range(5)]


def test_the_check_passes_a_clean_run(file: Path) -> None:
    assert what_is_wrong(file, _a_few_acts(file)) == []


def test_the_check_reports_an_act_that_is_lost(file: Path) -> None:
    assert what_is_wrong(file, [*_a_few_acts(file), "w-5"]) == ["w-5 is lost"]


def test_the_check_reports_an_act_that_is_torn(file: Path) -> None:
    told = _a_few_acts(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("delete from idempotency where key = 'w-3'")
        connection.commit()
    wrong = ["The table idempotency has 4 rows and should have 5.", "w-3 is torn"]
    assert what_is_wrong(file, told) == wrong
