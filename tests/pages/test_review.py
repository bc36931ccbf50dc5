"""The Review meeting screen: what is offered to whom, what a press does, and what stays of what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from careplan.coordination.decisions import decide
from careplan.coordination.meeting_decision import save_decision
from careplan.coordination.meetings import add_case, ask, propose
from careplan.coordination.signing import sign
from careplan.pages.parts.agenda.component import receive
from tests.pages.files import file_buttons
from tests.pages.overview_page import open_patient, words
from tests.pages.page_of import desk_of, sent_to
from tests.pages.review_page import open_review
from tests.small_clinic import MONDAY, PEOPLE, VIEWER, SmallClinic

OWN = f"{MONDAY.isoformat()}-PL-V1-01"
"""What ends the keys of the fields of one case."""


@pytest.fixture
def case(small: SmallClinic) -> SmallClinic:
    """That clinic, with the case of V1 at the meeting of its day."""
    add_case(small.clinic, "PL-V1-01", MONDAY, "Injection now?", actor=PEOPLE["coordinator"])
    return small


def opened(small: SmallClinic, who: str) -> AppTest:
    return open_review(desk_of(small, PEOPLE[who]), date=MONDAY.isoformat(), case="PL-V1-01")


def keys(page: AppTest) -> set[str]:
    return {str(button.key) for button in page.button if not button.disabled}


def said(page: AppTest) -> list[str]:
    return [str(one.value).replace("\\", "") for one in (*page.success, *page.error)]


def test_without_a_meeting_the_next_day_is_offered_with_its_agenda(small: SmallClinic) -> None:
    page = open_review(desk_of(small, PEOPLE["coordinator"]), date="2026-04-13")
    agenda = sent_to(page, "agenda")
    assert [row["patient"] for row in agenda["rows"]] == ["V1", "V3"]
    assert all(row["reason"] for row in agenda["rows"])
    page.date_input(key="review-new-day").set_value(MONDAY + timedelta(days=14))
    page.button(key="review-set").click().run()
    assert page.query_params["date"] == "2026-03-16"
    assert "review-set" not in keys(page)


def test_a_press_on_the_agenda_opens_the_case_and_nothing_else_does(case: SmallClinic) -> None:
    pressed: list[str] = []
    for sent in ({"plan": "PL-V1-01"}, {"plan": "V1"}, "PL-V1-01", None, {"plan": "PL-<b>"}):
        receive(sent, pressed.append)
    assert pressed == ["PL-V1-01"]
    page = open_review(desk_of(case), date=MONDAY.isoformat(), case="PL-V9-01")
    assert sent_to(page, "agenda")["current"] == "", "a case that is not there is none"
    settled = open_review(desk_of(case), date=MONDAY.isoformat(), case="PL-V3-01")
    agenda = sent_to(settled, "agenda")
    assert (agenda["current"], agenda["rows"][-1]["reason"]) == ("PL-V3-01", "Nothing asks for it now"), "it stays open"


def test_the_budget_of_a_case_decision_one_action_and_a_signature(case: SmallClinic) -> None:
    page = opened(case, "surgeon")
    page.text_area(key=f"decision-{OWN}").input("After 6 visits")
    page.text_input(key=f"action-0-{OWN}").input("Rebook review")
    page.button(key=f"save-decision-{OWN}").click().run()
    assert said(page) == ["Nothing is saved yet: give “Rebook review” a role and a date."]
    assert page.text_area(key=f"decision-{OWN}").value == "After 6 visits"
    page.selectbox(key=f"action-role-0-{OWN}").set_value("pain_specialist")
    page.date_input(key=f"action-day-0-{OWN}").set_value(MONDAY + timedelta(days=7))
    page.button(key=f"save-decision-{OWN}").click().run()
    assert said(page)[0].startswith("Decision saved with 1 action, V1.")
    assert (page.selectbox(key=f"action-role-0-{OWN}").value, page.date_input(key=f"action-day-0-{OWN}").value) == (
        None,
        None,
    ), "nothing of a saved action is left in the form that changes the decision"
    page.button(key="sign-surgeon").click().run()
    assert said(page) == ["Signed for surgery, V1."], "what was said before is over"
    [task] = [task for task in case.plan("PL-V1-01").tasks.values() if task.by_hand]
    assert (task.role, task.due) == ("pain_specialist", MONDAY + timedelta(days=7))
    page.button(key="sign-act-PL-V1-01-back").click().run()
    assert said(page)[0].startswith("Undone:")


def test_a19_the_button_of_another_discipline_is_off_and_says_who_can_use_it(case: SmallClinic) -> None:
    page = opened(case, "physical.therapist")
    offered = {str(one.key): one for one in page.button if str(one.key).startswith("sign-")}
    assert {key for key, one in offered.items() if not one.disabled} == {"sign-physical_therapist"}
    assert offered["sign-pain_specialist"].help == "Only the pain specialist can sign for pain medicine."


def test_who_may_not_hold_the_meeting_reads_it_and_proposes(case: SmallClinic) -> None:
    nurse = opened(case, "nurse")
    assert not [key for key in keys(nurse) if key.startswith(("save-decision", "absent", "sign-", "save-question"))]
    nurse.text_area(key=f"proposal-{OWN}").input("Call first")
    nurse.button(key=f"save-proposal-{OWN}").click().run()
    assert said(nurse) == ["Proposal saved, V1."]
    viewer = open_review(desk_of(case, VIEWER), date=MONDAY.isoformat(), case="PL-V1-01")
    acts = ("save", "sign", "absent", "unsign", "review-add", "review-set", "ask-")
    assert not [key for key in keys(viewer) if key.startswith(acts)]
    assert "Injection now?" in words(viewer) and "Call first" in words(viewer)


def test_two_at_once_the_second_is_told_and_keeps_what_was_typed(case: SmallClinic) -> None:
    page = opened(case, "surgeon")
    save_decision(case.clinic, "PL-V1-01", MONDAY, "Now", actor=PEOPLE["coordinator"])
    page.text_area(key=f"decision-{OWN}").input("After 6 visits")
    page.button(key=f"save-decision-{OWN}").click().run()
    [refused] = said(page)
    assert "Decision: was nothing, now Now, yours After 6 visits. Nothing of yours was saved." in refused
    assert page.text_area(key=f"decision-{OWN}").value == "After 6 visits"
    page.text_input(key=f"because-{OWN}").input("Agreed afterwards")
    page.button(key=f"save-decision-{OWN}").click().run()
    assert said(page) == ["Decision saved, V1."]


def test_a_question_that_was_changed_meanwhile_is_not_overwritten(case: SmallClinic) -> None:
    page = opened(case, "surgeon")
    other = opened(case, "coordinator")
    other.text_area(key=f"question-{OWN}").input("Surgery now?")
    other.button(key=f"save-question-{OWN}").click().run()
    page.text_area(key=f"question-{OWN}").input("Block now?")
    page.button(key=f"save-question-{OWN}").click().run()
    assert "was Injection now?, now Surgery now?, yours Block now?" in said(page)[0]


def test_a_decision_does_not_answer_a_question_that_its_reader_has_not_seen(case: SmallClinic) -> None:
    page = opened(case, "surgeon")
    ask(case.clinic, "PL-V1-01", MONDAY, "Surgery now?", actor=PEOPLE["coordinator"])
    page.text_area(key=f"decision-{OWN}").input("After 6 visits")
    page.button(key=f"save-decision-{OWN}").click().run()
    assert "was Injection now?, now Surgery now?" in said(page)[0]
    assert page.text_area(key=f"question-{OWN}").value == "Surgery now?", "a field that was left alone follows"
    page.button(key=f"save-decision-{OWN}").click().run()
    assert said(page) == ["Decision saved, V1."] and "Surgery now?" in words(page)


def test_what_was_typed_is_still_on_the_screen_when_the_decision_came_first(case: SmallClinic) -> None:
    page = opened(case, "pain.specialist")
    save_decision(case.clinic, "PL-V1-01", MONDAY, "Later", actor=PEOPLE["coordinator"])
    page.text_area(key=f"proposal-{OWN}").input("Block first")
    page.button(key=f"save-proposal-{OWN}").click().run()
    assert [one for one in said(page) if "Yours was not saved: Block first" in one]
    asking = opened(case, "surgeon")
    assert not asking.error, "it is said where it was pressed"


def test_the_coordinator_finds_the_meeting_and_its_signers_in_the_form_of_a_decision(case: SmallClinic) -> None:
    sign(case.clinic, "PL-V1-01", actor=PEOPLE["surgeon"], meeting=MONDAY)
    page = opened(case, "coordinator")
    page.button(key="ask-gate.surgery").click().run()
    assert page.date_input(key="conference-day-gate.surgery").value == MONDAY
    assert page.multiselect(key="conference-who-gate.surgery").value == ["surgeon"]


def test_the_minutes_offer_print_to_all_and_the_file_to_who_may_export_many(case: SmallClinic) -> None:
    propose(case.clinic, "PL-V1-01", MONDAY, "Later", actor=PEOPLE["physical.therapist"])
    for who, may in (("coordinator", True), ("physical.therapist", False)):
        page = open_review(desk_of(case, PEOPLE[who]), date=MONDAY.isoformat(), view="minutes")
        assert sent_to(page, "printing") == {"words": "Print"}
        assert "**Physical therapist:** Later" in words(page)
        assert ("Export CSV" in file_buttons(page)) is may


def test_the_patients_page_says_who_signed_and_what_was_changed_since(case: SmallClinic) -> None:
    page = open_patient(desk_of(case, PEOPLE["surgeon"]), "V1")
    page.button(key="sign-surgeon").click().run()
    assert "signed" in words(page) and "changed since signed" not in words(page)
    decide(case.clinic, "PL-V1-01", "gate.surgery", "no", actor=PEOPLE["surgeon"], why="Scar alone")
    page.run()
    assert "changed since signed" in words(page) and "Otherwise now: Surgery" in words(page)


def test_a_case_is_added_from_the_patients_page(small: SmallClinic) -> None:
    page = open_patient(desk_of(small, PEOPLE["surgeon"]), "V3")
    page.button(key="ask-add-to-meeting").click().run()
    assert page.date_input(key="meeting-day").value == MONDAY + timedelta(days=7)
    page.text_area(key="meeting-question-PL-V3-01").input("Which disc?")
    page.session_state["form-asked"] = "add-to-meeting"
    page.button(key="add-to-meeting-send").click().run()
    found = open_review(desk_of(small), date="2026-03-09")
    assert [row["question"] for row in sent_to(found, "agenda")["rows"]] == ["Which disc?"]
