"""What is filtered is what is exported: the file of each list holds what the list shows, and no more (PRODUCT 8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination.outcomes import Outcomes, outcomes
from careplan.medicine import DOSE
from tests.pages.files import rows_of_file
from tests.pages.page_of import desk_of, sent_to
from tests.pages.test_audit import open_audit
from tests.pages.test_clinic import open_clinic
from tests.pages.test_outcomes import opened
from tests.pages.test_patients import open_patients
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

COORDINATOR = PEOPLE["coordinator"]


@pytest.fixture
def later(small: SmallClinic) -> SmallClinic:
    return small.on(MONDAY + timedelta(days=30))


@pytest.mark.parametrize("asked", ["overdue.surgeon", "waiting.care_coordinator", "held.care_coordinator"])
def test_a_list_of_the_clinic_holds_its_tasks(later: SmallClinic, asked: str) -> None:
    page = open_clinic(desk_of(later, COORDINATOR), list=asked)
    (group,) = sent_to(page, "tasks")["groups"]
    assert group["rows"]
    assert {row["task_id"] for row in rows_of_file(page)} == {row["id"] for row in group["rows"]}


def test_a_list_behind_a_figure_holds_its_patients(later: SmallClinic) -> None:
    page = open_clinic(desk_of(later, COORDINATOR), list="missing.odi", period="365")
    page.text_input(key="patients-export-why").input("Audit of the clinic").run()
    shown = {row["id"] for row in sent_to(page, "patients")["rows"]}
    assert {row["patient_id"] for row in rows_of_file(page, "Export plans")} == shown != set()


@pytest.mark.parametrize("query", [{}, {"cause": "scar_tissue"}])
def test_the_patients_that_are_filtered_leave(small: SmallClinic, query: dict[str, str]) -> None:
    page = open_patients(desk_of(small), **query)
    page.text_input(key="patients-export-why").input("Audit of the clinic").run()
    shown = {row["id"] for row in sent_to(page, "patients")["rows"]}
    assert {row["patient_id"] for row in rows_of_file(page, "Export plans")} == shown != set()


def test_the_outcomes_of_a_patient_leave(small: SmallClinic) -> None:
    page = opened(desk_of(small), "V1")
    found = outcomes(small.clinic, "V1", actor=COORDINATOR)
    assert isinstance(found, Outcomes)
    shown = {(value.seen.measure, value.seen.day.isoformat()) for one in found.trends for value in one.values}
    parts = {part.id for part in small.clinic.content.measures.parts}
    rows = {(row["measure"], row["date"]) for row in rows_of_file(page) if row["measure"] not in parts}
    assert rows == {one for one in shown if one[0] != DOSE} != set(), "the dose follows from the list"


def test_the_history_that_is_filtered_leaves(small: SmallClinic) -> None:
    page = open_audit(desk_of(small, PEOPLE["primary.care"]), patient="V1", kind="changes")
    rows = rows_of_file(page)
    assert page.text[-1].value == f"{len(rows)} of {len(rows)} event{'s' * (len(rows) != 1)}"
    assert rows and {row["patient_id"] for row in rows} == {"V1"}
