"""Values of the audit trail as people read them: the words of data/, not its codes."""

from __future__ import annotations

import pytest

from careplan.coordination.field_words import value_words
from tests.small_clinic import SmallClinic


def test_what_was_chosen_of_a_measure_stands_in_its_own_words(small: SmallClinic) -> None:
    choices = {name: one.values for name, one in small.clinic.content.measures.by_id.items() if one.values}
    assert "work_status" in choices
    for name, values in choices.items():
        for value in values:
            assert value_words(small.clinic, name, value.id) == value.text
    assert value_words(small.clinic, "work_status", "off_sick_spine") == "off sick because of spine"


@pytest.mark.parametrize(
    ("name", "value", "words"), [("nrs_leg", 1, "1 point"), ("smoker", True, "yes"), ("odi", "", "nothing")]
)
def test_numbers_and_answers_stay_as_they_were(small: SmallClinic, name: str, value: object, words: str) -> None:
    assert value_words(small.clinic, name, value) == words
