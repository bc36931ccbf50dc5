"""The questions of the intake: complete, and tests only of tasks that exist."""

from __future__ import annotations

from careplan.catalogue import Catalogue
from tests.catalogue.conftest import Spoil


def test_every_finding_is_asked_exactly_once(catalogue: Catalogue) -> None:
    asked = [finding for row in catalogue.examinations.values() for finding in row.findings]
    assert sorted(asked) == sorted(catalogue.clinical.findings.by_id)


def test_a_test_answers_only_what_some_test_of_choice_answers(catalogue: Catalogue) -> None:
    """Nothing is invented: a finding that closes a task is one that causes.toml names as answered by a test."""
    answered = {
        finding
        for cause in catalogue.clinical.causes.causes
        for test in cause.tests_of_choice
        for finding in test.answers
    }
    others = {
        finding
        for row in catalogue.examinations.values()
        for test in row.tests
        for finding in test.findings
        if finding not in answered
    }
    # The facet and joint tests of the examination are tasks by their own name (SJ01: five provocation tests).
    assert others <= {"x_sij3"}


def test_a_finding_that_is_not_asked_is_reported(spoil: Spoil) -> None:
    said = spoil("examinations.toml", '"h_burning", ', "")
    assert any("h_burning" in line and "asked nowhere" in line for line in said)


def test_answers_of_one_question_that_stand_apart_are_reported(spoil: Spoil) -> None:
    said = spoil("examinations.toml", '"l_crp_high", "l_crp_ok"]\ntests', '"l_crp_high"]\ntests')
    assert any("Put them together" in line for line in said)


def test_a_test_that_is_no_task_is_reported(spoil: Spoil) -> None:
    said = spoil("examinations.toml", '"mri_contrast"', '"mri_of_the_moon"')
    assert any("mri_of_the_moon" in line and "no task and no merge group" in line for line in said)
