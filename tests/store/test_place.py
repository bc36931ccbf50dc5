"""Where a database file may not be used: refused in a sentence, and left as it was."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from careplan.errors import NotReady
from careplan.store import Store, place
from careplan.store.place import NETWORK, file_system_of


def _mounts(folder: Path, kind: str) -> str:
    """Return the lines of mountinfo of a machine on which this folder is on such a file system."""
    number = folder.stat().st_dev
    device = f"{os.major(number)}:{os.minor(number)}"
    return f"21 1 0:1 / / rw - ext4 /dev/x rw\n36 21 {device} / {folder} rw,noatime master:1 - {kind} server:/x rw\n"


def test_a_file_system_is_known_by_the_name_that_linux_gives_it(tmp_path: Path) -> None:
    assert file_system_of(tmp_path, _mounts(tmp_path, "nfs4")) == "nfs4"
    assert file_system_of(tmp_path, "21 1 0:1 / / rw - ext4 /dev/x rw\n") == ""


def test_a_file_system_of_this_machine_is_no_network() -> None:
    assert file_system_of(Path("/proc")) == "proc"
    assert not {"proc", "tmpfs", "ext4"} & NETWORK


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"])
def test_a_network_file_system_is_refused_unless_one_insists(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(_mounts(tmp_path, kind))
    monkeypatch.setattr(place, "_MOUNTS", mounts)
    file = tmp_path / "new" / "clinic.db"
    with pytest.raises(NotReady, match=rf"network file system \({kind}\).*CAREPLAN_ANY_FILE_SYSTEM=1"):
        Store.open(str(file))
    assert not file.parent.exists()
    Store.open(str(file), any_file_system=True).close()
    assert file.exists()


@pytest.fixture
def left_open(tmp_path: Path) -> Path:
    """A database as a newer SQLite leaves it when it is killed: in WAL mode, with commits beside it."""
    file = tmp_path / "clinic.db"
    Store.open(str(file)).close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma wal_autocheckpoint=0")
        connection.execute("update clinic set zone = 'Europe/Berlin'")
        connection.execute("create table kept (one text)")
        connection.commit()
        beside = {name: (tmp_path / name).read_bytes() for name in ("clinic.db", "clinic.db-wal")}
    for name, content in beside.items():
        (tmp_path / name).write_bytes(content)
    return file


def test_a_log_that_a_newer_sqlite_left_is_not_touched(left_open: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = left_open.with_name("clinic.db-wal")
    before = left_open.read_bytes(), log.read_bytes()
    monkeypatch.setattr(place, "wal_is_safe", lambda version: False)
    with pytest.raises(NotReady, match="left open by a newer SQLite"):
        Store.open(str(left_open))
    assert (left_open.read_bytes(), log.read_bytes()) == before


def test_a_log_is_taken_in_where_this_sqlite_may(left_open: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "wal_is_safe", lambda version: True)
    store = Store.open(str(left_open))
    assert "was changed, put in or taken out" in store.verify().fault
    store.close()
