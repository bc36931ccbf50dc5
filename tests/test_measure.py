"""Ranges, bands and the change that matters."""

from __future__ import annotations

import pytest

from careplan.errors import InvalidInput
from tests.clinical_story import content

MEASURES = content().measures.by_id


def test_a15_a_value_outside_is_refused_with_the_range() -> None:
    with pytest.raises(InvalidInput, match=r"^ODI goes from 0 to 100 %; 140 is outside\.$"):
        MEASURES["odi"].checked(140)


@pytest.mark.parametrize(
    ("measure", "value", "sentence"),
    [
        ("nrs_leg", 11, "NRS leg goes from 0 to 10 points; 11 is outside."),
        ("nrs_leg", 6.5, "NRS leg is a whole number; 6.5 is not. Enter one from 0 to 10 points."),
        ("nrs_leg", "7", "NRS leg is a number; “7” is none. Enter from 0 to 10 points."),
        ("nrs_leg", True, "NRS leg is a number; “True” is none. Enter from 0 to 10 points."),
        ("odi", float("nan"), "ODI is a number; “nan” is none. Enter from 0 to 100 %."),
        ("paindetect", -2, "painDETECT goes from -1 to 38 points; -2 is outside."),
        ("mme", -1, "MME goes from 0 to 5000 MME/day; -1 is outside."),
        ("mme", 99999, "MME goes from 0 to 5000 MME/day; 99999 is outside."),
        ("walk_min", 9000, "Walking goes from 0 to 1440 minutes; 9000 is outside."),
        ("eq5d_index", 1.1, "EQ-5D index goes up to 1; 1.1 is outside."),
        ("eq5d_profile", "21146", "EQ-5D profile is five digits from 1 to 5, such as 21143; “21146” is not."),
        (
            "work_status",
            "lazy",
            "Work status is one of full, reduced, off_sick_spine, off_other, retired, not_applicable; “lazy” is not.",
        ),
    ],
)
def test_each_kind_of_wrong_value_has_its_sentence(measure: str, value: object, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        MEASURES[measure].checked(value)
    assert str(refused.value) == sentence


def test_right_values_come_back_as_they_are_stored() -> None:
    assert MEASURES["odi"].checked(44) == 44.0
    assert MEASURES["eq5d_profile"].checked("21143") == "21143"
    assert MEASURES["work_status"].checked("reduced") == "reduced"
    assert MEASURES["phq9_item9"].checked(3) == 3.0


@pytest.mark.parametrize(
    ("odi", "band"),
    [
        (0, "minimal"),
        (20, "minimal"),
        (21, "moderate"),
        (60, "severe"),
        (80, "very severe"),
        (81, None),
    ],
)
def test_r37_bands_of_the_odi_and_above_eighty_only_the_number(odi: float, band: str | None) -> None:
    assert MEASURES["odi"].band(odi) == band


@pytest.mark.parametrize(
    ("measure", "value", "band"),
    [
        ("paindetect", 12, "nerve pain unlikely"),
        ("paindetect", 13, "unclear"),
        ("paindetect", 19, "nerve pain likely"),
        ("dn4", 3, None),
        ("dn4", 4, "nerve pain likely"),
        ("phq9", 9, "mild"),
        ("phq9", 10, "moderate"),
        ("gad7", 15, "severe"),
        ("tsk", 37, None),
        ("tsk", 38, "high"),
        ("pcs", 30, "high"),
        ("nrs_leg", 5, None),
    ],
)
def test_cut_offs(measure: str, value: float, band: str | None) -> None:
    assert MEASURES[measure].band(value) == band


def test_r37_changes_that_matter_and_that_can_be_detected() -> None:
    expected = {"nrs_back": (2, 3.6), "nrs_leg": (2, 3.7), "odi": (10, 18)}
    assert {key: (MEASURES[key].smallest_change, MEASURES[key].detectable_change) for key in expected} == expected


def test_unverified_codes_stay_unverified() -> None:
    assert MEASURES["pcs"].loinc == "none verified"
    assert MEASURES["odi"].loinc == "97909-6 (score); 97908-8 (panel)"


def test_direction_of_improvement() -> None:
    higher = {key for key, measure in MEASURES.items() if measure.better == "higher"}
    assert higher == {"eq5d_index", "eq_vas", "promis_pf", "walk_min"}


def test_each_of_the_25_tells_its_scoring_and_licence_and_points_nowhere_else() -> None:
    known = content().measures
    for measure in known.measures:
        told = (known.scoring_of(measure), known.licence_of(measure))
        assert all(text and not text.startswith("as ") for text in told), measure.id
    assert known.licence_of(MEASURES["eq_vas"]).startswith("EuroQol registration")
    assert known.licence_of(MEASURES["gad7"]) == "Pfizer, free to use and reproduce"
    assert known.scoring_of(MEASURES["promis_pi"]).startswith("T-score entered from the licensed")


def test_a_loinc_code_is_that_of_the_reference_with_its_check_digit() -> None:
    codes = {name: measure.loinc_code for name, measure in MEASURES.items() if measure.loinc_code}
    assert codes == {
        "nrs_back": "72514-3",
        "nrs_leg": "72514-3",
        "odi": "97909-6",
        "promis_pf": "77874-6",
        "phq2": "55758-7",
        "phq9": "44261-6",
        "phq9_item9": "44260-8",
        "gad7": "70274-6",
    }
    for code in codes.values():
        digits = [int(digit) for digit in code.replace("-", "")][::-1]
        doubled = (digit if at % 2 == 0 else digit * 2 - 9 * (digit > 4) for at, digit in enumerate(digits))
        assert sum(doubled) % 10 == 0, code
    assert (MEASURES["nrs_back"].loinc_site, MEASURES["odi"].loinc_site) == ("back", "")
