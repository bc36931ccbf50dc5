"""P14: a migration that is cut short loses nothing, and the next start does it as if it had never begun."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from careplan.errors import NotReady, OnlyReading
from careplan.store import Store
from tests.faults.kept import dump
from tests.faults.tracing import fault_at, traced
from tests.faults.writers import until
from tests.store.test_older_databases import OLDER, thawed

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.faults.writers", "careplan.store.migrations"])
EVERY = 5
"""In the everyday run one in so many statements is where the migration dies."""


def migrate(file: Path, dies_at: int) -> None:
    """Open a database as the program does; die at its n-th statement, or never at 0."""
    ran = 0

    def count(*_: object) -> None:
        nonlocal ran
        ran += 1
        if ran == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    Store.open(str(file)).close()
    file.with_name("statements").write_text(str(ran))


def _ran(file: Path, dies_at: int = 0) -> int | None:
    process = _processes.Process(target=migrate, args=(file, dies_at))
    process.start()
    process.join(60)
    return process.exitcode


def _older(folder: Path, revision: str) -> Path:
    folder.mkdir()
    return thawed(revision, folder)


def _holds_all(file: Path, whole: list[str]) -> None:
    """Raise AssertionError unless the next start makes of the file what an undisturbed one makes."""
    store = Store.open(str(file))
    assert store.verify().fault == ""
    store.close()
    assert dump(file) == whole


def _cut_short(folder: Path, revision: str, every: int) -> int:
    """Kill the migration of a copy at each `every`-th statement; return how many were killed."""
    sound = _older(folder / "whole", revision)
    assert _ran(sound) == 0
    whole, statements = dump(sound), int(sound.with_name("statements").read_text())
    killed = range(1, statements + 1, every)
    for number in killed:
        file = _older(folder / str(number), revision)
        assert _ran(file, number) == -signal.SIGKILL
        _holds_all(file, whole)
    return len(killed)


@pytest.mark.parametrize("revision", OLDER)
def test_a_migration_killed_at_any_statement_loses_nothing(tmp_path: Path, revision: str) -> None:
    assert _cut_short(tmp_path, revision, EVERY) > 3


@pytest.mark.long
@pytest.mark.parametrize("revision", OLDER)
def test_a_migration_killed_at_each_statement_loses_nothing(tmp_path: Path, revision: str) -> None:
    least = 20 if revision < "0003" else 12  # the newest migration alone has 16 statements
    assert _cut_short(tmp_path, revision, 1) > least


def refused(file: Path) -> None:
    """Wait to be traced, then open a database and note how that was refused."""
    until(file.with_name("go").exists)
    try:
        Store.open(str(file)).close()
    except NotReady as refusal:
        file.with_name("said").write_text(f"{type(refusal).__name__} {refusal}")


@pytest.mark.parametrize("number", [1, 5, pytest.param(20, marks=pytest.mark.long)])
def test_a_migration_on_a_full_disk_is_refused_and_loses_nothing(tmp_path: Path, number: int) -> None:
    sound, file = _older(tmp_path / "whole", "0001"), _older(tmp_path / "full", "0001")
    Store.open(str(sound)).close()
    process = _processes.Process(target=refused, args=(file,))
    process.start()
    assert process.pid
    with traced(process.pid, *fault_at(number, "error=ENOSPC", "pwrite64")):
        file.with_name("go").touch()
        process.join(60)
    assert file.with_name("said").read_text().startswith(f"{OnlyReading.__name__} The disk is full.")
    _holds_all(file, dump(sound))


def test_a_changed_older_database_is_not_migrated(tmp_path: Path) -> None:
    file = _older(tmp_path / "older", "0001")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("drop trigger event_no_delete")
        connection.execute("delete from event where id = 3")
        connection.commit()
    before = file.read_bytes()
    with pytest.raises(NotReady, match="left as it was"):
        Store.open(str(file))
    assert file.read_bytes() == before


def test_the_check_reports_what_a_migration_lost(tmp_path: Path) -> None:
    sound, other = _older(tmp_path / "whole", "0001"), _older(tmp_path / "other", "0001")
    Store.open(str(sound)).close()
    store = Store.open(str(other))
    with store._database.writing() as connection:
        connection.exec_driver_sql("delete from comment where id = (select min(id) from comment)")
        connection.exec_driver_sql("delete from observation where id = (select min(id) from observation)")
    store.close()
    with pytest.raises(AssertionError):
        _holds_all(other, dump(sound))
