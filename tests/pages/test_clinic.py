"""The Clinic screen, without a browser: numbers, their lists, and what an address may ask for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from careplan.pages.desk import Desk
from careplan.pages.parts.figures.contract import Way, way_of
from careplan.team import Practitioner
from tests.pages.page_of import desk_of, desks, sent_to
from tests.small_clinic import MONDAY, PEOPLE, VIEWER, SmallClinic

COORDINATOR = PEOPLE["coordinator"]


def _clinic() -> None:
    import streamlit as st

    from careplan.pages.clinic import show
    from tests.pages.page_of import desks

    desk = desks[-1]
    desk.pages = {name: st.Page(lambda: None, title=name, url_path=name) for name in ("plan", "patients", "audit")}
    here = st.Page(lambda: show(desk), title="clinic", url_path="clinic", default=True)
    desk.pages |= {"clinic": here}
    st.navigation(list(desk.pages.values()), position="hidden").run()


def open_clinic(desk: Desk, **query: str) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_clinic, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


@pytest.fixture
def later(small: SmallClinic) -> SmallClinic:
    return small.on(MONDAY + timedelta(days=30))


def blocks(page: AppTest) -> dict[str, dict[str, object]]:
    return {block["title"]: block for block in sent_to(page, "figures")["blocks"]}


def test_numbers_lead_to_their_lists_and_nothing_leads_nowhere(later: SmallClinic) -> None:
    page = open_clinic(desk_of(later, COORDINATOR))
    found = blocks(page)
    assert list(found) == [
        "My own work",
        "Hand-offs waiting",
        "Patients with an open plan (2)",
        "Work by role",
        "Where plans wait",
    ]
    surgeon = next(row for row in found["Work by role"]["rows"] if row[0]["text"] == "Surgeon")
    assert (surgeon[1]["address"], surgeon[1]["told"]) == (
        "/clinic?list=overdue.surgeon",
        f"Surgeon, overdue: {surgeon[1]['text']} tasks",
    )
    cells = [cell for block in found.values() for row in (block["tiles"], *block["rows"]) for cell in row]
    assert all(
        bool(cell["address"]) == (cell["text"] != "0") for cell in cells if cell["text"].isdigit() and cell["told"]
    )
    assert [block.value for block in page.subheader] == ["Plans begun in the last 90 days"]


@pytest.mark.parametrize("asked", ["overdue.surgeon", "waiting.care_coordinator", "held.care_coordinator"])
def test_a_list_of_tasks_has_as_many_lines_as_its_number(later: SmallClinic, asked: str) -> None:
    first = open_clinic(desk_of(later, COORDINATOR))
    cells = [cell for block in blocks(first).values() for row in block["rows"] for cell in row]
    number = next(cell["text"] for cell in cells if cell["address"] == f"/clinic?list={asked}")
    page = open_clinic(desk_of(later, COORDINATOR), list=asked)
    (group,) = sent_to(page, "tasks")["groups"]
    assert (len(group["rows"]), group["count"]) == (int(number), int(number))
    page.button(key="clinic-back").click().run()
    assert page.query_params == {} and blocks(page)


def test_a_list_of_a_figure_names_its_patients_and_the_period(later: SmallClinic) -> None:
    page = open_clinic(desk_of(later, VIEWER), list="missing.odi", period="365")
    assert {row["id"] for row in sent_to(page, "patients")["rows"]} == {"V1", "V3"}
    assert "no value after the baseline" in page.markdown[0].value and "last year" in page.markdown[0].value
    assert page.text[-1].value == "2 of 2 patients"


@pytest.mark.parametrize("asked", ["", "overdue", "overdue.nobody", "yes.mme", "yes.<b>", "assessed.odi", "x" * 300])
def test_an_address_that_names_no_list_shows_the_figures(later: SmallClinic, asked: str) -> None:
    assert "Work by role" in blocks(open_clinic(desk_of(later, COORDINATOR), list=asked, period="nonsense"))


def test_who_may_read_no_plans_is_told_who_may(small: SmallClinic) -> None:
    page = open_clinic(desk_of(small, Practitioner(id="root", role="admin")))
    assert page.error[0].value.startswith("Read a plan: only the primary care doctor")


@pytest.mark.parametrize("raw", [None, 3, {}, {"address": 4}, {"address": "/plan?id=PL-0001-01"}])
def test_a_press_that_was_not_offered_leads_nowhere(raw: object) -> None:
    way = Way("clinic", (("list", "overdue.surgeon"),))
    assert way_of(raw, {way.address: way}) is None
    assert way_of({"address": "/clinic?list=overdue.surgeon"}, {way.address: way}) == way
