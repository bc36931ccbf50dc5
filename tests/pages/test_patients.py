"""The list of patients, without a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.errors import InvalidInput, NotAllowed
from careplan.pages.desk import Desk
from careplan.pages.parts.patient_list.contract import patient_of
from careplan.task import Outcome
from tests.pages.files import rows_of_file
from tests.pages.overview_page import open_patient, words
from tests.pages.page_of import desk_of, desks, sent_to
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic


def _patients() -> None:
    from careplan.pages.patients import show
    from tests.pages.page_of import desks

    show(desks[-1])


def open_patients(desk: Desk, **query: str) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_patients, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def test_the_list_says_cause_step_role_and_outcome(small: SmallClinic) -> None:
    rows = sent_to(open_patients(desk_of(small)), "patients")["rows"]
    first = next(row for row in rows if row["id"] == "V1")
    assert first["causes"] == [["Scar tissue", "suspected"]]
    assert (first["phase"], first["outcome"], first["late"]) == ("Evaluate", "44 ODI on 2 Mar", "")
    assert first["response"] == "", "there is one score only"
    overview = sent_to(open_patient(desk_of(small), "V1"), "tasks")["groups"][0]["rows"]
    step_of = {row["role"]["word"]: row["title"] for row in overview}
    assert step_of[first["role"]["word"]] == first["step"], "the step is the next action of its role"


def test_filters_stand_in_the_address_and_what_is_searched_for_does_not(small: SmallClinic) -> None:
    page = open_patients(desk_of(small))
    page.text_input(key="patients-search").input("V3").run()
    assert [row["id"] for row in sent_to(page, "patients")["rows"]] == ["V3"]
    assert page.query_params == {}
    page.text_input(key="patients-search").input("").run()
    page.selectbox(key="filter-cause").set_value("scar_tissue").run()
    assert [row["id"] for row in sent_to(page, "patients")["rows"]] == ["V1"]
    assert page.query_params == {"cause": "scar_tissue"}


def test_nobody_matches_and_a_new_plan_is_offered(small: SmallClinic) -> None:
    page = open_patients(desk_of(small), only="late")
    assert [text.value for text in page.text] == ["No patient matches."]
    assert [button.label for button in page.button] == ["New plan", "Clear filters"]
    page.button(key="clear-filters").click().run()
    assert len(sent_to(page, "patients")["rows"]) == 2


def test_many_patients_leave_with_a_reason_only(small: SmallClinic) -> None:
    page = open_patients(desk_of(small))
    with pytest.raises(NotAllowed, match="give a reason"):
        rows_of_file(page, "Export plans")
    page.text_input(key="patients-export-why").input("x" * 2001).run()
    with pytest.raises(InvalidInput, match="2,001 characters; at most 2,000"):
        rows_of_file(page, "Export plans")
    assert page.text_input(key="patients-export-why").value == "x" * 2001
    page.text_input(key="patients-export-why").input("Audit of the clinic").run()
    assert {row["patient_id"] for row in rows_of_file(page, "Export plans")} == {"V1", "V3"}


@pytest.mark.parametrize("raw", [None, "V1", {}, {"id": 7}, {"id": "<b>"}, {"id": "a" * 41}])
def test_a_press_that_names_no_patient_is_refused(raw: object) -> None:
    with pytest.raises(InvalidInput, match="no patient id"):
        patient_of(raw)
    assert patient_of({"id": "P-0042"}) == "P-0042"


def test_who_got_worse_is_told_by_a_word_in_the_list_and_on_the_overview(small: SmallClinic) -> None:
    later = small.on(MONDAY + timedelta(days=2))
    baseline = small.task("PL-V1-01", "K05")
    given = {name: Answer(not_obtained="Not asked") for name in baseline.desired.asks} | {"odi": Answer(60)}
    complete(later.clinic, baseline.id, outcome=Outcome.PARTLY, answers=given, actor=PEOPLE["coordinator"])
    row = sent_to(open_patients(desk_of(later)), "patients")["rows"][0]
    assert (row["id"], row["outcome"], row["response"], row["response_tone"]) == (
        "V1",
        "60 ODI on 4 Mar",
        "Worse",
        "red",
    )
    said = words(open_patient(desk_of(later), "V1"))
    assert ":red-badge[⚠ Worse]" in said
    assert "+16 (+36 %), not reached" in said, "a score that rises is not on its way to 10 points fewer"
