"""Findings that are signs of a red flag are not passed over by “None of these”, and nothing opens a flag by itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from careplan.cli import main
from careplan.finding import Answer
from careplan.intake import Contradiction, first_look, read_intake, unscreened
from tests.clinical_story import VIGNETTES, content
from tests.small_clinic import MONDAY

FEVER = (
    "You entered “Fever, sweats or chills”, and the red-flag question “Spinal or wound infection” is answered with "
    "none. Tick it, or take the finding back."
)


def found(findings: dict[str, Answer], **keys: Any) -> list[Contradiction]:
    intake = read_intake(json.dumps({"patient_id": "P-0101", "findings": findings, **keys}), content(), today=MONDAY)
    return list(unscreened(intake, first_look(intake, content()).answers, content()))


def run(command: str, findings: dict[str, Answer], **keys: Any) -> Result:
    words = [command, "-"] + (["--cause", "scar_tissue"] if command == "build" else [])
    given = json.dumps({"patient_id": "P-0101", "start": "2026-03-02", "findings": findings, **keys})
    return CliRunner().invoke(main, words, input=given, env={"CAREPLAN_TODAY": "2026-03-02"})


def test_none_beside_a_sign_of_a_red_flag_is_an_error_that_names_both() -> None:
    [said] = found({"h_fever": "yes"}, red_flags=[])
    assert (said.severity, said.message) == ("error", FEVER)
    [said] = found({"i_discitis": "yes", "h_wound": "no"}, red_flags=["RF14"])
    assert "“Discitis, abscess or osteomyelitis on MRI”" in said.message
    assert "“Spinal or wound infection” is not ticked" in said.message
    assert found({"h_fever": "yes", "i_discitis": "yes"}, red_flags=["RF03"]) == []
    assert found({"h_fever": "no"}, red_flags=[]) == []


def test_a_fracture_that_the_record_says_is_a_sign_too() -> None:
    [said] = found({}, facts={"fracture": True}, red_flags=[])
    assert (said.severity, "“Vertebral fracture”" in said.message) == ("error", True)


def test_new_weakness_is_asked_and_none_may_be_the_answer() -> None:
    """R25: x_motor_new never opens RF02, the screen asks it; a stable weakness is none (REFERENCE 8, V3)."""
    [said] = found({"x_motor_new": "yes"}, red_flags=[])
    assert said.severity == "warning"
    assert said.message.endswith(
        "Tick it if any of this holds: fall of one MRC grade or more in any muscle group, any grade 3 or less, "
        "or new foot drop."
    )
    [said] = found({"x_motor_new": "yes", "i_implant_broken": "yes"}, red_flags=["RF06"])
    assert "“Progressive motor deficit” is not ticked" in said.message


def test_red_flags_that_nobody_answered_are_asked_where_findings_speak_for_them() -> None:
    said = found({"h_fever": "yes", "x_motor_new": "yes"})
    assert {one.severity for one in said} == {"warning"}
    assert ["“Progressive motor deficit” is not answered" in said[0].message, "“Fever" in said[1].message] == [
        True,
        True,
    ]
    assert "It asks: Fever or sweats, wound redness" in said[1].message


def test_assess_warns_first_thing_and_build_refuses() -> None:
    text = run("assess", {"h_fever": "yes"}, red_flags=[])
    assert text.exit_code == 0
    lines = text.stdout.splitlines()
    assert lines[2] == "RED FLAGS"
    assert lines[3].startswith("  ! Warning: You entered “Fever, sweats or chills”")
    assert "None was entered" not in text.stdout
    refused = run("build", {"h_fever": "yes"}, red_flags=[])
    assert (refused.exit_code, f"standard input: {FEVER}" in refused.stderr) == (1, True)
    ticked = run("build", {"h_fever": "yes"}, red_flags=["RF03"])
    assert (ticked.exit_code, "You entered" in ticked.stdout) == (0, False)


def test_where_the_intake_leaves_the_red_flags_open_build_says_what_to_ask() -> None:
    built = run("build", {"h_fever": "yes"})
    assert built.exit_code == 0
    assert "“Spinal or wound infection” is not answered yet" in " ".join(built.stdout.split())
    as_json = CliRunner().invoke(
        main, ["assess", "-", "--json"], input='{"patient_id":"P-1","findings":{"h_wound":"yes"}}'
    )
    assert "Warning: You entered “Wound redness" in as_json.stderr
    assert json.loads(as_json.stdout)["red_flags"] == []


@pytest.mark.parametrize("vignette", sorted(VIGNETTES.glob("*.json")), ids=lambda path: path.stem)
def test_no_worked_case_is_refused(vignette: Any) -> None:
    intake = read_intake(vignette.read_text(), content(), today=MONDAY)
    said = list(unscreened(intake, first_look(intake, content()).answers, content()))
    assert [one.severity for one in said] == (["warning"] if vignette.stem == "V3" else [])
