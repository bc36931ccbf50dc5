"""A text that names a dose is found however it is spelled; what is measured in a patient is none (X02)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.catalogue.doses import dose_in
from tests.catalogue.conftest import Spoil


@pytest.mark.parametrize(
    "text",
    [
        "Give 600 mg at night",
        "600mg",
        "0.5 mg",
        "1,000 mg",
        "50 mcg per hour",
        "50 µg",
        "10 ml of it",
        "2 tablets",
        "two tablets a day",
        "half a tablet",
        "five hundred milligrams",
        "300-mg capsule",
        "300\u00a0mg",
        "300\u2011mg",
        "10 mg/kg",
        "Ten units before meals",
        "２００ mg",
        "20 g daily",
        "three drops",
        "1 patch",
        "mg 600",
        "mg: 600",
        "gabapentin 300 three times a day",
        "gabapentin 300 tid",
        "300 twice daily",
        "a tablet a day",
        "A capsule every night",
        "a patch twice a week",
        "600 mg/l",
        "15 mg/L dose",
        "CRP is checked. Give 600 mg/L",
        "glucose 0.5mg/dl/day",
        "1000 I.U.",
        "1000 international units",
        "300 mgs",
        "40mEq",
        "bladder medicine 5 mg",
        "600\u200bmg",
        "6\u00ad00 mg",
    ],
)
def test_a_dose_is_found_however_it_is_spelled(text: str) -> None:
    assert dose_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "vitamin D < 20 ng/mL",
        "CRP above 30 mg/L",
        "glucose 180 mg/dL",
        "at least 50 mm of 100",
        "at least 50 percent relief",
        "within 24 hours",
        "22 Grades",
        "Motor grade 0-5 per myotome L2-S1",
        "someone tabled it",
        "opioid dose in MME",
        "Ten sessions offered",
        "a stone unit",
        "Report CRP 5 mg/L and ESR 10",
        "vitamin D in ng/mL 20 or more",
        "bladder scan of 200 mL or more",
        "Urine left: 150 ml",
        "sets of 10 twice a day",
        "Walk 10 minutes three times a day",
        "Five repetitions three times a week",
        "Ask whether a patch is worn",
        "a tablet of slate",
        "NRS above 5 at night",
        "MME of 50 or more",
    ],
)
def test_a_blood_value_or_a_count_is_no_dose(text: str) -> None:
    assert dose_in(text) is None


@given(
    amount=st.integers(1, 5000) | st.sampled_from(["two", "Half", "forty", "hundred"]),
    gap=st.sampled_from(["", " ", "  ", "-", "\u00a0", " - "]),
    unit=st.sampled_from(["mg", "mcg", "MG", "ml", "tablets", "capsule", "milligrams", "puffs"]),
    before=st.sampled_from(["", "take ", "(", "up to "]),
    after=st.sampled_from(["", " daily", ".", ", then stop", ")"]),
)
def test_any_amount_and_unit_is_a_dose_in_any_sentence(
    amount: int | str, gap: str, unit: str, before: str, after: str
) -> None:
    assert dose_in(f"{before}{amount}{gap}{unit}{after}")


@pytest.mark.parametrize(
    ("file", "was", "becomes", "expected"),
    [
        (
            "red_flags.toml",
            'action = "Emergency call"',
            'action = "Emergency call; give 300 mg"',
            "red_flags.toml, RF04: action names a dose (“300 mg”). A plan never does:",
        ),
        ("causes.toml", 'plain_words = "Scar', 'plain_words = "Two tablets', "causes.toml, scar_tissue: plain_words"),
        (
            "facts.toml",
            'question = "NSAID?"',
            'question = "NSAID, 400 mg?"',
            "facts.toml, nsaid: question names a dose",
        ),
        ("gates.toml", 'label = "Surgery"', 'label = "20 mg"', "gates.toml, gate.surgery: label names a dose"),
        (
            "notices.toml",
            'short = "Planning',
            'short = "600 mg. Planning',
            "notices.toml: short names a dose (“600 mg”).",
        ),
        (
            "templates/recurrence.toml",
            '"with fusion"',
            '"with fusion and 20 mg"',
            "recurrence.toml, course_headings: It names a dose (“20 mg”).",
        ),
    ],
)
def test_no_file_of_the_catalogue_may_name_a_dose(
    spoil: Spoil, file: str, was: str, becomes: str, expected: str
) -> None:
    (problem,) = spoil(file, was, becomes)
    assert problem.startswith(expected)
