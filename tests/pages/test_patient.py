"""The overview of one patient and the list of patients, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from careplan.coordination import decisions
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.planning import create_plan
from careplan.coordination.red_flags import clear_flag, raise_flag
from careplan.coordination.tasks import move
from careplan.coordination.undo import undo
from careplan.errors import InvalidInput
from careplan.intake import read_intake
from careplan.pages.desk import Desk
from careplan.pages.parts.patient_list.contract import patient_of
from careplan.patient import ProcedureKind
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.pages.page_of import desks, sent_to
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, VIGNETTES, SmallClinic, open_small_clinic


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallClinic]:
    """A clinic in a file, with V1 (scar tissue) and V3 (disc, one question)."""
    clinic = open_small_clinic(tmp_path, in_file=True)
    clinic.begin("V1", "scar_tissue")
    clinic.begin("V3", "recurrent_disc")
    yield clinic
    clinic.clinic.store.close()


@pytest.fixture
def unclear(tmp_path: Path) -> Iterator[SmallClinic]:
    """A clinic in a file, with V1, of whom no cause is named yet."""
    clinic = open_small_clinic(tmp_path, in_file=True)
    clinic.begin("V1", "unclear")
    yield clinic
    clinic.clinic.store.close()


def desk_of(small: SmallClinic, actor: Practitioner = PEOPLE["surgeon"]) -> Desk:
    return Desk(clinic=small.clinic, actor=actor, demo=False, pages={})


def _patient() -> None:
    import streamlit as st

    from careplan.pages.patient import show
    from tests.pages.page_of import desks

    pages = {name: st.Page(lambda: None, title=name, url_path=name) for name in ("plan", "patients")}
    desk = desks[-1]
    desk.pages = {**pages, "patient": st.Page(lambda: show(desk), title="patient", url_path="patient", default=True)}
    st.navigation(list(desk.pages.values()), position="hidden").run()


def _patients() -> None:
    from careplan.pages.patients import show
    from tests.pages.page_of import desks

    show(desks[-1])


def open_patient(desk: Desk, patient_id: str) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_patient, default_timeout=60)
    page.query_params["id"] = patient_id
    page.run()
    assert not page.exception
    return page


def open_patients(desk: Desk, **query: str) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_patients, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def enter(small: SmallClinic, vignette: str, changes: dict[str, Any], *causes: str) -> None:
    """Create the plan of a vignette in which something else was entered."""
    form = {**json.loads((VIGNETTES / f"{vignette}.json").read_text()), **changes}
    intake = read_intake(json.dumps(form), small.clinic.content, today=MONDAY)
    actor = PEOPLE["primary.care"]
    create_plan(small.clinic, intake, causes, actor=actor, red_flags_answered=True, reason="As discussed")


def words(page: AppTest) -> str:
    return "\n".join(str(each.value).replace("\\", "") for each in (*page.text, *page.markdown))


def test_one_page_answers_who_what_next_and_how_it_goes(small: SmallClinic) -> None:
    page = open_patient(desk_of(small), "V1")
    said = words(page)
    assert "49 y, male · Microdiskectomy L5-S1, left, 2 Aug 2025" in said
    assert "Scar tissue, suspected" in said and "Evaluate 0 of 14" in said
    assert "| ODI | 44 |" in said
    assert [title.value for title in page.title] == ["V1"]
    assert "nurse :small[(Nurse)]" in said and "viewer" not in said, "who only reads is not of the care team"
    group = sent_to(page, "tasks")["groups"][0]
    assert group["title"] == "Next action of each role"
    assert {row["role"]["word"] for row in group["rows"]} >= {"Primary care doctor", "Surgeon"}


def test_a_cause_says_why_it_is_suspected(small: SmallClinic) -> None:
    said = words(open_patient(desk_of(small), "V3"))
    assert "**Recurrence (disc)** :blue-badge[● most consistent] :gray-badge[? suspected] since 2 Mar 2026" in said
    assert "disc" in said.partition("**For:**")[2].partition("\n")[0]
    assert "**Would settle it:**" in said


def test_uncertain_says_how_more_than_one_cause_can_be_most_consistent(small: SmallClinic) -> None:
    of_scar = (
        "i_scar_match",
        "i_no_disc",
        "h_same_root",
        "h_burning",
        "h_onset_gradual",
        "s_neuropathic",
        "h_gap_1_6m",
    )
    both = dict.fromkeys((*of_scar, "h_mechanical", "i_ct_nonunion", "i_halo"), "yes")
    enter(small, "V2", {"findings": both}, "scar_tissue", "failed_fusion")
    said = words(open_patient(desk_of(small), "V2"))
    assert said.count("● most consistent") == 2
    assert ":orange-badge[○ Uncertain: more tests needed] Each cause is judged by itself" in said


def test_where_no_finding_was_entered_that_is_said(small: SmallClinic) -> None:
    enter(small, "V1", {"patient_id": "P-0900", "findings": {}, "facts": {}, "observations": []}, "unclear")
    said = words(open_patient(desk_of(small), "P-0900"))
    assert ":orange-badge[○ Uncertain: more tests needed] No finding was entered yet." in said


def test_a_cause_against_the_ranking_says_why_it_was_picked(small: SmallClinic) -> None:
    small.begin("V2", "facet_pain")
    said = words(open_patient(desk_of(small), "V2"))
    assert "**Picked because:** As discussed" in said
    assert "Not in this plan, but the findings fit too" in said and "Failed fusion" in said


def asked(page: AppTest, form: str) -> AppTest:
    """Run the page with the dialog of a form open, as a press on its button leaves it."""
    page.session_state["form-asked"] = form
    page.run()
    assert not page.exception
    return page


def test_the_coordinator_names_the_conference_that_decided(small: SmallClinic) -> None:
    page = open_patient(desk_of(small, PEOPLE["coordinator"]), "V1")
    asked(page, "gate.surgery")
    page.radio(key="value-gate.surgery").set_value("no")
    page.text_input(key="why-gate.surgery").input("Scar alone")
    page.button(key="save-gate.surgery").click()
    asked(page, "gate.surgery")
    assert "give its day and who decided there" in refused_last(page)
    page.date_input(key="conference-day-gate.surgery").set_value(MONDAY)
    page.multiselect(key="conference-who-gate.surgery").set_value(["surgeon"])
    page.button(key="save-gate.surgery").click()
    asked(page, "gate.surgery")
    page.run()
    assert "Recorded on 2 Mar 2026 by the care coordinator" in words(page)
    assert "Reason: Case conference of 2 Mar 2026, decided by surgeon" in words(page)


def test_a_medicine_list_that_is_not_confirmed_and_a_cleared_flag_are_said_among_the_alerts(small: SmallClinic) -> None:
    raise_flag(small.clinic, "PL-V1-01", "RF15", actor=PEOPLE["surgeon"])
    clear_flag(small.clinic, "PL-V1-01", "RF15", finding="No swelling", reason="Doppler", actor=PEOPLE["primary.care"])
    with small.clinic.store.writing() as records:
        seen = records.patients.get("V1")
        records.patients.save(seen, seen.patient.model_copy(update={"medicines": None}))
    page = open_patient(desk_of(small), "V1")
    said = words(page).replace("\\", "")
    assert "Medicines not confirmed: the medicine rules were not asked." in said
    assert "No safety rule asks" not in said
    assert [one for one in page.button if one.key == "ask-medicines"]
    assert "Red flag cleared: " in said
    assert "primary.care, 2 Mar 2026. Finding: No swelling. Reason: Doppler" in said


def test_the_medicine_list_is_confirmed_where_the_overview_says_that_it_is_not(small: SmallClinic) -> None:
    with small.clinic.store.writing() as records:
        seen = records.patients.get("V1")
        records.patients.save(seen, seen.patient.model_copy(update={"medicines": None}))
    therapist = open_patient(desk_of(small, PEOPLE["physical.therapist"]), "V1")
    keys = {one.key for one in therapist.button}
    assert "alert-medicines" in keys and "ask-medicines" not in keys, "who may not is led to the task"
    page = open_patient(desk_of(small, PEOPLE["primary.care"]), "V1")
    asked(page, "medicines")
    page.button(key="save-medicines").click()
    asked(page, "medicines")
    assert "List every medicine that is taken" in page.error[0].value
    page.text_area(key="medicines-listed").input("paracetamol\noxycodone 40 mg")
    page.button(key="save-medicines").click()
    asked(page, "medicines")
    page.run()
    assert "Medicines not confirmed" not in words(page)
    with small.clinic.store.reading() as records:
        kept = records.patients.get("V1").patient
    assert [one.name for one in kept.medicines or ()] == ["paracetamol", "oxycodone"]


def test_the_surgeon_decides_on_surgery_with_a_choice_and_a_reason_only(small: SmallClinic) -> None:
    page = open_patient(desk_of(small), "V1")
    page.button(key="ask-gate.surgery").click().run()
    assert title_of_dialog(page) == "Surgery · V1", "the form names the decision and the patient"
    page.text_input(key="why-gate.surgery").input("Fragment presses the root")
    page.button(key="save-gate.surgery").click()
    asked(page, "gate.surgery")
    assert [error.value for error in page.error] == ["Choose yes or no."], "only what is offered"
    page.radio(key="value-gate.surgery").set_value("yes")
    page.text_input(key="why-gate.surgery").input("")
    page.button(key="save-gate.surgery").click()
    asked(page, "gate.surgery")
    assert refused_last(page) == "Decide on surgery: give a reason."
    page.text_input(key="why-gate.surgery").input("Fragment presses the root")
    page.button(key="save-gate.surgery").click()
    asked(page, "gate.surgery")
    assert not page.error
    page.run()
    assert ":green-badge[✓ Yes]" in words(page)
    assert "Decided on 2 Mar 2026 by the surgeon" in words(page)
    assert "Reason: Fragment presses the root" in words(page)
    assert "Surgery: yes, V1" in sent_to(page, "tasks")["strip"]["text"]
    assert not [one for one in page.button if one.key == "ask-gate.injection"], "the pain specialist decides on that"


def title_of_dialog(page: AppTest) -> str:
    (dialog,) = page.get("dialog")
    return str(dialog.proto.dialog.title)


def refused_last(page: AppTest) -> str:
    """Return the refusal in the dialog; it stands below everything else there, so that no field moves for it."""
    (dialog,) = page.get("dialog")
    *_, last = dialog
    return str(last.value)


def cause_form(desk: Desk, patient_id: str, asked: str) -> AppTest:
    """Open the dialog of a cause; each run of the test opens it anew, as a press on its button does."""
    page = open_patient(desk, patient_id)
    page.session_state["cause-asked"] = asked
    return page.run()


def again(page: AppTest, asked: str) -> AppTest:
    page.session_state["cause-asked"] = asked
    return page.run()


def test_naming_a_cause_ends_not_yet_clear_unless_that_is_unticked(unclear: SmallClinic) -> None:
    page = cause_form(desk_of(unclear), "V1", "")
    page.selectbox(key="cause-new-pick").set_value("scar_tissue")
    again(page, "")
    tick = page.checkbox(key="cause-new-unclear")
    assert (tick.label, tick.value) == ("“Not yet clear” no longer holds: Scar tissue takes its place", True)
    page.button(key="cause-new-save").click()
    again(page, "")
    assert {cause.cause: cause.certainty.value for cause in unclear.plan("PL-V1-01").inputs.causes} == {
        "unclear": "refuted",
        "scar_tissue": "suspected",
    }


def test_not_yet_clear_is_not_offered_to_be_confirmed(unclear: SmallClinic) -> None:
    page = open_patient(desk_of(unclear), "V1")
    assert page.button(key="certainty-unclear").label == "No longer unclear"
    page = cause_form(desk_of(unclear), "V1", "unclear")
    assert page.radio(key="certainty-of-unclear").options == ["No longer unclear"]


def test_refuting_a_cause_first_shows_what_is_cancelled_and_is_undone_as_one(small: SmallClinic) -> None:
    before = open_tasks(small)
    page = cause_form(desk_of(small), "V1", "scar_tissue")
    page.button(key="certainty-save-scar_tissue").click()
    again(page, "scar_tissue")
    assert [error.value for error in page.error] == ["Choose what this suspected cause is."]
    page.radio(key="certainty-of-scar_tissue").set_value("refuted")
    again(page, "scar_tissue")
    cancelled = next(one.label for one in page.expander if "cancelled" in one.label)
    assert "MRI of the lumbar spine without and with gadolinium (surgeon)" in words(page)
    assert open_tasks(small) == before, "it is shown before it applies"
    page.text_input(key="certainty-why-scar_tissue").input("No scar on MRI")
    again(page, "scar_tissue")
    page.button(key="certainty-save-scar_tissue").click()
    again(page, "scar_tissue")
    assert "SC01" not in open_tasks(small)
    assert cancelled.split()[0].isdigit()
    with small.clinic.store.reading() as records:
        act = records.events.latest_undoable("surgeon")
    assert act is not None
    undo(small.clinic, act.event.act, actor=PEOPLE["surgeon"])
    assert open_tasks(small) == before


def open_tasks(small: SmallClinic) -> set[str]:
    return {task.desired.key for task in small.plan("PL-V1-01").tasks.values() if task.is_open}


def test_another_cause_is_added_after_its_tasks_were_shown(small: SmallClinic) -> None:
    page = cause_form(desk_of(small), "V1", "")
    assert page.selectbox(key="cause-new-pick").value is None
    page.selectbox(key="cause-new-pick").set_value("facet_pain")
    again(page, "")
    assert any("added" in one.label for one in page.expander)
    assert len(small.plan("PL-V1-01").inputs.causes) == 1
    page.button(key="cause-new-save").click()
    again(page, "")
    assert [one.cause for one in small.plan("PL-V1-01").inputs.causes] == ["scar_tissue", "facet_pain"]


def test_an_operation_is_planned_and_gets_its_date(small: SmallClinic) -> None:
    page = open_patient(desk_of(small), "V1")
    page.button(key="ask-operation-new").click().run()
    assert title_of_dialog(page) == "Plan operation · V1"
    page.button(key="operation-new-save").click()
    asked(page, "operation-new")
    assert refused_last(page) == "Say what operation it is: choose at least one procedure."
    page.multiselect(key="operation-new-what").set_value(["microdiskectomy"])
    page.button(key="operation-new-save").click()
    asked(page, "operation-new")
    assert not page.error
    planned = small.plan("PL-V1-01").inputs.record.operations[-1]
    assert (planned.done, planned.day) == (False, None)
    key = f"operation-{planned.number}"
    asked(page, key)
    page.date_input(key=f"day-{key}").set_value(MONDAY + timedelta(days=40))
    page.button(key=f"save-{key}").click()
    asked(page, key)
    assert small.plan("PL-V1-01").inputs.record.operations[-1].day == MONDAY + timedelta(days=40)


def test_a_procedure_is_planned_by_the_pain_specialist(small: SmallClinic) -> None:
    page = asked(open_patient(desk_of(small, PEOPLE["pain.specialist"]), "V1"), "procedure-new")
    page.button(key="procedure-new-save").click()
    asked(page, "procedure-new")
    assert refused_last(page) == "Choose the procedure."
    page.selectbox(key="procedure-new-kind").set_value(ProcedureKind.EPIDURAL)
    page.radio(key="procedure-new-steroid").set_value("yes")
    page.date_input(key="procedure-new-day").set_value(MONDAY + timedelta(days=20))
    page.button(key="procedure-new-save").click()
    asked(page, "procedure-new")
    assert not page.error
    (planned,) = small.plan("PL-V1-01").inputs.record.procedures
    assert (planned.kind, planned.steroid, planned.planned) == ("epidural", True, MONDAY + timedelta(days=20))
    page.run()
    assert "Epidural, with steroid, 22 Mar 2026" in words(page)


def test_changes_by_others_are_told_until_they_are_marked_as_seen(small: SmallClinic) -> None:
    assert "for the first time" in words(open_patient(desk_of(small), "V1"))
    pain = PEOPLE["pain.specialist"]
    decisions.decide(small.clinic, "PL-V1-01", "gate.injection", "yes", actor=pain, why="Root pain")
    page = open_patient(desk_of(small), "V1")
    (told,) = [button.label for button in page.button if "Root pain" in button.label]
    assert told.startswith("Decided\\: Injection yes") and "pain specialist" in told
    page.button(key="seen-PL-V1-01").click().run()
    assert "Nothing since 2 Mar 2026." in words(page)


def test_beside_a_red_flag_no_words_sound_as_if_all_were_well(small: SmallClinic) -> None:
    raise_flag(small.clinic, "PL-V1-01", "RF15", actor=PEOPLE["surgeon"])
    assert "No safety rule asks" not in words(open_patient(desk_of(small), "V1"))


def test_a_red_flag_stands_before_everything(small: SmallClinic) -> None:
    raise_flag(small.clinic, "PL-V3-01", "RF01", actor=PEOPLE["surgeon"])
    page = open_patient(desk_of(small), "V3")
    assert page.markdown[0].value.startswith("**⚑ Red flag · V3** · **Cauda equina syndrome**")


def test_a_viewer_has_nothing_to_press_but_the_way_on(small: SmallClinic) -> None:
    page = open_patient(desk_of(small, VIEWER), "V1")
    assert {button.label for button in page.button} <= {"Open", "Open plan", "Mark as seen"}
    assert not any("done" in row for row in sent_to(page, "tasks")["groups"][0]["rows"])


def test_a_patient_of_another_team_is_not_there(small: SmallClinic) -> None:
    page = open_patient(desk_of(small, STRANGER), "V1")
    assert [error.value for error in page.error] == ["No such record, or not one you may see."]
    assert "Microdiskectomy" not in words(page)


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
    assert page.get("download_button")[0].proto.disabled
    page.text_input(key="patients-export-why").input("Audit of the clinic").run()
    assert not page.get("download_button")[0].proto.disabled


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


def test_the_way_on_is_offered_only_to_those_whose_navigation_has_it(small: SmallClinic) -> None:
    for actor, ways in ((Practitioner(id="admin", role="admin"), []), (STRANGER, ["Patients"])):
        page = open_patient(desk_of(small, actor), "V1")
        assert [error.value for error in page.error]
        assert [link.proto.label for link in page.get("page_link")] == ways


def test_a_change_is_told_by_a_button_which_is_not_marked_as_the_place_where_one_is(small: SmallClinic) -> None:
    open_patient(desk_of(small), "V1")
    task = small.task("PL-V1-01", "K02")
    move(small.clinic, task.id, MONDAY + timedelta(days=20), actor=PEOPLE["primary.care"])
    raise_flag(small.clinic, "PL-V1-01", "RF05", actor=PEOPLE["nurse"])
    page = open_patient(desk_of(small), "V1")
    told = [button for button in page.button if str(button.key).startswith("news-")]
    assert len(told) == 2
    assert not [
        link for link in page.get("page_link") if "Called" in link.proto.label or task.title in link.proto.label
    ]
    assert not [link for link in page.get("page_link") if "moved" in link.proto.label]
    next(button for button in told if "moved" in button.label).click().run()
    assert page.query_params["task"] in (task.id, [task.id])
