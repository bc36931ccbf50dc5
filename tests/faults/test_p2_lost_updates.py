"""P2: sixteen processes write the same plans at once; nothing told as kept is lost, nothing is overwritten unseen."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.lost_updates import lost_updates
from tests.faults.racing import PLANS, RACERS, Told, prepare, race


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one: what reaches the disk is P1's, and the disk is slower than the race."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is made by tempfile
    with TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        yield Path(folder)


def _race(home: Path, writes: int) -> tuple[list[str], list[Told]]:
    """Let everybody write, hold what is kept against what was told, and return the plans and what was told."""
    plans = prepare(home)
    told = race(home, plans, writes // RACERS)
    assert len(told) == writes
    assert len({one.plan for one in told}) == PLANS
    assert lost_updates(home, plans, told) == []
    return plans, told


def test_eight_hundred_writes_of_sixteen_processes_lose_nothing(home: Path) -> None:
    plans, told = _race(home, 800)
    assert any(one.met for one in told), "nobody met anybody: the race proves nothing"
    _is_reported_when_planted(home, plans, told)


def _is_reported_when_planted(home: Path, plans: list[str], told: list[Told]) -> None:
    """The check itself: what it must find is put into the clinic that it passed."""
    note, change = next(one for one in told if not one.field), next(one for one in told if one.field)
    assert lost_updates(home, plans, [*told, replace(note, act="never kept", version=10**6)])
    assert lost_updates(home, plans, [*told, note]), "a version that two were told"
    assert lost_updates(home, plans, [replace(one, saw="another") if one is change else one for one in told])
    with closing(sqlite3.connect(home / "clinic.db")) as connection:
        connection.execute("drop trigger if exists comment_delete")
        connection.execute("delete from comment where text = ? and by = ?", (note.wrote, note.who))
        connection.commit()
    assert f"{note.who} “{note.wrote}” is there 0 times" in lost_updates(home, plans, told)


@pytest.mark.long
def test_twenty_thousand_writes_of_sixteen_processes_lose_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.perf_counter()
    _, told = _race(home, 20_000)
    met = sum(len(one.met) for one in told)
    with capsys.disabled():
        seconds = time.perf_counter() - begun
        print(f"\nP2: {len(told)} writes of {RACERS} processes in {seconds:.0f} s, {met} conflicts, 0 lost updates")
