"""An emergency on the screens: the way to the door, what is open now, and a record that may only be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from careplan.coordination import break_glass
from careplan.coordination.accounts import TEAM
from careplan.patient import Patient
from careplan.team import Practitioner
from tests.pages.files import file_buttons
from tests.pages.overview_page import open_patient, words
from tests.pages.page_of import desk_of, offered
from tests.pages.test_my_work import open_work
from tests.pages.test_patients import open_patients
from tests.pages.test_plan import open_page
from tests.small_clinic import PEOPLE, STRANGER, VIEWER, SmallClinic

DOOR = "Open in an emergency"


@pytest.fixture
def small(small: SmallClinic) -> SmallClinic:
    """That clinic with S-1, whose team is another's, and V1 open to the other team's surgeon."""
    now = small.clinic.now()
    with small.clinic.store.writing() as records:
        records.patients.add(Patient(id="S-1"), team=records.teams.add(TEAM), at=now)
        records.break_glass.open(STRANGER.id, "V1", "Collapsed", at=now, until=now + timedelta(minutes=60))
    return small


def searched(small: SmallClinic, text: str, person: Practitioner = PEOPLE["surgeon"]) -> AppTest:
    page = open_patients(desk_of(small, person))
    return page.text_input(key="patients-search").input(text).run()


def has_door(page: AppTest) -> bool:
    return DOOR in {button.label for button in page.button}


def said(page: AppTest) -> list[str]:
    return [str(each.value).replace("\\", "") for each in (*page.text, *page.markdown, *page.caption)]


def test_the_way_to_the_door_says_the_same_of_a_record_that_is_there_and_of_none(small: SmallClinic) -> None:
    for there, none in (("S-1", "S-2"), ("s-1", "s-2"), ("PL-V9-01", "PL-V8-01"), ("T-000001", "T-999999")):
        pages, ran = {}, []
        for typed in (there, none):
            searched(small, typed)  # a first drawing reads more than the second
            with small.clinic.store.count_queries() as queries:
                pages[typed] = searched(small, typed)
            ran.append(len(queries))
        assert ran[0] == ran[1]
        assert all(has_door(page) and page.query_params == {} for page in pages.values())
        mine = said(pages[there]), there.upper().replace("-", "‑")
        other = said(pages[none]), none.upper().replace("-", "‑")
        assert [one.replace(mine[1], "it") for one in mine[0]] == [one.replace(other[1], "it") for one in other[0]]


def test_it_is_offered_for_an_id_that_the_list_does_not_have_to_who_may_open(small: SmallClinic) -> None:
    for text in ("Anna Baker", "anna", "12345", "V-", "V1", "v1", ""):
        assert not has_door(searched(small, text)), text
    assert has_door(searched(small, "S-1"))
    for person in (PEOPLE["nurse"], PEOPLE["coordinator"], VIEWER):
        assert not has_door(searched(small, "S-1", person))


def test_what_only_resembles_a_listed_id_is_offered_too(small: SmallClinic) -> None:
    small.begin("V2", "failed_fusion", patient="S-11")
    page = searched(small, "S-1")
    assert "1 of 1 patient" in said(page) and has_door(page)


def test_my_work_and_patients_name_what_is_open_until_it_ends(small: SmallClinic) -> None:
    def strips(person: Practitioner) -> list[list[str]]:
        pages = open_work(small, person), open_patients(desk_of(small, person))
        return [[line for line in said(page) if "opened in an emergency" in line] for page in pages]

    for [line] in strips(STRANGER):
        assert line.startswith("**⚠ V1 opened in an emergency** · ") and "minutes left, until " in line
    assert strips(PEOPLE["surgeon"]) == strips(PEOPLE["nurse"]) == [[], []]
    break_glass.end(small.clinic, "V1", actor=STRANGER)
    assert strips(STRANGER) == [[], []]


def test_what_may_only_be_read_says_nothing_false_of_who_may_do_what(small: SmallClinic) -> None:
    page = open_patient(desk_of(small, STRANGER), "V1")
    assert "Opened in an emergency, to read only" in words(page)
    assert not [line for line in said(page) if "may do that" in line]
    assert [line for line in said(open_patient(desk_of(small, PEOPLE["nurse"]), "V1")) if "may do that" in line]


def test_a_board_that_may_only_be_read_counts_nothing_as_mine_and_speaks_of_no_file(small: SmallClinic) -> None:
    def shown(person: Practitioner) -> tuple[bool, bool, bool]:
        page = open_page(desk_of(small, person), show="mine")
        mine = any(chip.startswith("Mine") for chip in offered(page)["Filter"])
        return mine, any("Export CSV" in line for line in said(page)), bool(file_buttons(page))

    assert shown(STRANGER) == (False, False, False)
    assert shown(PEOPLE["surgeon"]) == (True, True, True)


def test_a_record_that_was_open_says_when_it_ended_and_not_that_there_is_none(small: SmallClinic) -> None:
    ended = open_patient(desk_of(small, STRANGER), "V1").button(key="emergency-end").click().run()
    again = open_patient(desk_of(small, STRANGER), "V1"), open_page(desk_of(small, STRANGER))
    for page in (ended, *again):
        assert not page.error
        [box] = page.info
        assert box.value.startswith("Ended ") and box.value.endswith(". Another person reviews it.")
    assert [[one.label for one in page.expander] for page in again] == [[DOOR], [DOOR]]
    assert open_patient(desk_of(small, STRANGER), "V3").error, "of another record nothing is told"
