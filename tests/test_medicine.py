"""MME per day: a number or a reason, never 0 while it is not known; and the classes of a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.medicine import daily_mme, medicine_facts, unrecognised
from careplan.patient import Medicine
from tests.clinical_story import content

KNOWN = content().medicines


def medicine(name: str, amount: float | None = None, unit: str | None = "mg") -> Medicine:
    return Medicine(name=name, amount_per_day=amount, unit=unit)


def test_oxycodone_thirty_three_times_a_day_is_135() -> None:
    dose = daily_mme([medicine("oxycodone", 90)], KNOWN)
    assert dose.value == 135
    assert [(part.factor, part.mme) for part in dose.parts] == [(1.5, 135)]


def test_a16_oxycodone_40_and_tramadol_100_are_80() -> None:
    dose = daily_mme([medicine("oxycodone", 40), medicine("tramadol", 100)], KNOWN)
    assert dose.value == 80
    assert [part.factor for part in dose.parts] == [1.5, 0.2]


def test_a_fentanyl_patch_counts_its_micrograms_per_hour() -> None:
    dose = daily_mme([medicine("fentanyl patch", 25, "mcg/h")], KNOWN)
    assert dose.value == 60


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("codeine", 0.15),
        ("hydrocodone", 1.0),
        ("hydromorphone", 5.0),
        ("methadone", 4.7),
        ("morphine", 1.0),
        ("oxymorphone", 3.0),
        ("tapentadol", 0.4),
        ("tramadol", 0.2),
    ],
)
def test_factors(name: str, factor: float) -> None:
    assert daily_mme([medicine(name, 10)], KNOWN).value == pytest.approx(10 * factor)


def test_no_list_is_not_known_and_an_empty_list_is_none() -> None:
    assert daily_mme(None, KNOWN).value is None
    assert daily_mme([], KNOWN).value == 0
    assert daily_mme([medicine("paracetamol")], KNOWN).value == 0


@pytest.mark.parametrize(
    ("written", "because"),
    [
        (medicine("buprenorphine", 8), "There is no factor for “buprenorphine”."),
        (medicine("intrathecal morphine", 2), "There is no factor for “intrathecal morphine”."),
        (medicine("oxycodone"), "The amount of oxycodone a day is missing."),
        (medicine("oxycodone", 30, None), "The unit of oxycodone is missing."),
        (medicine("oxycodone", 30, "g"), "oxycodone is counted in mg; the unit “g” has no factor."),
        (medicine("fentanyl", 25), "fentanyl is counted in mcg per hour; the unit “mg” has no factor."),
        (medicine("brandname"), "“brandname” is not recognised: say whether it is an opioid."),
    ],
)
def test_m05_what_cannot_be_computed_says_why_and_is_never_0(written: Medicine, because: str) -> None:
    dose = daily_mme([written, medicine("morphine", 20)], KNOWN)
    assert dose.value is None
    assert dose.because == (because,)
    assert dose.at_least == 20


def test_a_name_is_found_inside_a_longer_line() -> None:
    assert KNOWN.classes_of("Ibuprofen 400 retard") == {"nsaid"}
    assert KNOWN.classes_of("paracetamol/codeine") == {"opioid", "other"}
    assert KNOWN.classes_of("Morphinelike") == frozenset()


def test_a_confirmed_list_answers_every_class() -> None:
    facts = medicine_facts([medicine("apixaban"), medicine("pregabalin", 150)], KNOWN)
    assert facts == {
        "opioid": "no",
        "gabapentinoid": "yes",
        "benzodiazepine": "no",
        "nsaid": "no",
        "systemic_steroid": "no",
        "anticoagulant": "yes",
        "opioid_mme": 0,
    }


def test_an_unrecognised_name_never_makes_a_class_no() -> None:
    facts = medicine_facts([medicine("diazepam", 5), medicine("brandname")], KNOWN)
    assert facts == {"benzodiazepine": "yes"}
    assert unrecognised([medicine("diazepam"), medicine("brandname")], KNOWN) == ("brandname",)


def test_no_confirmed_list_answers_nothing() -> None:
    assert medicine_facts(None, KNOWN) == {}


@given(
    amounts=st.lists(
        st.tuples(st.sampled_from(["oxycodone", "tramadol", "morphine"]), st.floats(min_value=0, max_value=500)),
        max_size=5,
    )
)
def test_the_order_of_a_list_does_not_matter_and_the_sum_is_that_of_its_parts(amounts: list[tuple[str, float]]) -> None:
    medicines = [medicine(name, amount) for name, amount in amounts]
    dose = daily_mme(medicines, KNOWN)
    assert dose.value == daily_mme(medicines[::-1], KNOWN).value
    assert dose.value == pytest.approx(sum(part.mme for part in dose.parts), abs=0.06)
