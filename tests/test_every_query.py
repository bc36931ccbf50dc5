"""The same tests on PostgreSQL: in them every query of the store is run there too (DESIGN 4, P16).

`uv run pytest --on postgresql tests/store` keeps the clinics of any tests there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.queries_run import Place, not_run, places
from tests.serving import ROOT

CHOSEN = ROOT / "tests" / "on_postgresql.txt"
"""Files and tests, one a line, that run on both every day: every query of the store is among what they ask."""
WITH_CLINICS = ("tests/store", "tests/coordination", "tests/pages", "tests/exchange", "tests/test_bad_input.py")
"""All that keep a clinic, for the long run."""
OF_A_FILE = (
    "tests/store/test_hand_offs.py::test_an_offer_is_read_as_it_was_written_and_found_by_its_index",
    "tests/store/test_recent_plans.py::test_what_another_process_did_is_read",
    "tests/store/test_recent_plans.py::test_a_clinic_copied_over_another_shows_none_of_the_other_s_plans",
    "tests/coordination/test_audit_history.py::test_the_check_says_that_it_is_whole_and_where_it_is_not",
    "tests/coordination/test_care_of_data.py",
)
"""Tests of what SQLite alone does: they open, copy or damage the file, or ask it how it finds a row."""


def _run(tests: list[str], ran: Path, *more: str, seconds: int = 600) -> None:
    """Run tests on PostgreSQL; fails with what they said where they do."""
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "--on", "postgresql", "--ran", str(ran), *more, *tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


def test_every_query_of_the_store_runs_on_postgresql_too(tmp_path: Path) -> None:
    _run(CHOSEN.read_text("utf-8").split("\n")[:-1], tmp_path / "ran")
    assert not_run(tmp_path / "ran") == [], f"Add a test that asks this to {CHOSEN.name}."


@pytest.mark.long
def test_all_tests_that_keep_a_clinic_pass_on_postgresql(tmp_path: Path) -> None:
    _run([*WITH_CLINICS], tmp_path / "ran", *(f"--deselect={each}" for each in OF_A_FILE), seconds=7200)


@pytest.mark.long
def test_all_pairs_of_commands_on_postgresql(tmp_path: Path) -> None:
    _run(["tests/coordination/test_pairs.py"], tmp_path / "ran", "-m", "long", seconds=7200)


def test_a_query_that_was_not_run_is_named(tmp_path: Path) -> None:
    """The check itself: what speaks to a database is found, and named where no line of it was noted."""
    store, ran = tmp_path / "store", tmp_path / "ran"
    store.mkdir()
    (store / "notes.py").write_text(
        "class Notes:\n"
        "    def add(self, row):\n"
        "        _ADD.run(\n"
        "            self._connection,\n"
        "            row,\n"
        "        )\n"
        "    def all(self):\n"
        "        return Rows(self._connection).found + self._connection.execute(_ALL).all()\n"
        "def count(connection):\n"
        "    return counted(connection, 1)\n"
    )
    found = places(store)
    assert [place[1:] for place in found] == [("Notes.add", 3, 6), ("Notes.all", 8, 8), ("count", 10, 10)]
    ran.write_text(json.dumps([["notes.py", 3], ["notes.py", 10]]))
    assert not_run(ran, found) == ["notes.py:8 in Notes.all"]
    assert str(Place("a.py", "f", 1, 2)) == "a.py:1 in f"
