"""Red flags that the program opens itself, and their order."""

from __future__ import annotations

import pytest

from careplan.condition_language import Value
from careplan.red_flag import RedFlagDefinition
from tests.clinical_story import content, knows

FLAGS = content().red_flags


@pytest.mark.parametrize(
    "facts",
    [
        {"mme_at_least": 90.0},
        {"mme_at_least": 50.0, "benzodiazepine": "yes"},
        {"mme_at_least": 50.0, "gabapentinoid": "yes"},
        {"mme_at_least": 50.0, "sleep_apnoea": "yes"},
        {"mme_at_least": 50.0, "lung_disease": "yes"},
        {"ort": 8.0, "opioid": "yes"},
    ],
)
def test_r25_high_overdose_risk_is_opened_by_its_numbers(facts: dict[str, Value]) -> None:
    assert [flag.id for flag in FLAGS.opened_by_numbers(knows(**facts))] == ["RF12"]


@pytest.mark.parametrize(
    "facts",
    [
        {"mme_at_least": 89.0, "benzodiazepine": "no", "gabapentinoid": "no"},
        {"mme_at_least": 49.0, "benzodiazepine": "yes"},
        {"ort": 8.0, "opioid": "no"},
        {"ort": 7.0, "opioid": "yes"},
        {},
    ],
)
def test_r25_high_overdose_risk_is_not_opened_below(facts: dict[str, Value]) -> None:
    assert FLAGS.opened_by_numbers(knows(**facts)) == ()


def test_r15_item_nine_of_one_opens_suicidal_thoughts() -> None:
    assert [flag.id for flag in FLAGS.opened_by_numbers(knows(phq9_item9=1.0))] == ["RF13"]
    assert FLAGS.opened_by_numbers(knows(phq9_item9=0.0)) == ()


def test_r25_new_weakness_opens_no_flag_by_itself() -> None:
    assert FLAGS.opened_by_numbers(knows(x_motor_new="yes")) == ()


@pytest.mark.parametrize("flag", FLAGS.red_flags, ids=lambda flag: flag.id)
def test_a_raised_flag_is_said_as_a_suspicion_and_never_as_a_diagnosis(flag: RedFlagDefinition) -> None:
    assert flag.suspicion == f"possible {flag.name[0].lower()}{flag.name[1:]}"
    assert flag.name not in FLAGS.in_words(f"with {flag.id}")


def test_urgent_classes_are_due_the_same_day() -> None:
    assert [urgency.id for urgency in FLAGS.urgency if urgency.same_day] == ["U0", "U1"]


def test_flags_stand_most_urgent_first_then_by_number() -> None:
    assert [flag.id for flag in FLAGS.in_order(["RF14", "RF12", "RF03", "RF02", "RF17"])] == [
        "RF17",
        "RF02",
        "RF03",
        "RF12",
        "RF14",
    ]
