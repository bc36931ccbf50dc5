"""careplan import: the difference on the console, and nothing written without --apply."""

from __future__ import annotations

import json
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


def _fhir(file: str, *more: str) -> Result:
    return _run("import", file, "--as", "coordinator", *more)


def test_a_plan_of_another_clinic_is_told_value_by_value_and_taken_with_apply(kept: SmallClinic) -> None:
    theirs = {
        "resourceType": "CarePlan",
        "status": "active",
        "title": "Home again",
        "activity": [
            {"detail": {"code": {"text": "Walk"}, "status": "scheduled", "location": {"display": "Park"}}},
            {"detail": {"code": {"text": "Interview"}, "status": "completed", "kind": "Appointment"}},
            {"detail": {"code": {"text": "Lift"}, "doNotPerform": True}},
        ],
    }
    Path("plan.json").write_text(json.dumps(theirs))
    told = _fhir("plan.json").stdout.splitlines()
    assert told[0] == "CarePlan: Home again"
    groups = [line for line in told if line.split(":")[0] in ("Used", "Kept as text", "Not understood")]
    assert groups == ["Used: 9", "Kept as text: 1", "Not understood: 1"]
    assert "  /activity/0/detail/location/display = Park" in told
    assert _fhir("plan.json", "--apply").stderr == "Say with --plan into which plan its tasks and goals are to go.\n"
    offered = _fhir("plan.json", "--plan", "PL-V1-01", "--role", "nurse").stdout.splitlines()[-4:]
    assert offered == [
        "Into PL-V1-01, patient V1:",
        "+ Task: Walk, nurse, no date yet",
        "? Task: Interview, nurse, no date yet (done there)",
        "- Lift: It says what must not be done.",
    ]
    assert "no role that owns tasks" in _fhir("plan.json", "--plan", "PL-V1-01", "--role", "viewer").stderr
    before = len(kept.plan("PL-V1-01").tasks)
    done = _fhir("plan.json", "--plan", "PL-V1-01", "--apply").stdout.splitlines()[-1]
    assert done == "Taken from the file into PL-V1-01: 1 task"
    assert len(kept.plan("PL-V1-01").tasks) == before + 1


def test_a_hostile_file_of_fhir_is_refused_in_a_sentence(kept: SmallClinic) -> None:
    Path("plan.json").write_bytes(b'{"resourceType": "CarePlan", "\x1b[31mred": ' + b"[" * 100_000)
    refused = _fhir("plan.json")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Line 1, column ") or "brackets" in refused.stderr
    assert "\x1b" not in refused.output
