"""A full disk, a held lock, a damaged file: a plain sentence, nothing half kept, and work goes on afterwards."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from careplan.errors import NotReady
from careplan.store import Store, engine
from tests.store.ward import MORNING


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database that nobody has open."""
    Store.open(str(tmp_path / "clinic.db")).close()
    return tmp_path / "clinic.db"


def _keep(store: Store, key: str, text: str = "") -> None:
    with store.writing() as records:
        records.keys.keep(key, "nurse", {"text": text}, at=MORNING)


def _kept(store: Store, key: str) -> bool:
    with store.reading() as records:
        return records.keys.result(key, "nurse") is not None


def test_a_full_disk_keeps_nothing_of_the_act_and_the_next_one_goes_on(file: Path) -> None:
    store = Store.open(str(file))
    with pytest.raises(NotReady, match="disk is full"), store.writing() as records:
        pages = records._connection.exec_driver_sql("pragma page_count").scalar()
        records._connection.exec_driver_sql(f"pragma max_page_count = {pages}")
        records.keys.keep("small", "nurse", {}, at=MORNING)
        records.keys.keep("large", "nurse", {"text": "x" * 100_000}, at=MORNING)
    assert not _kept(store, "small")
    with store.writing() as records:
        records._connection.exec_driver_sql("pragma max_page_count = 1000000")
    _keep(store, "large", "x" * 100_000)
    assert _kept(store, "large")
    store.close()


def test_another_program_that_holds_the_file_is_waited_for_and_then_named(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 100)
    store = Store.open(str(file))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("begin exclusive")
    with pytest.raises(NotReady, match="in use by another program"):
        _keep(store, "k")
    other.execute("rollback")
    other.close()
    _keep(store, "k")
    assert _kept(store, "k")
    store.close()


def test_a_damaged_file_is_named(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(NotReady, match="damaged"):
        Store.open(str(file))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("not a folder")
    with pytest.raises(NotReady, match="can only be read"):
        Store.open(str(tmp_path / "letter" / "clinic.db"))


def test_a_fault_of_the_program_is_not_dressed_up_as_one_of_the_disk(file: Path) -> None:
    store = Store.open(str(file))
    with pytest.raises(PermissionError), store.writing():
        raise PermissionError("the caller's own file")
    store.close()
