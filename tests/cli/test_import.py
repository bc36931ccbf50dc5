"""careplan import: the difference on the console, and nothing written without --apply."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from careplan.cli import main
from tests.small_clinic import SmallClinic, open_small_clinic


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallClinic]:
    """A clinic in a file with one plan, whose tasks file lies beside it."""
    monkeypatch.setenv("CAREPLAN_HOME", str(tmp_path))
    monkeypatch.setenv("CAREPLAN_TODAY", "2026-03-02")
    monkeypatch.chdir(tmp_path)
    small = open_small_clinic(tmp_path, in_file=True)
    small.begin("V1", "scar_tissue")
    told = _run("export", "--all", "--format", "csv", "--as", "coordinator", "-o", "tasks.csv")
    assert told.exit_code == 0, told.output
    yield small
    small.clinic.store.close()


def _run(command: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [command, *arguments, "--database", "clinic.db"])


def _import(*more: str, by: str = "coordinator") -> Result:
    return _run("import", "tasks.csv", "--as", by, *more)


def _edit(old: str, new: str, times: int = 1) -> None:
    file = Path("tasks.csv")
    text = file.read_bytes().decode()
    assert old in text
    file.write_bytes(text.replace(old, new, times).encode())


def test_the_difference_is_told_and_written_only_with_apply(kept: SmallClinic) -> None:
    assert _import().stdout == "No changes in this file.\n"
    _edit(",todo,normal,", ",todo,urgent,")
    _edit(",todo,normal,", ",todo,soon,")
    told = _import()
    plus, minus = told.stdout.splitlines()
    assert plus.startswith("+ Row ") and plus.endswith(", priority: normal → urgent")
    assert minus.startswith("- Row ") and "“soon” is none of its codes." in minus
    assert _import().stdout == told.stdout, "looking has written nothing"
    assert _import("--apply").stdout.endswith("Taken from the file: 1 change of 1 task\n")
    assert _import().stdout.splitlines() == [minus]


def test_days_that_can_be_read_in_two_ways_must_be_said(kept: SmallClinic) -> None:
    _edit(",2026-03-09,", ",09/03/2026,", -1)
    refused = _import()
    assert refused.exit_code == 1
    assert refused.stderr.endswith("Say which with --days: day-first or month-first.\n")
    assert _import("--days", "day-first").stdout == "No changes in this file.\n"


def test_a_refusal_is_a_sentence(kept: SmallClinic) -> None:
    viewer = (
        _import(by="viewer") if _run("user", "add", "viewer", "--role", "viewer").exit_code == 0 else _import(by="x")
    )
    assert (viewer.exit_code, viewer.stdout) == (1, "")
    Path("tasks.csv").write_bytes(b"\x00\x01")
    broken = _import()
    assert broken.exit_code == 1 and broken.stderr.startswith("This is no text file")
