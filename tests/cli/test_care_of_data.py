"""careplan verify, backup, restore: on the console, with the sentences that people act on."""

from __future__ import annotations

import re
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from careplan.cli import main
from careplan.store import EventFilter, Store
from careplan.store.audit_chain import KEY_FILE
from tests.faults.kept import dump
from tests.small_clinic import open_small_clinic

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a clinic with one patient."""
    small = open_small_clinic(tmp_path, in_file=True)
    small.begin("V1", "scar_tissue")
    small.clinic.store.close()
    return tmp_path


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in that home."""
    monkeypatch.setenv("CAREPLAN_HOME", str(home))
    monkeypatch.delenv("CAREPLAN_DATABASE", raising=False)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def _change(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("update patient set birth_date = '1970-01-01'")
        connection.commit()


def _happened(file: Path) -> list[str]:
    store = Store.open(str(file))
    with store.reading() as records:
        what = [kept.event.what for kept in records.events.latest(EventFilter(what="backup"))]
    store.close()
    return what


def test_verify_tells_each_chain_and_the_head_and_writes_nothing(run: Run, home: Path) -> None:
    before = (home / "clinic.db").read_bytes()
    said = run("verify")
    assert said.exit_code == 0, said.stderr
    assert re.search(r"^V1 +\d+ events$", said.output, re.MULTILINE)
    assert re.search(r"^Every chain holds; [\d,]+ rows fit their seals\. Checked in \d\.\d\d s\.$", said.output, re.M)
    assert re.search(r"^[\d,]+ events, head [0-9a-f]{64}$", said.output, re.MULTILINE)
    assert (home / "clinic.db").read_bytes() == before


def test_verify_names_what_does_not_fit(run: Run, home: Path) -> None:
    _change(home / "clinic.db")
    said = run("verify")
    assert (said.exit_code, said.stderr) == (1, "A row of the table patient was changed outside of careplan.\n")


def test_a_backup_is_checked_for_its_owner_only_and_never_written_over(run: Run, home: Path) -> None:
    made = run("backup", home / "kept.db")
    assert made.exit_code == 0, made.stderr
    assert "fits its seals" in made.output
    assert f"without the audit key {home / KEY_FILE}. Keep a copy of the key, in another place." in made.output
    assert stat.S_IMODE((home / "kept.db").stat().st_mode) == 0o600
    before = (home / "kept.db").read_bytes()
    again = run("backup", home / "kept.db")
    assert again.exit_code == 1
    assert "is there already, and no file is written over" in again.stderr
    assert (home / "kept.db").read_bytes() == before
    assert _happened(home / "clinic.db") == ["backup.made"]
    assert sorted(file.name for file in home.glob(".kept*")) == []


def test_no_backup_is_made_of_a_changed_clinic(run: Run, home: Path) -> None:
    _change(home / "clinic.db")
    said = run("backup", home / "kept.db")
    assert said.exit_code == 1
    assert "No backup was made" in said.stderr
    assert not (home / "kept.db").exists()


def test_no_backup_is_made_without_the_key(run: Run, home: Path) -> None:
    (home / KEY_FILE).unlink()
    said = run("backup", home / "kept.db")
    assert said.exit_code == 1
    assert "The audit key of this database is not in" in said.stderr
    assert not (home / "kept.db").exists()


def test_a_restored_clinic_says_what_it_lacks_and_the_clinic_of_today_stays(run: Run, home: Path) -> None:
    assert run("backup", home / "kept.db").exit_code == 0
    store = Store.open(str(home / "clinic.db"))
    with store.writing() as records:
        records.accounts.disable("nurse")
    store.close()
    kept = dump(home / "kept.db")
    said = run("restore", home / "kept.db", "--into", home / "again.db")
    assert said.exit_code == 0, said.stderr
    assert "It lacks 1 event that the clinic of today has: 1 of the clinic itself." in said.output
    assert f"set CAREPLAN_DATABASE={home / 'again.db'} wherever careplan is started" in said.output
    assert _happened(home / "again.db") == ["backup.restored"]
    assert _happened(home / "clinic.db") == ["backup.restored", "backup.made"]
    assert dump(home / "kept.db") == kept
    assert run("verify", "--database", home / "again.db").exit_code == 0


def test_nothing_is_restored_in_place_or_over_a_file(run: Run, home: Path) -> None:
    run("backup", home / "kept.db")
    before = dump(home / "clinic.db")
    said = run("restore", home / "kept.db", "--into", home / "clinic.db")
    assert (said.exit_code, "no file is written over" in said.stderr) == (1, True)
    assert dump(home / "clinic.db") == before


def test_a_changed_backup_is_not_restored(run: Run, home: Path) -> None:
    run("backup", home / "kept.db")
    _change(home / "kept.db")
    said = run("restore", home / "kept.db")
    assert said.exit_code == 1
    assert "A row of the table patient was changed outside of careplan. restored.db was not made." in said.stderr
    assert not (home / "restored.db").exists()


def test_a_backup_is_restored_beside_a_clinic_that_is_damaged(run: Run, home: Path) -> None:
    run("backup", home / "kept.db")
    (home / "clinic.db").write_bytes(b"\xff" * 8192)
    said = run("restore", home / "kept.db")
    assert said.exit_code == 0, said.stderr
    assert "The clinic of today is not compared." in said.stderr
    assert "What it lacks is not known." in said.output


def test_what_is_no_clinic_is_neither_verified_nor_made(run: Run, home: Path) -> None:
    said = run("verify", "--database", home / "none.db")
    assert (said.exit_code, "There is no clinic at" in said.stderr) == (1, True)
    assert not (home / "none.db").exists()
    (home / "letter.db").write_text("Dear colleague, " * 300)
    for command in ("verify", "migrate"):
        said = run(command, "--database", home / "letter.db")
        assert (said.exit_code, said.stderr.startswith("This file is not a careplan database.")) == (1, True)
