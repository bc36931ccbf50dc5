"""What contradicts itself in an intake is said: refused where it cannot be, else one sentence of warning."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from careplan.cli import main
from careplan.facts import Entry
from careplan.intake import Contradiction, contradictions, read_intake
from tests.clinical_story import VIGNETTES, content

TODAY = date(2026, 3, 2)
CORRECT = "Enter the fusion, or correct it."


def intake_file(**keys: Any) -> str:
    operation = {"date": "2025-12-01", "procedures": ["spinal_fusion"], "levels": ["L4-L5"], "implant": True}
    return json.dumps({"patient_id": "P-0101", "operations": [operation], **keys})


def found(**keys: Any) -> list[Contradiction]:
    intake = read_intake(intake_file(**keys), content(), today=TODAY)
    return list(contradictions(intake.record(), content(), TODAY))


@pytest.mark.parametrize("finding", ["h_gap_ge6m", "h_years"])
def test_relief_longer_than_the_time_since_the_operation_cannot_be(finding: str) -> None:
    [one] = found(findings={finding: "yes"})
    assert one.severity == "error"
    assert "cannot be: the operation was on 1 Dec 2025, 3 months ago." in one.message
    assert found(findings={finding: "no"}) == []
    assert found(findings={finding: "yes"}, operations=[{"procedures": ["spinal_fusion"]}]) == [], "no day is known"
    assert found(findings={"h_gap_1_6m": "yes"}) == []


def test_round_months_and_an_earlier_operation_count_for_the_patient() -> None:
    half_a_year = [{"date": "2025-09-03", "procedures": ["laminectomy"]}]
    assert found(findings={"h_gap_ge6m": "yes"}, operations=half_a_year) == []
    two = [{"date": "2019-05-01", "procedures": ["laminectomy"]}, {"date": "2025-12-01", "procedures": ["laminectomy"]}]
    assert found(findings={"h_gap_ge6m": "yes", "h_years": "yes"}, operations=two) == []


def test_pain_that_began_before_the_operation_was_never_relieved_or_a_date_is_wrong() -> None:
    [one] = found(facts={"symptom_months": 14})
    assert one.severity == "warning"
    assert "began 14 months ago, before the operation of 1 Dec 2025" in one.message
    assert found(facts={"symptom_months": 14}, findings={"h_never_relieved": "yes"}) == []
    assert found(facts={"symptom_months": 3}) == []


def test_an_answer_against_the_facts_is_one_warning_with_all_of_them() -> None:
    scores = [{"measure": "nrs_leg", "value": 2}, {"measure": "nrs_back", "value": 8}]
    [one] = found(
        findings={"i_ct_fused": "no", "h_leg_dominant": "yes"}, facts={"fusion_grade": "fused"}, observations=scores
    )
    assert one.severity == "warning"
    assert "“Bridging bone on CT” (no)" in one.message
    assert "“Leg pain worse than back pain” (yes)" in one.message


def test_results_of_different_days_that_exclude_each_other_are_a_warning() -> None:
    """A form holds one of them; a record may hold both, entered on different days."""
    record = read_intake(intake_file(findings={"i_scar_match": "yes"}), content(), today=TODAY).record()
    both = {**record.findings, "i_no_scar": (Entry(TODAY, "yes"),)}
    [one] = contradictions(replace(record, findings=both), content(), TODAY)
    assert (one.check, one.severity) == ("findings_agree", "warning")
    assert "“No enhancing scar” are both entered as yes" in one.message


def test_what_only_a_fusion_shows_without_a_fusion_among_the_operations_is_a_warning() -> None:
    disc = [{"date": "2025-12-01", "procedures": ["microdiskectomy"]}]
    [one] = found(operations=disc, findings={"i_halo": "yes", "i_ct_nonunion": "yes", "h_lt6m_fusion": "no"})
    assert (one.check, one.severity) == ("fusion_entered", "warning")
    assert one.message.endswith("“No bridging bone on CT (12 months or more)”, “Halo round a screw”. " + CORRECT)
    [graded] = found(operations=disc, facts={"fusion_grade": "uncertain"})
    assert "speaks of one: “Fusion grade”." in graded.message
    assert found(findings={"i_halo": "yes"}) == []


@pytest.mark.parametrize("vignette", sorted(VIGNETTES.glob("*.json")), ids=lambda path: path.stem)
def test_no_worked_case_contradicts_itself(vignette: Path) -> None:
    intake = read_intake(vignette.read_text(), content(), today=TODAY)
    assert list(contradictions(intake.record(), content(), intake.start)) == []


@pytest.mark.parametrize("command", [["assess", "-"], ["build", "-", "--cause", "failed_fusion"]])
def test_the_commands_refuse_what_cannot_be_and_warn_of_the_rest(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAREPLAN_TODAY", TODAY.isoformat())
    cannot = CliRunner().invoke(main, command, input=intake_file(findings={"h_gap_ge6m": "yes"}))
    assert cannot.exit_code == 1
    assert "standard input: “Relief for 6 months or more, then pain returned” cannot be" in cannot.stderr
    hardly = CliRunner().invoke(main, command, input=intake_file(facts={"symptom_months": 14}))
    assert hardly.exit_code == 0
    assert "The present pain began 14 months ago" in hardly.output
